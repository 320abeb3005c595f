//! This machine's own packet filter drops what goes to name servers: a VPN's kill switch.

use crate::lab::fault::Fault;
use crate::lab::machine::firewall;

pub(super) const FAULT: Fault = Fault::new("resolver-unreachable", |world| {
    world.dns(&["srv.lab.test=a:10.99.1.2"]);
    firewall(&world.client, "output", "udp dport 53 drop");
})
.args(&["bob@web.lab.test"])
.ssh_says("Temporary failure in name resolution");
