//! bob's authorized_keys can be written by everybody.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("key-not-accepted", "authorized-keys-permissions", |world| {
        world.server.run("chmod 666 ~bob/.ssh/authorized_keys");
        world.sshd("PasswordAuthentication no");
    })
    .ssh_says("Permission denied (publickey).")
    .cure(Cure::SERVER.first(4))
    .logged("bad ownership or modes");
