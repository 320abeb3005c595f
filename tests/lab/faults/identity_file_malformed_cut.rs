//! Half of the private key is missing and its .pub is whole: a copy that was interrupted. The server accepts the key, then ssh stops.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("identity-file-malformed", |world| {
    world.client.run("truncate -s 200 ~alice/.ssh/id_ed25519");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Server accepts key: /home/alice/.ssh/id_ed25519");
