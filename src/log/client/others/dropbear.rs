//! dropbear's dbclient.

use super::{
    by_slot, changed_key, closed, exchange_failed, network_error, not_ssh, refused,
    refused_host_key, unknown_key,
};
use crate::evidence::Sentence;
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, fresh, here, nothing, tells};

pub(super) const ROWS: &[Row] = &[
    fresh("Connect failed: ", network_error),
    here("Incompatible remote version '", not_ssh),
    here("No matching algo ", no_algorithm),
    here("is not in the trusted hosts file", unknown_key),
    here("Didn't validate host key", refused_host_key),
    here("host key mismatch for ", changed_key),
    here("Bad hostkey signature", exchange_failed),
    here("No auth methods could be used", refused),
    tells("Agent failed signing key", Sentence::AgentRefused),
    here("Failed loading keyfile '", key_file),
    nothing("Failed running proxy command"),
    here("Remote closed the connection", closed),
    tells("Keepalive timeout", Sentence::ConnectionLost),
];

fn no_algorithm(attempt: &mut Attempt, line: &Line<'_>) {
    by_slot(line.after(), attempt, line);
}

fn key_file(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.tells(Sentence::KeyFileMissing, line.quoted(), None, "", line);
}
