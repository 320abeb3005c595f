//! sshd was stopped; everything it needs is there.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("connection-refused", "sshd-not-running", |world| {
    world.sshd_config("")
})
.ssh_says("Connection refused")
.cure(Cure::SERVER);
