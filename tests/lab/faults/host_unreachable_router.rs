//! The last router finds nobody at the address and says so: the machine behind it is off.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("host-unreachable", |_| {})
    .topology(Topology::Routed)
    .certainty(AT_LEAST_LIKELY)
    .args(&["bob@10.99.2.77"])
    .ssh_says("No route to host");
