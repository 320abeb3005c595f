//! The directory bob is locked into belongs to bob, which sshd refuses: the usual mistake in SFTP jails.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::written("chroot-permissions", "sftp bob@srv", |world| {
    world.server.run("install -d -m 755 -o bob /home/jail");
    world.sshd("Match User bob\n    ChrootDirectory /home/jail\n    ForceCommand internal-sftp");
})
.ssh_says("bad ownership or modes for chroot directory")
.decided_by("bad ownership or modes for chroot directory")
.cure(Cure::SERVER.first(3));
