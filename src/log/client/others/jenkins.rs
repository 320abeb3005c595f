//! trilead-ssh2 and what Jenkins' ssh-agents plugin says around it.

use super::{changed_key, closed, refused_host_key, unknown_key};
use crate::evidence::{Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, here, nothing, says};

pub(super) const ROWS: &[Row] = &[
    nothing("[SSH] Opening SSH connection to "),
    here(
        "The server hostkey was not accepted by the verifier callback",
        refused_host_key,
    ),
    here(
        "No entry currently exists in the Known Hosts file for this host",
        unknown_key,
    ),
    here(
        "The SSH key for this host is not currently trusted",
        unknown_key,
    ),
    here(
        "The SSH key presented by the remote host does not match",
        changed_key,
    ),
    here(
        "The SSH key for this host does not match the key required",
        changed_key,
    ),
    here("Key exchange was not finished, connection is closed", ends),
    says(
        "Cannot negotiate, proposals do not match",
        Sentence::NegotiationFailed,
    ),
    here("ERROR: Server rejected the ", rejected),
    here("ERROR: Failed to authenticate as ", failed),
    here("Launch failed - cleaning up connection", |attempt, line| {
        attempt.ends(line);
    }),
];

/// Whatever it was stands above; alone it is a connection that ended.
fn ends(attempt: &mut Attempt, line: &Line<'_>) {
    let host_key = attempt.host_key.fault.is_some() || attempt.has(Sentence::HostKeyRefused);
    if !host_key && attempt.ended.is_none() {
        attempt.reach(Probe::KeyExchange);
        closed(attempt, line);
    }
}

/// `Server rejected the 1 private key(s) for USER (credentialId:…/method:publickey)`
fn rejected(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some((_, rest)) = line.after().split_once("private key(s) for ") {
        attempt.name_user(rest.split_whitespace().next().unwrap_or_default());
        attempt.reach(Probe::Methods);
        attempt.says(Sentence::KeyNotAccepted, line);
    }
}

/// `Failed to authenticate as USER. Wrong password. (credentialId:…/method:password)`
fn failed(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.name_user(line.word());
    attempt.reach(Probe::Methods);
    if line.after().contains("Wrong password") {
        attempt.says(Sentence::PasswordRejected, line);
    } else {
        attempt.says(Sentence::AuthenticationFailed, line);
    }
}
