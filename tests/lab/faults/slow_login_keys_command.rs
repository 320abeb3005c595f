//! The keys come from a program (AuthorizedKeysCommand) that takes six seconds, each time it is asked.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("slow-login", |world| {
    let program = "#!/bin/sh\nsleep 6\ncat /etc/ssh/bobs_keys\n";
    world.server.write("/etc/ssh/keys", program, 0o755, 0);
    world
        .server
        .run("mv ~bob/.ssh/authorized_keys /etc/ssh/bobs_keys");
    world.sshd("AuthorizedKeysCommand /etc/ssh/keys\nAuthorizedKeysCommandUser root");
})
.ssh_says("Server accepts key")
.answers(&["log-in=yes"])
.ssh_logs_in();
