//! The name has an IPv6 address that swallows packets: ssh waits two minutes for it before it takes the IPv4 one.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;
use crate::lab::machine::firewall;

pub(super) const FAULT: Fault = Fault::new("ipv6-unreachable", |world| {
    world.sshd("");
    world.hosts("fd99:1::2 srv\n10.99.1.2 srv");
    firewall(
        &world.server,
        "input",
        "meta nfproto ipv6 tcp dport 22 drop",
    );
})
.ssh_says("Connection timed out")
.ssh_logs_in()
.cure(Cure::CLIENT);
