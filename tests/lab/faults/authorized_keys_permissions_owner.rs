//! bob's authorized_keys belongs to root and is closed to him: written by root with a umask of 077.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("key-not-accepted", "authorized-keys-permissions", |world| {
        world.server.run("chown root: ~bob/.ssh/authorized_keys");
        world.sshd("PasswordAuthentication no");
    })
    .ssh_says("Permission denied (publickey).");
