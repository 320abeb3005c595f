//! The private key lacks its last newline: a CI secret that was trimmed.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-malformed", |world| {
    world
        .client
        .run("truncate -s -1 ~alice/.ssh/id_ed25519; rm ~alice/.ssh/id_ed25519.pub");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Load key \"/home/alice/.ssh/id_ed25519\": error in libcrypto")
.cure(Cure::CLIENT);
