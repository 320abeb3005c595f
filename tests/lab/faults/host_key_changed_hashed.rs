//! The same with hashed names, as Debian records them.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-key-changed", |world| {
    world.record("srv", &["rebuilt", "rebuilt_rsa", "rebuilt_ecdsa"]);
    world.hash_known_hosts();
    world.sshd("");
})
.answers(&["server-rebuilt=yes"])
.ssh_says("REMOTE HOST IDENTIFICATION HAS CHANGED!")
.cure(Cure::CLIENT.first(2).compares().asks(&["(yes/no"]));
