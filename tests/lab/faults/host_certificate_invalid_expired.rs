//! The host certificate has run out: a renewal job that stopped.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-certificate-invalid", |world| {
    world.certified_sshd("ca", "-n srv -V 20200101:20200201")
})
.ssh_says("Certificate invalid: expired")
.cure(Cure::CLIENT.first(2).compares().asks(&["(yes/no"]));
