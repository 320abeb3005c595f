//! This machine's only interface is down: cable out, wireless off.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("network-unreachable", |world| {
    world.client.run("ip link set eth0 down");
})
.ssh_says("Network is unreachable");
