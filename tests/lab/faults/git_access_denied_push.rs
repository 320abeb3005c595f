//! A Git host knows the key, and its account may not push. The sshd is real, the words are the host's own.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "git-access-denied",
    "git ls-remote bob@srv:owner/site.git",
    |world| {
        world.git_host("ERROR: Permission to owner/site.git denied to alice.");
    },
)
.certainty(LIKELY)
.ssh_says("ERROR: Permission to")
.decided_by("ERROR: Permission to");
