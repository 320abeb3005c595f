//! The name server fails on the name with its search domain only: a broken zone behind a short name.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("resolver-failed", |world| {
    world.dns(&["web.lab.test=servfail"]);
    world.client.run("echo search lab.test >> /etc/resolv.conf");
    world.sshd("");
})
.args(&["bob@web"])
.ssh_says("Temporary failure in name resolution");
