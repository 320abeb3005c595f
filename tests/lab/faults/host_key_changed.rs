//! All keys on record differ from those served: the server was installed anew.

use crate::lab::fault::{Cure, Fault};

pub(super) const FAULT: Fault = Fault::new("host-key-changed", |world| {
    world.record("srv", &["rebuilt", "rebuilt_rsa", "rebuilt_ecdsa"]);
    world.sshd("");
})
.ssh_says("REMOTE HOST IDENTIFICATION HAS CHANGED!")
.cure(Cure::Client)
.then_ssh(&["-o", "StrictHostKeyChecking=accept-new"]);
