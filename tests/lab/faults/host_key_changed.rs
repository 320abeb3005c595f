//! All keys on record differ from those served: the server was installed anew.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-key-changed", |world| {
    world.record("srv", &["rebuilt", "rebuilt_rsa", "rebuilt_ecdsa"]);
    world.sshd("");
})
.ssh_says("REMOTE HOST IDENTIFICATION HAS CHANGED!")
.cure(Cure::CLIENT.first(2).compares().asks(&["(yes/no"]));
