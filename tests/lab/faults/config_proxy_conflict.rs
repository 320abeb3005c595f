//! The host is its own jump host: a Host * block with ProxyJump.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("config-proxy-conflict", |world| {
    world.ssh_config("Host *\n    ProxyJump srv\n");
    world.sshd("");
})
.ssh_says("jumphost loop via srv")
.cure(Cure::CLIENT);
