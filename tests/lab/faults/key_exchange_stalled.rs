//! The server identifies itself and then says nothing: its process is stuck, or a middlebox answers for it.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("key-exchange-stalled", |world| {
    world.fake("identified-then-silent")
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("SSH2_MSG_KEXINIT sent");
