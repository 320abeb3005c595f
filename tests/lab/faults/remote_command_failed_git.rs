//! ssh works; git runs on the server and finds no repository of that name.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "remote-command-failed",
    "git ls-remote bob@srv:site.git",
    |world| {
        world.sshd("");
    },
)
.ssh_says("does not appear to be a git repository")
.decided_by("does not appear to be a git repository");
