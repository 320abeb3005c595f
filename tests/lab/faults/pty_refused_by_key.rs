//! bob's key stands in authorized_keys behind no-pty, as deployment guides have it.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed("pty-refused", "ssh -tt bob@srv id", |world| {
    world
        .server
        .run("sed -i 's/^/no-pty /' ~bob/.ssh/authorized_keys");
    world.sshd("PasswordAuthentication no");
})
.ssh_says("PTY allocation request failed on channel 0")
.decided_by("PTY allocation request failed")
.cure(Cure::CLIENT);
