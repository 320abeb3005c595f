//! Only passwords are taken, and the one typed is not bob's.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("password-rejected", |world| {
    world.server.run("sed -i 's/^bob:[^:]*/bob:*/' /etc/shadow");
    world.asked_by_askpass();
    world.sshd("AuthenticationMethods password\nPubkeyAuthentication no");
})
.certainty(LIKELY)
.answers(&["log-in=yes"])
.ssh_says("bob@srv: Permission denied (password).");
