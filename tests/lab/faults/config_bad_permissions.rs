//! ssh_config can be written by others, so ssh refuses to read it: copied from a USB stick, or a umask of 0.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("config-bad-permissions", |world| {
    world.ssh_config("Host *\n    ServerAliveInterval 60\n");
    world.client.run("chmod 666 ~alice/.ssh/config");
    world.sshd("");
})
.ssh_says("Bad owner or permissions on")
.cure(Cure::CLIENT);
