//! The same jail as alice sees it: the login succeeds and the connection is gone.
//!
//! Whether ssh learns that from a write (Broken pipe) or from a read is chance: the first that learns it by a write is taken.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::printed("chroot-permissions", "for i in 1 2 3 4 5 6 7 8 9; do said=$(ssh -v bob@srv true 2>&1); case $said in *'Broken pipe'*) break ;; esac; done; echo \"$said\"; exit 255", |world| {
        world.server.run("install -d -m 755 -o bob /home/jail");
        world.sshd("Match User bob\n    ChrootDirectory /home/jail");
    })
    .seen_as("session-dropped")
    .ssh_says("Broken pipe")
    .decided_by("Broken pipe");
