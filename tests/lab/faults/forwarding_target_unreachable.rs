//! The tunnel stands, and nothing listens at its far end: the database is down.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed(
    "forwarding-target-unreachable",
    "ssh -L 8080:localhost:5432 bob@srv cat < ~/keep",
    |world| {
        world.uses_the_tunnel();
        world.sshd("");
    },
)
.ssh_says("open failed: connect failed: Connection refused")
.decided_by("connect failed: Connection refused");
