//! The file system of bob's home is full, as scp of the old protocol says; sftp can only say "Failure".

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::printed("disk-full", "scp -O /usr/sbin/sshd bob@srv:", |world| {
    world.server.run("cp -a ~bob/.ssh /tmp; mount -t tmpfs -o size=64k,mode=755,uid=3000 full ~bob; cp -a /tmp/.ssh ~bob");
    world.sshd("");
})
.ssh_says("No space left on device")
.decided_by("No space left on device");
