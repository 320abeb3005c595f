//! A box on the way lets the SYN and its answer pass and resets what follows: connect itself fails with "reset". On a long
//! way the connection would be open for one round trip, and closed-before-identification is what is seen.

use crate::lab::fault::{Fault, LIKELY};
use crate::lab::machine::firewall;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("connection-reset", |world| {
    world.sshd("");
    firewall(
        world.router(),
        "forward",
        "tcp dport 22 tcp flags & (syn|ack|rst) == ack reject with tcp reset",
    );
})
.topology(Topology::Routed)
.certainty(LIKELY)
.ssh_says("port 22: Connection reset by peer");
