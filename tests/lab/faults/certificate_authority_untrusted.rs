//! The certificate is fine, and the server trusts another authority.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind(
    "certificate-not-accepted",
    "certificate-authority-untrusted",
    |world| {
        world.certify("other_ca", "-n bob");
        world.sshd("TrustedUserCAKeys /etc/ssh/ca.pub\nPasswordAuthentication no");
    },
)
.ssh_says("Permission denied (publickey).");
