//! The server is a program in Python that serves files and no shell: file-transfer appliances.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed("shell-request-failed", "ssh bob@srv", |world| {
    world.asyncssh("files");
})
.certainty(LIKELY)
.ssh_says("shell request failed on channel 0")
.decided_by("shell request failed on channel 0");
