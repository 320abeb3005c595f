//! The key is refused, and so is the password that is typed instead: sshd says nothing of either.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("password-rejected", |world| {
    world
        .server
        .run("sed -i 's/^bob:[^:]*/bob:*/' /etc/shadow; rm ~bob/.ssh/authorized_keys");
    world.asked_by_askpass();
    world.sshd("");
})
.certainty(LIKELY)
.answers(&["way-in=password", "log-in=yes"])
.ssh_says("bob@srv: Permission denied (publickey,password");
