//! gitolite's own sshd, which does not name itself: no account there has the key.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("key-not-accepted", "git-key-not-registered", |world| {
        world.gitolite("bob=other");
    })
    .args(&["git@srv"])
    .in_front_of(&["git", "clone", "git@srv:alice/site", "/tmp/site"])
    .ssh_says("git@srv: Permission denied (publickey");
