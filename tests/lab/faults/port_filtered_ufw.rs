//! ufw was switched on before ssh was allowed: it drops what nobody asked for, and answers ping.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("port-filtered", |world| {
    world.sshd("");
    world.ufw("true");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Connection timed out")
.cure(Cure::SERVER);
