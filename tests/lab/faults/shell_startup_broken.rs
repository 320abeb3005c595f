//! bob's .bashrc greets him, and so it greets sftp, too.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed("shell-startup-broken", "sftp bob@srv", |world| {
    world
        .server
        .run("echo 'echo Welcome to srv' > ~bob/.bashrc");
    world.sshd("");
})
.ssh_says("Received message too long")
.decided_by("Received message too long");
