//! The SYN arrives, the server's answer is dropped on its way out: asymmetric routing through a stateful firewall.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};
use crate::lab::machine::firewall;

pub(super) const FAULT: Fault = Fault::new("port-filtered", |world| {
    world.sshd("");
    firewall(&world.server, "output", "tcp sport 22 drop");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Connection timed out");
