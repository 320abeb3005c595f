//! The private key belongs to root: made with sudo ssh-keygen.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-unreadable", |world| {
    world.client.run("chown root: ~alice/.ssh/id_ed25519");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT);
