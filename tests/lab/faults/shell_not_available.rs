//! bob's shell is nologin: an account for mail or file transfer, or one that was switched off politely.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed("shell-not-available", "ssh bob@srv", |world| {
    world
        .server
        .run("sed -i '/^bob:/s#[^:]*$#/usr/sbin/nologin#' /etc/passwd");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("This account is currently not available")
.decided_by("This account is currently not available")
.cure(Cure::SERVER.first(2));
