//! bob's shell does not exist: zsh was removed.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("key-not-accepted", "shell-invalid", |world| {
    world
        .server
        .run("sed -i '/^bob:/s#/bin/bash#/opt/zsh/bin/zsh#' /etc/passwd");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("Permission denied (publickey).")
.logged_and_cured("does not exist", Cure::SERVER.first(2));
