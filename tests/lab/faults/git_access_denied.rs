//! The key is a deploy key of another repository: GitHub greets it by that repository's name.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("git-access-denied", |world| {
    world.paramiko_that("babeld-57ca1323", "octo-org/site");
})
.args(&["git@srv"])
.in_front_of(&["git", "clone", "git@srv:octo-org/other.git"])
.answers(&["log-in=yes"])
.ssh_logs_in()
.ssh_says("Authenticated to srv");
