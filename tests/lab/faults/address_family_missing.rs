//! ssh -6, and the name has an IPv4 address only.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("address-family-missing", |world| {
    world.dns(&["web.lab.test=a:10.99.1.2"]);
    world.record("web.lab.test", &["host_ed25519"]);
    world.sshd("");
})
.args(&["-6", "bob@web.lab.test"])
.ssh_says("No address associated with hostname")
.cure(Cure::CLIENT);
