//! The line begins with an option that sshd does not know, so it skips the line.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("key-not-accepted", "authorized-keys-line-broken", |world| {
        world
            .server
            .run("sed -i 's/^/no-such-option /' ~bob/.ssh/authorized_keys");
        world.sshd("PasswordAuthentication no");
    })
    .ssh_says("Permission denied (publickey).")
    .cure(Cure::SERVER.first(2));
