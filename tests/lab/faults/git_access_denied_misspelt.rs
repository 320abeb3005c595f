//! gitolite knows the key, and has no repository of that name: it says the same as of one that the account may not see.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("git-access-denied", |world| {
    world.gitolite("alice=id_ed25519");
})
.args(&["git@srv"])
.in_front_of(&["git", "ls-remote", "ssh://git@srv/alice/sight.git"])
.answers(&["log-in=yes"])
.certainty(LIKELY)
.ssh_says("(or you mis-spelled the reponame)");
