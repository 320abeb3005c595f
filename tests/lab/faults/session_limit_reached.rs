//! sshd allows no session at all, or as many as are open already: MaxSessions.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault =
    Fault::printed("session-limit-reached", "ssh bob@srv true", |world| {
        world.sshd("MaxSessions 0");
    })
    .certainty(LIKELY)
    .ssh_says("channel 0: open failed: connect failed: open failed")
    .decided_by("open failed");
