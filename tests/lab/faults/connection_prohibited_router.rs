//! A router on the way forbids the port with ICMP host-prohibited: a company firewall; the server never sees the packet.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};
use crate::lab::machine::firewall;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("connection-prohibited", |world| {
    world.sshd("");
    firewall(
        world.router(),
        "forward",
        "tcp dport 22 reject with icmp host-prohibited",
    );
})
.topology(Topology::Routed)
.certainty(AT_LEAST_LIKELY)
.ssh_says("No route to host");
