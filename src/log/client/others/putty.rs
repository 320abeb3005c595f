//! PuTTY, plink, pscp, WinSCP, FileZilla.

use super::{
    changed_key, closed, exchange_failed, network_error, no_common, no_name, ssh1, unknown_key,
    works,
};
use crate::evidence::{Disconnect, Probe, Sentence, Slot};
use crate::log::attempt::{Attempt, Line};
use crate::log::client::ending::said_goodbye;
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, anybodys, echo, fresh, here, nothing, says};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    anybodys("Host does not exist", no_name),
    fresh("Unable to open connection", unable_to_open),
    here("Temporary failure in name resolution", after_unable),
    echo("Network error: ", network_error),
    fresh("The server rejected SFTP connection", |_, _| {}),
    here("Remote side unexpectedly closed network connection", closed),
    here("Server unexpectedly closed network connection", closed),
    here(
        "Couldn't agree a key exchange algorithm",
        |attempt, line| no_common(Slot::Kex, attempt, line),
    ),
    here("Couldn't agree a host key algorithm", |attempt, line| {
        no_common(Slot::HostKey, attempt, line)
    }),
    here(
        "Couldn't agree a client-to-server cipher",
        |attempt, line| no_common(Slot::Cipher, attempt, line),
    ),
    here(
        "Couldn't agree a server-to-client cipher",
        |attempt, line| no_common(Slot::Cipher, attempt, line),
    ),
    here("Couldn't agree a client-to-server MAC", |attempt, line| {
        no_common(Slot::Mac, attempt, line)
    }),
    here("SSH protocol version 2 required by our configuration", ssh1),
    here("Unable to use key file \"", putty_key),
    here("Unable to load private key", putty_key),
    here("Unable to load key file", putty_key),
    here("Unable to load key (", putty_key),
    anybodys("Wrong passphrase", |attempt, line| {
        attempt.tells(Sentence::PassphraseWrong, None, None, "", line)
    }),
    here("Server refused our key", refused_key),
    here("Offer of public key accepted", accepted_key),
    here("Offered public key", offered_key),
    says(
        "Further authentication required",
        Sentence::MoreAuthentication,
    ),
    anybodys("Access denied", access_denied),
    here("No supported authentication methods available", no_methods),
    here(
        "Disconnected: No supported authentication methods available",
        no_methods,
    ),
    here(
        "Signature from server's host key is invalid",
        exchange_failed,
    ),
    here(
        "Server's host key did not match the signature supplied",
        exchange_failed,
    ),
    here("Access granted", works),
    here("Started a shell/command", works),
    here("The server's host key is not cached", unknown_key),
    here("The host key is not cached", unknown_key),
    here("POTENTIAL SECURITY BREACH", changed_key),
    here("The host key does not match the one", changed_key),
    nothing("Remote side sent disconnect message"),
    nothing("Server sent disconnect message"),
    nothing("type 2 (protocol error):"),
    here("SSH_MSG_DISCONNECT: ", disconnected),
    anybodys("Software caused connection abort", closed),
    nothing("fzSftp started"),
    anybodys("ECONNREFUSED - ", network_error),
    anybodys("ETIMEDOUT - ", network_error),
    anybodys("EHOSTUNREACH - ", network_error),
    says(
        "FATAL ERROR: Cannot answer interactive prompts in batch mode",
        Sentence::AuthenticationFailed,
    ),
    nothing("FATAL ERROR: "),
    anybodys("Failed to connect to ", failed_to_connect),
];

/// plink: `Failed to connect to 192.0.2.7: Connection refused`; Ansible begins a sentence alike.
fn failed_to_connect(attempt: &mut Attempt, line: &Line<'_>) {
    let place = line
        .words()
        .next()
        .unwrap_or_default()
        .trim_end_matches(':');
    if let (Ok(address), Some(_)) = (place.parse(), errno(line.after())) {
        attempt.address = Some(address);
        attempt.host.get_or_insert_with(|| place.to_owned());
        network_error(attempt, line);
    }
}

/// plink says why on the next line.
fn unable_to_open(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Resolution);
    if errno(line.after()).is_some() {
        network_error(attempt, line);
    }
}

fn after_unable(attempt: &mut Attempt, line: &Line<'_>) {
    if line.before().is_empty()
        && attempt.reached == Some(Probe::Resolution)
        && attempt.ended.is_none()
    {
        no_name(attempt, line);
    }
}

fn putty_key(attempt: &mut Attempt, line: &Line<'_>) {
    let reason = line
        .text
        .rsplit_once('(')
        .map_or("", |(_, reason)| reason.trim_end_matches([')', '.']));
    let what = if errno(reason) == Some(Errno::NotFound) || reason.contains("unable to open") {
        Sentence::KeyFileMissing
    } else if line.text.contains("(OpenSSH ")
        || reason.contains("not a PuTTY")
        || reason.contains("too new")
    {
        Sentence::KeyFileUnsupported
    } else {
        Sentence::KeyFileUnusable
    };
    attempt.tells(what, line.quoted(), None, reason, line);
}

fn offered_key(attempt: &mut Attempt, _: &Line<'_>) {
    attempt.reach(Probe::KeyAnswers);
}

fn refused_key(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    attempt.says(Sentence::KeyNotAccepted, line);
}

fn accepted_key(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.passed(Probe::KeyAnswers, line);
    attempt.reach(Probe::Login);
}

fn access_denied(attempt: &mut Attempt, line: &Line<'_>) {
    let plain = line
        .text
        .trim_end_matches(['.', ' '])
        .ends_with("Access denied")
        && line.text.len() < 60;
    if plain && !line.server {
        attempt.reach(Probe::Methods);
        attempt.says(Sentence::PasswordRejected, line);
    }
}

fn no_methods(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server {
        return;
    }
    attempt.reach(Probe::Methods);
    let sent = line.between("server sent: ", ")").unwrap_or_default();
    let methods: Vec<String> = sent
        .split(',')
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty() && name.len() < 128)
        .take(256)
        .collect();
    if !attempt.has(Sentence::KeyNotAccepted) && !attempt.has(Sentence::PasswordRejected) {
        attempt.says(Sentence::NoMethodLeft, line);
    }
    attempt.methods = methods;
    attempt.ends(line);
}

/// `SSH_MSG_DISCONNECT: 2 Too many authentication failures`
fn disconnected(attempt: &mut Attempt, line: &Line<'_>) {
    let (reason, text) = line.after().split_once(' ').unwrap_or((line.after(), ""));
    let reason = reason.trim_matches(':').parse().unwrap_or(0);
    said_goodbye(
        attempt,
        Disconnect {
            reason,
            text: Untrusted::from(text),
        },
        line,
    );
}
