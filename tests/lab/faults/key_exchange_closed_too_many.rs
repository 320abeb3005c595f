//! The server names its reason in SSH_MSG_DISCONNECT: too many connections, as switches with few places say.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("key-exchange-closed", |world| world.fake("too-many"))
    .certainty(AT_LEAST_LIKELY)
    .ssh_says("Too many connections");
