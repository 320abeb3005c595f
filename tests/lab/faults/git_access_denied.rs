//! The key is a deploy key of another repository: GitHub greets it by that repository's name.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("git-access-denied", |world| {
    world.git_service("babeld-57ca1323", "octo-org/site=id_ed25519");
})
.args(&["git@srv"])
.in_front_of(&["git", "clone", "git@srv:octo-org/other.git", "/tmp/other"])
.answers(&["log-in=yes"])
.ssh_says("ERROR: Repository not found.");
