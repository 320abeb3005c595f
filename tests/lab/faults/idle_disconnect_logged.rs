//! sshd ends a connection in which no session is open, and writes so: UnusedConnectionTimeout.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::written("idle-disconnect", "ssh -N bob@srv", |world| {
    world.sshd("UnusedConnectionTimeout 1");
})
.ssh_says("terminating inactive connection")
.decided_by("terminating inactive connection");
