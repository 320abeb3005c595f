//! /run/sshd is gone while sshd runs, as a careless tmpfiles rule leaves it: every connection's child dies at once.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind(
    "closed-before-identification",
    "sshd-privsep-missing",
    |world| {
        world.sshd("");
        world.server.run("rmdir /run/sshd");
    },
)
.ssh_says("kex_exchange_identification")
.cure(Cure::SERVER.first(3));
