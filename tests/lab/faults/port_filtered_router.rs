//! A router on the way drops port 22 and lets ping through: a provider's or a company's port filter.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};
use crate::lab::machine::firewall;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("port-filtered", |world| {
    world.sshd("");
    firewall(world.router(), "forward", "tcp dport 22 drop");
})
.topology(Topology::Routed)
.certainty(AT_LEAST_LIKELY)
.ssh_says("Connection timed out");
