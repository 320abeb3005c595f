//! GitHub's own server: every account logs in as git, and no account has the key.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("git-key-not-registered", |world| {
    world.paramiko("babeld-57ca1323");
})
.args(&["git@srv"])
.ssh_says("git@srv: Permission denied (publickey).");
