//! bob's home directory can be written by everybody, so sshd does not trust the key file in it.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("key-not-accepted", "authorized-keys-permissions", |world| {
        world.server.run("chmod 777 ~bob");
        world.sshd("PasswordAuthentication no");
    })
    .ssh_says("Permission denied (publickey).")
    .cure(Cure::SERVER.first(4))
    .logged("bad ownership or modes");
