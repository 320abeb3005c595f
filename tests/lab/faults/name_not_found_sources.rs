//! The name server knows the name, and nsswitch.conf asks no name server.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("name-not-found", |world| {
    world.dns(&["web.lab.test=a:10.99.1.2"]);
    world
        .client
        .run("sed -i 's/^hosts:.*/hosts: files/' /etc/nsswitch.conf");
    world.sshd("");
})
.args(&["bob@web.lab.test"])
.certainty(AT_LEAST_LIKELY)
.ssh_says("Name or service not known");
