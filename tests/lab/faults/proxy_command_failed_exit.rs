//! The ProxyCommand says why it cannot and exits.

use crate::lab::cure::Cure;
use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("proxy-command-failed", |world| {
    world.ssh_config(
        "Host srv\n    ProxyCommand sh -c 'echo no session, log in first >&2; exit 3'\n",
    );
    world.sshd("");
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("no session, log in first")
.cure(Cure::CLIENT.first(2));
