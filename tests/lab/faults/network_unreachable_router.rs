//! The router has no route onward and says so: its uplink or its tunnel is down.

use crate::lab::fault::Fault;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("network-unreachable", |_| {})
    .topology(Topology::Routed)
    .args(&["bob@10.77.0.1"])
    .ssh_says("Network is unreachable");
