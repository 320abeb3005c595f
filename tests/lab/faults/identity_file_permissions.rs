//! The private key can be read by others, so ssh ignores it: copied by scp, or from a FAT disk.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-permissions", |world| {
    world.client.run("chmod 644 ~alice/.ssh/id_ed25519");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("UNPROTECTED PRIVATE KEY FILE!")
.cure(Cure::CLIENT);
