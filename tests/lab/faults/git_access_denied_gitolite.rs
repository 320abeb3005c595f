//! gitolite knows the key, and its account has no access to the repository.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("git-access-denied", |world| {
    world.gitolite("alice=id_ed25519 bob=other");
})
.args(&["git@srv"])
.in_front_of(&["git", "clone", "git@srv:bob/site", "/tmp/site"])
.answers(&["log-in=yes"])
.certainty(LIKELY)
.ssh_says("FATAL: R any bob/site alice DENIED by fallthru");
