//! ssh works; the program asked for is not on the server, or not on the PATH of a session without a login shell.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "remote-command-failed",
    "ssh bob@srv backup-now --all",
    |world| {
        world.sshd("");
    },
)
.ssh_says("backup-now: command not found")
.decided_by("backup-now: command not found");
