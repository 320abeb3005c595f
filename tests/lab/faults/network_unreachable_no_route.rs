//! This machine has no route to the address: the VPN that leads there is down.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("network-unreachable", |world| {
    world.client.run("ip route del default");
})
.args(&["bob@10.77.0.1"])
.ssh_says("Network is unreachable");
