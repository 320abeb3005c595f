//! /etc/nologin is there: a shutdown that was called off, an update that died.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault =
    Fault::behind("login-refused-after-key", "logins-disabled", |world| {
        world.server.write(
            "/etc/nologin",
            "System going down for maintenance\n",
            0o644,
            0,
        );
        world.sshd("PasswordAuthentication no");
    })
    .answers(&["log-in=yes"])
    .certainty(AT_LEAST_LIKELY)
    .ssh_says("System going down for maintenance");
