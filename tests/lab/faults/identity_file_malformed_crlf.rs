//! The private key has Windows line ends: edited, or pasted through a web form.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-malformed", |world| {
    world
        .client
        .run(r"sed -i 's/$/\r/' ~alice/.ssh/id_ed25519; rm ~alice/.ssh/id_ed25519.pub");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Load key \"/home/alice/.ssh/id_ed25519\": error in libcrypto")
.cure(Cure::CLIENT);
