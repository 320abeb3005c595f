//! The server gives sixteen seconds, and the password comes after nineteen.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("login-grace-exceeded", |world| {
    world.asked_by("sleep 19; echo pw");
    world.sshd("LoginGraceTime 16\nPubkeyAuthentication no");
})
.certainty(LIKELY)
.answers(&["log-in=yes"])
.ssh_says("bob@srv: Permission denied (password");
