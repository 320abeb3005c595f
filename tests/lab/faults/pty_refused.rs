//! sshd gives nobody a terminal: PermitTTY no, in a Match block for service accounts.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed("pty-refused", "ssh -tt bob@srv id", |world| {
    world.sshd("Match User bob\n    PermitTTY no");
})
.ssh_says("PTY allocation request failed on channel 0")
.decided_by("PTY allocation request failed")
.cure(Cure::CLIENT);
