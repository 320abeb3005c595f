//! The key lies in a FIDO token, and the token is in another coat: the server takes the key, and this machine has no token.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("security-key-unavailable", |world| {
    world.client.run("mkdir -p /sys/class/hidraw"); // a kernel that knows such devices, and has none
    world.own_security_key();
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Server accepts key: /home/alice/.ssh/id_ed25519_sk");
