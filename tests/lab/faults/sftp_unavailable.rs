//! sshd has no sftp subsystem, as in images made small; scp of today needs it, too.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "sftp-unavailable",
    "scp .ssh/known_hosts bob@srv:",
    |world| {
        world.sshd_without_sftp();
    },
)
.certainty(LIKELY)
.ssh_says("subsystem request failed on channel 0")
.decided_by("subsystem request failed on channel 0");
