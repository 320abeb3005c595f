//! golang.org/x/crypto/ssh: Terraform, rclone, Flux, CI runners.

use super::{
    by_slot, changed_key, closed_before, network_error, no_name, not_ssh, silent, unknown_key,
    works,
};
use crate::evidence::{Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::client::in_session;
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, fresh, here, only_in_session, says};

pub(super) const ROWS: &[Row] = &[
    fresh("dial tcp ", dial),
    fresh("dial tcp: lookup ", dial_lookup),
    here("ssh: handshake failed: ", handshake),
    fresh("Timeout during SSH handshake", silent),
    here(
        "unexpected packet in response to channel open",
        |attempt, line| {
            in_session(attempt, Sentence::SessionDropped, line.text, line);
        },
    ),
    fresh("(remote-exec): Connected!", works),
    here("ssh: unable to authenticate", go_refused),
    here("ssh: no common algorithm for ", go_algorithm),
    here("knownhosts: key is unknown", unknown_key),
    here("knownhosts: key mismatch", changed_key),
    here("ssh: host key mismatch", changed_key),
    here("handshake failed: host key mismatch", changed_key),
    only_in_session(
        "ssh: rejected: administratively prohibited",
        Sentence::ForwardingRefused,
    ),
    only_in_session("ssh: subsystem request failed", Sentence::SftpUnavailable),
    says("ssh: no key found", Sentence::KeyFileUnusable),
    says(
        "ssh: this private key is passphrase protected",
        Sentence::PassphraseRequired,
    ),
    says(
        "ssh: cannot decode encrypted private keys",
        Sentence::PassphraseRequired,
    ),
];

fn go_algorithm(attempt: &mut Attempt, line: &Line<'_>) {
    by_slot(
        line.after().split(';').next().unwrap_or_default(),
        attempt,
        line,
    );
}

/// `dial tcp 192.0.2.7:22: connect: connection refused`; it is ssh's business where the port or the words say so.
fn dial(attempt: &mut Attempt, line: &Line<'_>) {
    let place = line
        .words()
        .next()
        .unwrap_or_default()
        .trim_end_matches(':');
    let (host, port) = place.rsplit_once(':').unwrap_or((place, ""));
    let about_ssh =
        port == "22" || port == "2222" || line.text.contains("ssh") || line.text.contains("SSH");
    if !about_ssh || line.after().starts_with("lookup") {
        return;
    }
    attempt.name_host(host);
    attempt.name_port(port);
    network_error(attempt, line);
}

fn dial_lookup(attempt: &mut Attempt, line: &Line<'_>) {
    if ["ssh", "SSH", "scp", "sftp"]
        .iter()
        .any(|program| line.text.contains(program))
    {
        attempt.name_host(line.word());
        no_name(attempt, line);
    }
}

fn handshake(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Identification);
    let reason = line.after();
    if reason.starts_with("EOF") || errno(reason) == Some(Errno::Reset) {
        if !attempt.facts.contains_key(&Probe::Identification) {
            closed_before(attempt, line);
        }
        attempt.ends(line);
    } else if errno(reason) == Some(Errno::TimedOut) {
        silent(attempt, line);
    } else if reason.contains("overflow reading version string") {
        not_ssh(attempt, line);
    }
}

/// `ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain`
fn go_refused(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    let tried = line.between("attempted methods [", "]").unwrap_or_default();
    let what = if tried.contains("publickey") {
        Sentence::KeyNotAccepted
    } else if tried.contains("password") || tried.contains("keyboard-interactive") {
        Sentence::PasswordRejected
    } else if tried == "none" && attempt.said.is_empty() {
        // It has no method that the server takes: it would have tried it (client_auth.go).
        Sentence::NoIdentity
    } else {
        Sentence::AuthenticationFailed
    };
    attempt.says(what, line);
    attempt.ends(line);
}
