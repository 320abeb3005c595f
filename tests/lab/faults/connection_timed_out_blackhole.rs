//! A router on the way throws the packets away without a word: a withdrawn route, a cloud security group for the whole host.

use crate::lab::fault::{Fault, LIKELY};
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("connection-timed-out", |world| {
    world.sshd("");
    world.router().run("ip route add blackhole 10.99.2.2");
})
.topology(Topology::Routed)
.certainty(LIKELY)
.ssh_says("Connection timed out");
