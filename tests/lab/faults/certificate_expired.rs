//! The certificate has run out: yesterday's, from a company's signing service.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("certificate-expired", |world| {
    world.certify("ca", "-n bob -V 20200101:20200201");
    world.sshd("TrustedUserCAKeys /etc/ssh/ca.pub\nPasswordAuthentication no");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Permission denied (publickey).");
