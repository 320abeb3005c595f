//! The server takes root's key and then refuses root: PermitRootLogin no.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("root-login-refused", |world| {
    world.sshd("PermitRootLogin no")
})
.args(&["root@srv"])
.answers(&["log-in=yes"])
.certainty(AT_LEAST_LIKELY)
.ssh_says("Server accepts key: /home/alice/.ssh/id_ed25519");
