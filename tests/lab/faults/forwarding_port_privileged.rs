//! alice wants to listen on port 80, which only root may.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "forwarding-port-privileged",
    "ssh -o ExitOnForwardFailure=yes -L 80:localhost:80 bob@srv true",
    |world| {
        world.sshd("");
    },
)
.ssh_says("bind [127.0.0.1]:80: Permission denied")
.decided_by("Permission denied");
