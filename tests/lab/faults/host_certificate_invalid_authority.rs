//! The host certificate is signed by an authority other than the one on record: the authority was replaced.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("host-certificate-invalid", |world| {
    world.certified_sshd("other_ca", "-n srv")
})
.ssh_says("No matching CA found. Retry with plain key")
.cure(Cure::CLIENT.compares().asks(&["(yes/no"]));
