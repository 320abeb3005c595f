//! alice has no key at all, and the server takes nothing else: a new laptop.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("no-identity", |world| {
    world.client.run("rm ~alice/.ssh/id_*");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).");
