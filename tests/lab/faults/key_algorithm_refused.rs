//! The server's PubkeyAcceptedAlgorithms leaves the key's type out, and does not tell.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("key-not-accepted", "key-algorithm-refused", |world| {
        world.sshd("PubkeyAcceptedAlgorithms rsa-sha2-512,rsa-sha2-256\nPasswordAuthentication no");
    })
    .ssh_says("Permission denied (publickey).")
    .logged("not in PubkeyAcceptedAlgorithms");
