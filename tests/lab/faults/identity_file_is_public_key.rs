//! IdentityFile names the .pub file, and no agent holds the private half.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-is-public-key", |world| {
    world.client.run("cd ~alice/.ssh; rm id_ed25519");
    world.ssh_config("Host srv\n    IdentityFile ~/.ssh/id_ed25519.pub\n    IdentitiesOnly yes\n");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).");
