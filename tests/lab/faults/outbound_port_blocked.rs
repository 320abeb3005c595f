//! This network lets no SSH out, whoever is asked: a guest network, many a company.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};
use crate::lab::machine::firewall;
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("outbound-port-blocked", |world| {
    world.sshd("");
    world.server.run("ip address add 10.99.2.3/24 dev eth0");
    firewall(world.router(), "forward", "iif rc tcp dport 22 drop");
})
.topology(Topology::Routed)
.answers(&["second-host=10.99.2.3"])
.certainty(AT_LEAST_LIKELY)
.ssh_says("Connection timed out");
