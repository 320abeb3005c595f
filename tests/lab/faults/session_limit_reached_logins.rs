//! bob may be logged in so many times and no more: maxlogins in limits.conf, on clusters.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault =
    Fault::printed("session-limit-reached", "ssh -v bob@srv true", |world| {
        world
            .server
            .run("echo 'bob - maxlogins 0' >> /etc/security/limits.conf");
        world.sshd("PasswordAuthentication no");
    })
    .certainty(LIKELY)
    .ssh_says("too many logins for")
    .decided_by("too many logins for");
