//! The .pub file beside the private key belongs to another key, and ssh offers what the .pub says.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("key-pair-mismatch", |world| {
    world
        .client
        .run("cp $K/other.pub ~alice/.ssh/id_ed25519.pub");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT);
