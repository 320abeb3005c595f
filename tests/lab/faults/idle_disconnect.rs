//! The server's shell ends a session nobody types in: TMOUT, as hardening guides set it.

use crate::lab::fault::{Fault, POSSIBLE};

pub(super) const FAULT: Fault = Fault::printed(
    "idle-disconnect",
    "/run/lab/tools/terminal.py nothing ssh bob@srv",
    |world| {
        world.server.run("echo TMOUT=1 > ~bob/.profile");
        world.sshd("");
    },
)
.certainty(POSSIBLE)
.ssh_says("timed out waiting for input: auto-logout")
.decided_by("timed out waiting for input");
