//! The same with a reset: a firewall that looks into the key exchange.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};

pub(super) const FAULT: Fault = Fault::new("key-exchange-closed", |world| {
    world.fake("identified-then-rst")
})
.certainty(AT_LEAST_LIKELY)
.ssh_says("Connection reset by");
