//! The server ends a session under way: a reboot, or an administrator's kill.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "connection-lost",
    "ssh bob@srv 'touch /tmp/in; sleep 60'",
    |world| {
        world.sshd("");
        world.server.spawn(
            None,
            "bash -c 'until [ -e /tmp/in ]; do sleep 0.02; done; pkill -f \"^sshd: bob\"'",
        );
    },
)
.certainty(LIKELY)
.ssh_says("closed by remote host")
.decided_by("closed by remote host");
