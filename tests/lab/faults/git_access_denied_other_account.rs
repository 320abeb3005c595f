//! Two accounts at one Git host, a key for each: ssh offers the other one's first, and the host takes it.

use crate::lab::cure::Cure;
use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("git-access-denied", |world| {
    world.gitolite("bob=id_ed25519 alice=other");
    world.own("other", "work");
    world.work_tree("git@srv:alice/site");
})
.args(&["git@srv"])
.in_front_of(&["git", "-C", "/home/alice/site", "fetch"])
.answers(&["log-in=yes"])
.certainty(LIKELY)
.ssh_says("FATAL: R any alice/site bob DENIED by fallthru")
.cure(Cure::CLIENT.first(2));
