//! An agent full of keys for other hosts uses up the six tries before the right file's turn.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("too-many-authentication-failures", |world| {
    world.agent(&["k1", "k2", "k3", "k4", "k5", "k6"]);
    world.sshd("");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Too many authentication failures")
.cure(Cure::CLIENT);
