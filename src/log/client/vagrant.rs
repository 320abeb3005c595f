//! Vagrant while it waits for a machine (templates/locales/en.yml): it tries for minutes, and only the last try counts.

use crate::evidence::{Probe, Refusal, Sentence, TcpOutcome};
use crate::log::attempt::{Attempt, Line};
use crate::log::client::ending::closed_now;
use crate::log::client::sessions::works;
use crate::log::scan::{Row, aside, here, nothing};

pub(super) const ROWS: &[Row] = &[
    here(": SSH address: ", address),
    here(": SSH username: ", |attempt, line| {
        attempt.name_user(line.word());
    }),
    nothing(": SSH auth method: "),
    aside(". Retrying...", retrying),
    here("Key inserted! Disconnecting and reconnecting", works),
    here("Machine booted and ready!", works),
    here("Timed out while waiting for the machine to boot", gave_up),
];

/// `default: SSH address: 127.0.0.1:2222`
fn address(attempt: &mut Attempt, line: &Line<'_>) {
    let place = line.after().trim();
    let (host, port) = place.rsplit_once(':').unwrap_or((place, ""));
    attempt.name_host(host);
    attempt.name_port(port);
}

/// `default: Warning: Connection refused. Retrying...`
fn retrying(attempt: &mut Attempt, line: &Line<'_>) {
    let Some((_, what)) = line.before().split_once("Warning: ") else {
        return;
    };
    let outcome = match what {
        "Connection refused" => TcpOutcome::Refused(Refusal::Unknown),
        "Connection timeout" | "Host appears down" => TcpOutcome::TimedOut,
        "Host unreachable" => TcpOutcome::HostUnreachable(None),
        "Connection reset" | "Connection aborted" | "Remote connection disconnect" => {
            anew(attempt, Probe::Identification);
            return closed_now(attempt, line, crate::evidence::Closing::Eof);
        }
        "Authentication failure" => {
            anew(attempt, Probe::Methods);
            return attempt.says(Sentence::AuthenticationFailed, line);
        }
        _ => return,
    };
    anew(attempt, Probe::Connect);
    attempt.connect(outcome, line);
}

/// The next try: what came of the last one is over.
fn anew(attempt: &mut Attempt, reached: Probe) {
    attempt.connects.clear();
    attempt.said.clear();
    attempt.facts.clear();
    attempt.worked = None;
    attempt.ended = None;
    attempt.reached = Some(reached);
}

fn gave_up(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.is_empty() {
        attempt.says(Sentence::WrapperFailed, line);
    }
}
