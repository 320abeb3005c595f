//! libssh2, libgit2, libssh.

use super::{by_slot, closed_before, refused, refused_host_key};
use crate::evidence::Sentence;
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, here, says};

pub(super) const ROWS: &[Row] = &[
    here("Failed getting banner", closed_before),
    says(
        "Unable to exchange encryption keys",
        Sentence::NegotiationFailed,
    ),
    says("Unable to open private key file", Sentence::KeyFileMissing),
    says(
        "Unable to extract public key from private key",
        Sentence::KeyFileUnsupported,
    ),
    here("Username/PublicKey combination invalid", refused),
    says(
        "Authentication failed (username/password)",
        Sentence::PasswordRejected,
    ),
    says("Callback returned error", Sentence::PassphraseRequired),
    says(
        "authentication required but no callback set",
        Sentence::NoIdentity,
    ),
    here("remote rejected authentication", refused),
    here(
        "attempted ssh-agent authentication, but no usernames succeeded",
        refused,
    ),
    here(
        "failed to authenticate when downloading repository: ",
        repository,
    ),
    here("invalid or unknown remote ssh hostkey", refused_host_key),
    here("kex error : no match for method ", no_match_for_method),
];

/// cargo: `… repository: ssh://git@github.com/acme/thing.git`
fn repository(attempt: &mut Attempt, line: &Line<'_>) {
    crate::log::client::beginnings::to_destination(attempt, line.after().trim());
}

fn no_match_for_method(attempt: &mut Attempt, line: &Line<'_>) {
    by_slot(
        line.after().split(':').next().unwrap_or_default(),
        attempt,
        line,
    );
}
