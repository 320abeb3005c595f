//! The key stands in ~/.ssh/authorized_keys, and sshd reads /etc/ssh/keys/USER.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("key-not-accepted", "authorized-keys-elsewhere", |world| {
        world.sshd("AuthorizedKeysFile /etc/ssh/keys/%u\nPasswordAuthentication no");
    })
    .ssh_says("Permission denied (publickey).");
