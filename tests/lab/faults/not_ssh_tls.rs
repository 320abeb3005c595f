//! A TLS server on the port: it waits for a ClientHello and hangs up at anything else, without a word. A second connection
//! brings it one.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::new("not-ssh", |world| world.fake("tls")).ssh_says("kex_exchange_identification");
