//! A Git host has the key on record as a deploy key of another repository. The sshd is real, the words are the host's own.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "git-key-in-use",
    "git ls-remote bob@srv:owner/site.git",
    |world| {
        world.git_host("ERROR: Key is already in use.");
    },
)
.ssh_says("Key is already in use")
.decided_by("Key is already in use");
