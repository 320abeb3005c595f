//! The line was wrapped by an editor: the key goes on in the next line.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("key-not-accepted", "authorized-keys-line-broken", |world| {
        world
            .server
            .run("fold -w 64 $K/id_ed25519.pub > ~bob/.ssh/authorized_keys");
        world.sshd("PasswordAuthentication no");
    })
    .ssh_says("Permission denied (publickey).")
    .cure(Cure::SERVER.first(2));
