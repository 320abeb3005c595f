//! The server's firewall rejects with ICMP admin-prohibited: firewalld's default.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};
use crate::lab::machine::firewall;

pub(super) const FAULT: Fault = Fault::new("connection-prohibited", |world| {
    world.sshd("");
    firewall(
        &world.server,
        "input",
        "tcp dport 22 reject with icmp admin-prohibited",
    );
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("No route to host");
