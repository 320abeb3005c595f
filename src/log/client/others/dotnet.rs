//! SSH.NET: PowerShell modules and programs for Windows (sshnet/SSH.NET ClientAuthentication.cs, Session.cs).

use super::{closed_before, not_ssh, refused_host_key};
use crate::evidence::{Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, fresh, here, nothing, says};

pub(super) const ROWS: &[Row] = &[
    nothing("Renci.SshNet"),
    here(
        "No suitable authentication method found to complete authentication (",
        no_method,
    ),
    fresh(
        "Server response does not contain SSH protocol identification",
        not_ssh,
    ),
    fresh(
        "The server response does not contain an SSH identification string",
        closed_before,
    ),
    says(
        "Key exchange negotiation failed",
        Sentence::NegotiationFailed,
    ),
    here("Host key could not be verified", refused_host_key),
    says(
        "Private key is encrypted but passphrase is empty",
        Sentence::PassphraseRequired,
    ),
    says("Invalid private key file", Sentence::KeyFileUnusable),
    says(
        "An established connection was aborted by the server",
        Sentence::ClosedSomewhere,
    ),
];

/// The list is the server's; none of the ways the program has stands in it.
fn no_method(attempt: &mut Attempt, line: &Line<'_>) {
    let names = line.after().split(')').next().unwrap_or_default();
    let names = names.split(',').map(|name| name.trim().to_owned());
    attempt.methods = names
        .filter(|name| !name.is_empty() && name.len() < 64)
        .take(64)
        .collect();
    attempt.reach(Probe::Methods);
    attempt.says(Sentence::NoMethodLeft, line);
    attempt.ends(line);
}
