//! The part of sshd that decides dies in the middle of the login: a crashing PAM module or key command.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("authentication-closed", |world| {
    world.server.write("/etc/ssh/crash", "#!/bin/sh\nkill -KILL $PPID\n", 0o755, 0);
    world.sshd("AuthorizedKeysFile none\nAuthorizedKeysCommand /etc/ssh/crash\nAuthorizedKeysCommandUser root");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Connection closed by");
