//! A line of the hosts file from before the server moved: the name servers know better, and are not asked.

use crate::lab::cure::Cure;
use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("name-resolves-elsewhere", |world| {
    world.dns(&["srv.lab.test=a:10.99.1.2"]);
    world.hosts("10.99.1.77 srv.lab.test");
    world.sshd("");
})
.args(&["bob@srv.lab.test"])
.certainty(LIKELY)
.ssh_says("No route to host")
.cure(Cure::CLIENT);
