//! The router at home forwards port 22 to a machine that is off or has another address today (DNAT).

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};
use crate::lab::world::Topology;

pub(super) const FAULT: Fault = Fault::new("host-unreachable", |world| {
    world.router().run(
        "nft add table ip forward
         nft 'add chain ip forward to { type nat hook prerouting priority -100; }'
         nft 'add rule ip forward to tcp dport 22 dnat to 10.99.2.77'",
    );
})
.topology(Topology::Routed)
.certainty(AT_LEAST_LIKELY)
.ssh_says("No route to host");
