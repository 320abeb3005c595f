//! The machine is up and nothing listens on port 22: sshd was stopped.

use crate::lab::cure::Cure;
use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("connection-refused", |world| world.sshd_config(""))
    .certainty(LIKELY)
    .ssh_says("Connection refused")
    .cure(Cure::SERVER);
