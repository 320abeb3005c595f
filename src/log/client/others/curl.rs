//! curl's scp and sftp: what it prints with -v around libssh2 (curl lib/vssh/libssh2.c).

use super::{closed, closed_before, exchange_failed, refused, refused_host_key, silent, works};
use crate::evidence::{Fact, Methods, Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, echo, here};

pub(super) const ROWS: &[Row] = &[
    echo("Failure establishing ssh session", session),
    here("SSH authentication methods available: ", methods),
    here("SSH public key authentication failed: ", |attempt, line| {
        attempt.reach(Probe::Methods);
        attempt.says(Sentence::KeyNotAccepted, line);
    }),
    here("Denied establishing ssh session: ", refused_host_key),
    here("curl: (67) ", refused),
    here("Authentication complete", complete),
];

/// `Failure establishing ssh session: -5, Unable to exchange encryption keys`; before 7.64 without number and words. The
/// numbers are libssh2's own (libssh2.h).
fn session(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.ended.is_some() {
        return; // said with -v, and again at the end
    }
    let number = line
        .after()
        .trim_start_matches([':', ' ', '-'])
        .split([',', ' '])
        .next();
    match number.and_then(|number| number.parse::<u32>().ok()) {
        // BANNER_RECV, BANNER_SEND
        Some(2 | 3) => closed_before(attempt, line),
        // KEX_FAILURE is a negotiation that found nothing, and also most of what follows it.
        Some(5) => {
            attempt.says(Sentence::NegotiationFailed, line);
            attempt.ends(line);
        }
        // INVALID_MAC, KEY_EXCHANGE_FAILURE, HOSTKEY_INIT, HOSTKEY_SIGN, DECRYPT
        Some(4 | 8 | 10..=12) => exchange_failed(attempt, line),
        // TIMEOUT, SOCKET_TIMEOUT
        Some(9 | 30) => silent(attempt, line),
        // SOCKET_SEND, SOCKET_DISCONNECT, SOCKET_RECV
        Some(7 | 13 | 43) => closed(attempt, line),
        Some(_) | None => {
            attempt.says(Sentence::ClosedSomewhere, line);
            attempt.ends(line);
        }
    }
}

fn methods(attempt: &mut Attempt, line: &Line<'_>) {
    let names = line.after().split(',').map(|name| name.trim().to_owned());
    let methods: Vec<String> = names
        .filter(|name| !name.is_empty() && name.len() < 64)
        .take(64)
        .collect();
    attempt.reach(Probe::Methods);
    attempt.methods = methods.clone();
    let banner = Vec::new();
    attempt.learn_first(Fact::Methods(Methods::Offered { methods, banner }), line);
}

fn complete(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.reached >= Some(Probe::Methods) {
        works(attempt, line);
    }
}
