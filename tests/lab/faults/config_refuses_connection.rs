//! The configuration forbids the host: RefuseConnection, from OpenSSH 10.1. An older ssh says what that one says.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("config-refuses-connection", |world| {
    world.ssh_config("Host srv\n    RefuseConnection use srv2\n");
    world.other_ssh(
        "printf '%s/.ssh/config line 2: RefuseConnection: use srv2\\r\\n' ~ >&2; exit 255",
    );
    world.sshd("");
})
.ssh_says("RefuseConnection: use srv2");
