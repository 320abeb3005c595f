//! The same jail as alice sees it: the login succeeds and the connection is gone.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::printed("chroot-permissions", "ssh -v bob@srv true", |world| {
        world.server.run("install -d -m 755 -o bob /home/jail");
        world.sshd("Match User bob\n    ChrootDirectory /home/jail");
    })
    .seen_as("session-dropped")
    .ssh_says("Broken pipe")
    .decided_by("Broken pipe");
