//! The host certificate is for another name.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-certificate-invalid", |world| {
    world.certified_sshd("ca", "-n web.lab.test")
})
.ssh_says("Certificate invalid: name is not a listed principal")
.cure(Cure::CLIENT.compares().asks(&["(yes/no"]));
