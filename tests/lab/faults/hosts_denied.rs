//! hosts.deny names the client, and this sshd is built with libwrap: it closes after five seconds.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("closed-before-identification", "hosts-denied", |world| {
        world
            .server
            .write("/etc/hosts.deny", "sshd: ALL\n", 0o644, 0);
        world.sshd("");
    })
    .ssh_says("kex_exchange_identification");
