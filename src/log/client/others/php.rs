//! phpseclib: Laravel's and other PHP programs' sftp (phpseclib/Net/SSH2.php).

use super::{by_slot, network_error};
use crate::evidence::Sentence;
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, fresh, here, nothing, says};

pub(super) const ROWS: &[Row] = &[
    nothing("phpseclib"),
    fresh("UnableToConnectException: Cannot connect to ", cannot),
    here(
        "No compatible key exchange algorithms found",
        |attempt, line| {
            by_slot("kex", attempt, line);
        },
    ),
    here(
        "No compatible server host key algorithms found",
        |attempt, line| by_slot("host key", attempt, line),
    ),
    here(
        "No compatible client to server encryption algorithms found",
        |attempt, line| by_slot("cipher", attempt, line),
    ),
    here(
        "No compatible client to server message authentication algorithms found",
        |attempt, line| by_slot("mac", attempt, line),
    ),
    says("Connection closed prematurely", Sentence::ClosedSomewhere),
];

/// `Cannot connect to 192.0.2.7:22. Error 111. Connection refused`
fn cannot(attempt: &mut Attempt, line: &Line<'_>) {
    let place = line.words().next().unwrap_or_default();
    if let Some((host, port)) = place.trim_end_matches('.').rsplit_once(':') {
        attempt.name_host(host);
        attempt.name_port(port);
    }
    network_error(attempt, line);
}
