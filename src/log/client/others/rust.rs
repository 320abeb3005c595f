//! russh: Tabby, Warpgate and other programs in Rust (russh lib.rs, keys/mod.rs).

use super::{by_slot, changed_key, exchange_failed, unknown_key};
use crate::evidence::Sentence;
use crate::log::scan::{Row, here, nothing, says};

pub(super) const ROWS: &[Row] = &[
    nothing("russh::"),
    here("WrongServerSig", exchange_failed),
    here("Wrong server signature", exchange_failed),
    here("Unknown server key", unknown_key),
    here("The server key changed at line ", changed_key),
    here("No common Kex algorithm", |attempt, line| {
        by_slot("kex", attempt, line);
    }),
    here("No common Key algorithm", |attempt, line| {
        by_slot("host key", attempt, line);
    }),
    here("No common Cipher algorithm", |attempt, line| {
        by_slot("cipher", attempt, line);
    }),
    here("No common Mac algorithm", |attempt, line| {
        by_slot("mac", attempt, line);
    }),
    says(
        "Unable to connect to ssh-agent. The environment variable `SSH_AUTH_SOCK`",
        Sentence::AgentUnreachable,
    ),
];
