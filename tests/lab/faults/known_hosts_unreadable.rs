//! known_hosts belongs to root: ssh was once run with sudo.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("known-hosts-unreadable", |world| {
    world
        .client
        .run("chown root: ~alice/.ssh/known_hosts; chmod 600 ~alice/.ssh/known_hosts");
    world.sshd("");
})
.ssh_says("hostkeys_foreach failed for /home/alice/.ssh/known_hosts: Permission denied")
.cure(Cure::CLIENT);
