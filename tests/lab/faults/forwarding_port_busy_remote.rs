//! Something on the server already listens on the port that alice wants there.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "forwarding-port-busy",
    "ssh -o ExitOnForwardFailure=yes -R 8080:localhost:80 bob@srv true",
    |world| {
        world
            .server
            .spawn(None, "/run/lab/tools/fake.py silent 8080");
        world.server.wait_for_port(8080);
        world.sshd("");
    },
)
.certainty(LIKELY)
.ssh_says("remote port forwarding failed for listen port 8080")
.decided_by("remote port forwarding failed for listen port 8080");
