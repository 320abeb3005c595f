//! The server identifies itself and hangs up at the client's first packet: an sshd child that crashes.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("key-exchange-closed", |world| {
    world.fake("identified-then-close")
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("SSH2_MSG_KEXINIT sent");
