//! Net::SSH, Capistrano.

use super::{by_slot, changed_key, refused, unknown_key};
use crate::evidence::Sentence;
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, here, nothing, tells};

pub(super) const ROWS: &[Row] = &[
    here("Net::SSH::AuthenticationFailed", refused),
    here("Net::SSH::HostKeyMismatch", changed_key),
    here("Net::SSH::HostKeyUnknown", unknown_key),
    here("Net::SSH::ConnectionTimeout", |attempt, line| {
        attempt.says(Sentence::TimedOutSomewhere, line);
        attempt.ends(line);
    }),
    here("all authorization methods failed", refused),
    here("could not settle on ", net_ssh_algorithm),
    tells(
        "OpenSSH keys only supported if ED25519 is available",
        Sentence::KeyFileUnsupported,
    ),
    nothing("Net::SSH"),
    nothing("net-ssh"),
];

fn net_ssh_algorithm(attempt: &mut Attempt, line: &Line<'_>) {
    by_slot(line.after(), attempt, line);
}
