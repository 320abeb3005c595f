//! sshd has used up its file descriptors, as a daemon under a low limit does after a while.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault =
    Fault::written("server-resources-exhausted", "ssh bob@srv true", |world| {
        world.sshd("");
        world
            .server
            .run("prlimit --nofile=7:7 --pid $(cat /run/sshd.pid)");
    })
    .certainty(LIKELY)
    .ssh_says("Too many open files")
    .decided_by("Too many open files");
