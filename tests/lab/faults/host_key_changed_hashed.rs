//! The same with hashed names, as Debian records them.

use crate::lab::fault::{Cure, Fault};

pub(super) const FAULT: Fault = Fault::new("host-key-changed", |world| {
    world.record("srv", &["rebuilt", "rebuilt_rsa", "rebuilt_ecdsa"]);
    world.hash_known_hosts();
    world.sshd("");
})
.ssh_says("REMOTE HOST IDENTIFICATION HAS CHANGED!")
.cure(Cure::Client)
.then_ssh(&["-o", "StrictHostKeyChecking=accept-new"]);
