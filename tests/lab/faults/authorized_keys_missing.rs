//! bob has no authorized_keys file: an account made by hand.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("key-not-accepted", "authorized-keys-missing", |world| {
        world.server.run("rm ~bob/.ssh/authorized_keys");
        world.sshd("PasswordAuthentication no");
    })
    .ssh_says("Permission denied (publickey).")
    .cure(Cure::SERVER.first(2));
