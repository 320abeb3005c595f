//! The hosts file gives the name a link-local address, and no line of it can name an interface.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("ipv6-scope-missing", |world| {
    world.server.run("ip address add fe80::1/64 dev eth0 nodad");
    world.hosts("fe80::1 srv\n");
    world.sshd("");
})
.ssh_says("Invalid argument")
.cure(Cure::CLIENT);
