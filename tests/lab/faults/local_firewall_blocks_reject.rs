//! This machine's own firewall rejects outgoing SSH: the ICMP error comes from its own address.

use crate::lab::fault::Fault;
use crate::lab::machine::firewall;

pub(super) const FAULT: Fault = Fault::new("local-firewall-blocks", |world| {
    world.sshd("");
    firewall(&world.client, "output", "tcp dport 22 reject");
})
.ssh_says("Connection refused");
