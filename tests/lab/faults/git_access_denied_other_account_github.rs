//! Two accounts at GitHub, a key for each: GitHub greets the first by the other account's name.

use crate::lab::cure::Cure;
use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("git-access-denied", |world| {
    world.git_service("babeld-57ca1323", "bob=id_ed25519 alice=other");
    world.own("other", "work");
    world.work_tree("git@srv:alice/site.git");
})
.args(&["git@srv"])
.in_front_of(&["git", "-C", "/home/alice/site", "fetch"])
.answers(&["log-in=yes"])
.certainty(LIKELY)
.ssh_says("ERROR: Repository not found.")
.cure(Cure::CLIENT.first(2));
