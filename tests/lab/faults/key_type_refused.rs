//! The configuration lets ssh offer RSA keys only, and the key is an ed25519 one.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("key-type-refused", |world| {
    world.ssh_config("Host srv\n    PubkeyAcceptedAlgorithms rsa-sha2-512,rsa-sha2-256\n");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("not in PubkeyAcceptedAlgorithms")
.cure(Cure::CLIENT);
