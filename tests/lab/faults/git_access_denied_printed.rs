//! A Git host knows the key, as another account's than the one with access. The sshd is real, the words are the host's own.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "git-access-denied",
    "git ls-remote bob@srv:owner/site.git",
    |world| {
        world.git_host("ERROR: Repository not found.");
    },
)
.certainty(LIKELY)
.ssh_says("ERROR: Repository not found.")
.decided_by("ERROR: Repository not found.");
