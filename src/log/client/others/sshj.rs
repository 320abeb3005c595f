//! sshj (hierynomus/sshj).

use super::{by_slot, closed_before, refused, refused_host_key, slot_of};
use crate::evidence::{Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, here, nothing};

pub(super) const ROWS: &[Row] = &[
    nothing("schmizz.sshj"),
    here("Exhausted available authentication methods", refused),
    here("`publickey` auth failed", |attempt, line| {
        method_failed(attempt, Sentence::KeyNotAccepted, line);
    }),
    here("`password` auth failed", |attempt, line| {
        method_failed(attempt, Sentence::PasswordRejected, line);
    }),
    here("SSHClient.authPassword(", |attempt, line| {
        if attempt.has(Sentence::AuthenticationFailed) {
            method_failed(attempt, Sentence::PasswordRejected, line);
        }
    }),
    here("SSHClient.authPublickey(", |attempt, line| {
        if attempt.has(Sentence::AuthenticationFailed) {
            method_failed(attempt, Sentence::KeyNotAccepted, line);
        }
    }),
    here("Could not verify `", refused_host_key),
    here("Unable to reach a settlement", settlement),
    here(
        "Server closed connection during identification exchange",
        closed_before,
    ),
];

/// What was tried; the exception itself does not say.
fn method_failed(attempt: &mut Attempt, what: Sentence, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    if !attempt.has(what) {
        attempt.says(what, line);
    }
}

/// `Unable to reach a settlement: [ours] and [theirs]`: of what, only the names tell (transport/Proposal.java).
fn settlement(attempt: &mut Attempt, line: &Line<'_>) {
    match slot_of(line.after()) {
        Some(slot) => super::no_common(slot, attempt, line),
        None => by_slot(line.after(), attempt, line),
    }
}
