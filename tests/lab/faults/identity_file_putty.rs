//! The key file is PuTTY's: made with PuTTYgen and saved by its default button.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-putty", |world| {
    world
        .client
        .run("cd ~alice/.ssh; rm id_ed25519.pub; cat $K/id_ed25519.ppk > id_ed25519");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Load key \"/home/alice/.ssh/id_ed25519\": error in libcrypto")
.cure(Cure::CLIENT.first(2));
