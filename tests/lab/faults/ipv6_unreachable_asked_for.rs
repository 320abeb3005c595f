//! AddressFamily inet6 in the configuration, and the AAAA record of a machine that has long had another IPv6 address.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("ipv6-unreachable", |world| {
    world.sshd("");
    world.hosts("fd99:1::77 srv\n10.99.1.2 srv");
    world.ssh_config("Host srv\n    AddressFamily inet6\n");
})
.ssh_says("No route to host")
.cure(Cure::CLIENT);
