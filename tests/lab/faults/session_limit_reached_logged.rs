//! sshd allows no session at all, or as many as are open already, and writes so.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::written("session-limit-reached", "ssh bob@srv true", |world| {
        world.sshd("MaxSessions 0");
    })
    .ssh_says("no more sessions")
    .decided_by("no more sessions");
