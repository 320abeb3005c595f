//! asyncssh, and the sockets of Python's asyncio under it: DVC, Fabric's successors, scmrepo (ronf/asyncssh misc.py,
//! connection.py).

use super::{by_slot, changed_key, network_error, refused, unknown_key};
use crate::evidence::Sentence;
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, anybodys, here, nothing, says};

pub(super) const ROWS: &[Row] = &[
    nothing("asyncssh"),
    here("Permission denied for user ", denied),
    here("Host key is not trusted for host ", unknown_key),
    here("Host key does not match", changed_key),
    here(
        "No matching key exchange algorithm found",
        |attempt, line| {
            by_slot("kex", attempt, line);
        },
    ),
    here("No matching encryption algorithm found", |attempt, line| {
        by_slot("cipher", attempt, line);
    }),
    here("No matching MAC algorithm found", |attempt, line| {
        by_slot("mac", attempt, line);
    }),
    here(
        "No matching server host key algorithm found",
        |attempt, line| by_slot("host key", attempt, line),
    ),
    says(
        "Passphrase must be specified to import encrypted private keys",
        Sentence::PassphraseRequired,
    ),
    says("asyncssh.misc.ConnectionLost: ", Sentence::ClosedSomewhere),
    anybodys("Connect call failed ('", call_failed),
];

/// `Permission denied for user git on host web1`
fn denied(attempt: &mut Attempt, line: &Line<'_>) {
    let mut words = line.words();
    attempt.name_user(words.next().unwrap_or_default());
    if words.next() == Some("on") {
        attempt.name_host(words.nth(1).unwrap_or_default());
        refused(attempt, line);
    }
}

/// `[Errno 111] Connect call failed ('192.0.2.7', 22)`
fn call_failed(attempt: &mut Attempt, line: &Line<'_>) {
    let (host, port) = line.after().split_once("', ").unwrap_or((line.after(), ""));
    let port: String = port.chars().take_while(char::is_ascii_digit).collect();
    if port == "22" || line.text.contains("ssh") {
        attempt.is_of_ssh = true;
        attempt.name_host(host);
        attempt.name_port(&port);
        network_error(attempt, line);
    }
}
