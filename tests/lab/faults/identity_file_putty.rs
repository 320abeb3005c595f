//! The key file is PuTTY's: made with PuTTYgen and saved by its default button.

use crate::lab::client::ALICE;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-putty", |world| {
    world.client.run("rm ~alice/.ssh/id_ed25519.pub");
    let ppk = "PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\nComment: alice\r\nPublic-Lines: 2\r\n";
    world.client.write("/home/alice/.ssh/id_ed25519", ppk, 0o600, ALICE.id);
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Load key \"/home/alice/.ssh/id_ed25519\": error in libcrypto");
