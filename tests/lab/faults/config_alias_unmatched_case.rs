//! ssh_config knows web1, alice types Web1: Host patterns tell capital letters from small ones.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("config-alias-unmatched", |world| {
    world.dns(&[]);
    world.ssh_config("Host web1\n    HostName 10.99.1.2\n    User bob\n");
    world.sshd("");
})
.args(&["Web1"])
.certainty(AT_LEAST_LIKELY)
.ssh_says("Could not resolve hostname web1: Name or service not known")
.cure(Cure::CLIENT);
