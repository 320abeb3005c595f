//! The file system that alice copies to is full.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::printed(
    "local-disk-full",
    "scp bob@srv:/usr/sbin/sshd /mnt/",
    |world| {
        world
            .client
            .run("mkdir /mnt; mount -t tmpfs -o size=64k,mode=1777 full /mnt");
        world.sshd("");
    },
)
.certainty(LIKELY)
.ssh_says("No space left on device")
.decided_by("No space left on device");
