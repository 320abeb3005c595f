//! The private key stands on one line, its line breaks turned to blanks: a key kept in an environment variable.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-malformed", |world| {
    world
        .client
        .run("cd ~alice/.ssh; rm id_ed25519.pub; tr '\\n' ' ' < $K/id_ed25519 > id_ed25519");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Load key \"/home/alice/.ssh/id_ed25519\": error in libcrypto")
.cure(Cure::CLIENT);
