//! `sudo ssh web1`: web1 is a Host of alice's own ssh_config, which root's ssh does not read.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("environment-differs", |world| {
    world.dns(&[]);
    world.ssh_config("Host web1\n    HostName 10.99.1.2\n    HostKeyAlias srv\n    User bob\n");
    world.under_sudo();
    world.sshd("");
})
.args(&["web1"])
.ssh_says("Could not resolve hostname web1: Name or service not known")
.cure(Cure::CLIENT);
