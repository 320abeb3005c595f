//! DNS publishes the fingerprint of the server's former key, and VerifyHostKeyDNS believes it.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("sshfp-mismatch", |world| {
    world.dns(&[
        "web.lab.test=a:10.99.1.2",
        &format!("web.lab.test=sshfp:4:2:{}", "5a".repeat(32)),
    ]);
    world.ssh_config("Host *\n    VerifyHostKeyDNS yes\n");
    world.sshd("");
})
.args(&["bob@web.lab.test"])
.ssh_says("mismatching host key fingerprint found in DNS");
