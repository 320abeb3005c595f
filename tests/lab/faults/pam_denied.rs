//! pam_access keeps bob out after his key was accepted, and says nothing.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::behind("login-refused-after-key", "pam-denied", |world| {
    world.syslog();
    world.server.run(
        "sed -i '1i account required pam_access.so' /etc/pam.d/sshd; echo '-:bob:ALL' > /etc/security/access.conf",
    );
    world.sshd("PasswordAuthentication no");
})
.answers(&["log-in=yes"])
.certainty(AT_LEAST_LIKELY)
.ssh_says("Server accepts key: /home/alice/.ssh/id_ed25519")
.logged("access denied for user");
