//! The key lies in a FIDO token that is not there, in a container where no device can be looked at: ssh itself has to say so.

use crate::lab::fault::{Fault, LIKELY};

pub(super) const FAULT: Fault = Fault::new("security-key-unavailable", |world| {
    world.own_security_key();
    world.sshd("PasswordAuthentication no");
})
.answers(&["log-in=yes"])
.certainty(LIKELY)
.ssh_says("signing failed for ED25519-SK");
