//! The cable is cut in the middle of the session, and ssh asks in vain for a sign of life.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "connection-lost",
    "ssh -o ServerAliveInterval=1 -o ServerAliveCountMax=1 bob@srv 'touch /tmp/in; sleep 60'",
    |world| {
        world.sshd("");
        world.server.spawn(
            None,
            "bash -c 'until [ -e /tmp/in ]; do sleep 0.02; done; ip link set eth0 down'",
        );
    },
)
.certainty(LIKELY)
.ssh_says("Timeout, server srv not responding")
.decided_by("Timeout, server srv not responding");
