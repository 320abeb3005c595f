//! A TLS server on the port: it waits for a ClientHello and hangs up at anything else, without a word.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("closed-before-identification", "not-ssh", |world| {
    world.fake("tls")
})
.ssh_says("kex_exchange_identification");
