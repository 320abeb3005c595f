//! The server's firewall rejects the port with ICMP port-unreachable: the default REJECT of nft, iptables and ufw, and of fail2ban.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};
use crate::lab::machine::firewall;

pub(super) const FAULT: Fault = Fault::new("connection-rejected-by-firewall", |world| {
    world.sshd("");
    firewall(&world.server, "input", "tcp dport 22 reject");
})
.answers(&["just-failed=no"])
.certainty(AT_LEAST_LIKELY)
.ssh_says("Connection refused");
