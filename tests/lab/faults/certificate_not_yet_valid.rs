//! The certificate begins in the future: the signer's clock is fast, or this one is slow.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("certificate-not-yet-valid", |world| {
    world.certify("ca", "-n bob -V 20400101:20400201");
    world.sshd("TrustedUserCAKeys /etc/ssh/ca.pub\nPasswordAuthentication no");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Permission denied (publickey).");
