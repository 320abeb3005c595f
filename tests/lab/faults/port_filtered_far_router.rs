//! The second of two routers filters the port. Which router it is comes out of a trace that the person asked for.

use crate::lab::fault::{Fault, LIKELY};
use crate::lab::machine::firewall;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("port-filtered", |world| {
    world.sshd("");
    firewall(world.far_router(), "forward", "tcp dport 22 drop");
})
.topology(Topology::TwoRouters)
.certainty(LIKELY)
.options(&["--timeout", "3"])
.answers(&["trace=yes"])
.ssh_says("Connection timed out");
