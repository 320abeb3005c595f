//! /run/sshd is missing when sshd starts.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("connection-refused", "sshd-privsep-missing", |world| {
        world.server.run("rmdir /run/sshd");
        world.sshd_fails("");
    })
    .ssh_says("Connection refused")
    .cure(Cure::SERVER);
