//! The certificate carries a critical option that sshd does not know: a newer or another signing service.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("certificate-unsupported", |world| {
    world.certify("ca", "-n bob -O critical:second-factor@lab.test=yes");
    world.sshd("TrustedUserCAKeys /etc/ssh/ca.pub\nPasswordAuthentication no");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Permission denied (publickey).");
