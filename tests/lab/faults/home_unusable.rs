//! bob's home directory is missing: a network disk that is not mounted.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "home-unusable", |world| {
    world.server.run("rm -r ~bob");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).");
