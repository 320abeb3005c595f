//! sshd has no sftp subsystem, and writes down who asked for it.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::written("sftp-unavailable", "sftp bob@srv", |world| {
    world.sshd_without_sftp();
})
.ssh_says("subsystem request for sftp by user bob failed, subsystem not found")
.decided_by("subsystem not found");
