//! gitolite knows the key, and its account has no access to the repository: what git printed.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "git-access-denied",
    "git ls-remote git@srv:bob/site",
    |world| {
        world.gitolite("alice=id_ed25519 bob=other");
    },
)
.args(&["git@srv"])
.certainty(LIKELY)
.ssh_says("FATAL: R any bob/site alice DENIED by fallthru")
.decided_by("FATAL: R any bob/site alice DENIED by fallthru");
