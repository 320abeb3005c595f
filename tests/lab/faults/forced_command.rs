//! sshd runs internal-sftp for bob, whatever he asks for: a file-transfer account.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed("forced-command", "ssh bob@srv", |world| {
    world.sshd("Match User bob\n    ForceCommand internal-sftp");
})
.ssh_says("This service allows sftp connections only")
.decided_by("This service allows sftp connections only")
.cure(Cure::CLIENT);
