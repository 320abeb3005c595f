//! The machine is up and nothing listens on port 22: sshd was never installed, or was stopped.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("connection-refused", |_| {})
    .certainty(LIKELY)
    .ssh_says("Connection refused");
