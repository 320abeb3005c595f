//! The server's firewall drops everything, ping included: a default-deny security group.

use crate::lab::fault::{Fault, LIKELY};
use crate::lab::machine::firewall;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("connection-timed-out", |world| {
    world.sshd("");
    firewall(
        &world.server,
        "input",
        "ip protocol { tcp, udp, icmp } drop",
    );
})
.topology(Topology::Routed)
.certainty(LIKELY)
.ssh_says("Connection timed out");
