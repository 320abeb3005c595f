//! The key is right, and the password that is asked for behind it is not.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("second-factor-rejected", |world| {
    world.server.run("sed -i 's/^bob:[^:]*/bob:*/' /etc/shadow");
    world.asked_by_askpass();
    world.sshd("AuthenticationMethods publickey,password");
})
.certainty(LIKELY)
.answers(&["log-in=yes"])
.ssh_says("with partial success.");
