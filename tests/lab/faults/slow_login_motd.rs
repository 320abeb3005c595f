//! A script in /etc/update-motd.d takes six seconds, while PAM opens the session (Ubuntu's asked for news there).

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("slow-login", |world| {
    let script = "#!/bin/sh\nsleep 6\necho news\n";
    world
        .server
        .write("/etc/update-motd.d/50-news", script, 0o755, 0);
    world.sshd("");
})
.answers(&["log-in=yes"])
.ssh_says("Server accepts key")
.ssh_logs_in();
