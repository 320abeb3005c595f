//! The certificate is for another login name.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("certificate-principal-mismatch", |world| {
    world.certify("ca", "-n carol");
    world.sshd("TrustedUserCAKeys /etc/ssh/ca.pub\nPasswordAuthentication no");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Permission denied (publickey).")
.cure(Cure::CLIENT);
