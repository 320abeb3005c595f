//! Name and address: the connection is opened, or fails with the system's words.

use crate::evidence::{Probe, Refusal, TcpOutcome};
use crate::log::attempt::{Attempt, Line, Quote};
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, aside, fresh, here, nothing};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    fresh("debug1: Connecting to ", connecting),
    nothing("debug2: ssh_connect_direct"),
    here("debug1: connect to address ", address_failed),
    fresh("connect to host ", host_failed),
    fresh("connect to address ", address_failed),
    aside(": Connection refused", whole),
    aside(": Connection timed out", whole),
    aside(": Operation timed out", whole),
    aside(": No route to host", whole),
    aside(": Network is unreachable", whole),
    here("Connection established.", established),
    here("getifaddrs: ", bind),
    here("Cannot assign requested address", bind),
    here("Can't assign requested address", bind),
];

fn connecting(attempt: &mut Attempt, line: &Line<'_>) {
    let mut words = line.words();
    let host = words.next().unwrap_or_default();
    attempt.name_host(host);
    if let Some(address) = line.between("[", "]") {
        attempt.address = address.parse().ok();
    }
    if let Some(port) = line.number_after(" port ") {
        attempt.name_port(&port.to_string());
    }
    attempt.passed(Probe::Resolution, line);
    attempt.reach(Probe::Connect);
}

/// What an error of connect(2) is to the tree.
pub(super) fn outcome(errno: Option<Errno>, text: &str) -> TcpOutcome {
    match errno {
        Some(Errno::Refused) => TcpOutcome::Refused(Refusal::Unknown),
        Some(Errno::TimedOut) => TcpOutcome::TimedOut,
        Some(Errno::HostUnreachable) => TcpOutcome::HostUnreachable(None),
        Some(Errno::NetworkUnreachable) => TcpOutcome::NetworkUnreachable(None),
        Some(Errno::Reset) => TcpOutcome::Reset,
        Some(Errno::NotPermitted) => TcpOutcome::NotPermitted(None),
        Some(Errno::AddressNotAvailable) => TcpOutcome::BindUnavailable,
        Some(Errno::Invalid) => TcpOutcome::Invalid,
        // Win32-OpenSSH has no other words for a SYN that nobody answered.
        None if text.contains("Unknown error") => TcpOutcome::TimedOut,
        Some(_) | None => TcpOutcome::Other {
            errno: 0,
            text: Untrusted::from(text),
        },
    }
}

/// `connect to address 192.0.2.7 port 22: Connection refused`
fn address_failed(attempt: &mut Attempt, line: &Line<'_>) {
    failed(attempt, line, false);
}

/// `ssh: connect to host web1 port 22: Connection refused` is ssh's last word.
fn host_failed(attempt: &mut Attempt, line: &Line<'_>) {
    failed(attempt, line, true);
}

/// The reason went on on the next line, and was lost at first: both are here now.
fn whole(attempt: &mut Attempt, line: &Line<'_>) {
    let Some((_, rest)) = line.before().split_once("connect to host ") else {
        return;
    };
    let cut = |outcome: &TcpOutcome| matches!(outcome, TcpOutcome::Other { .. });
    if let Some((_, outcome, quote)) = attempt.connects.last_mut()
        && quote.line == line.number
        && cut(outcome)
        && rest.contains(" port ")
    {
        *outcome = self::outcome(errno(line.text), line.text);
        *quote = Quote::from(line);
    }
}

fn failed(attempt: &mut Attempt, line: &Line<'_>, last: bool) {
    let Some((place, reason)) = line.after().split_once(": ") else {
        return;
    };
    let (host, port) = place.split_once(" port ").unwrap_or((place, ""));
    match host.trim().parse() {
        Ok(address) => {
            attempt.arrives_at(host.trim());
            attempt.address = Some(address);
            attempt.host.get_or_insert_with(|| host.trim().to_owned());
        }
        Err(_) => attempt.name_host(host),
    }
    attempt.name_port(port.trim());
    attempt.reach(Probe::Connect);
    if attempt.has_bind_fault() {
        attempt.ends(line);
        return;
    }
    // The last word repeats what was said of the last address.
    let outcome = outcome(errno(reason), reason);
    let repeated = last
        && attempt
            .connects
            .iter()
            .any(|(_, known, _)| *known == outcome);
    if !repeated {
        attempt.connect(outcome, line);
    }
    if last {
        attempt.ends(line);
    }
}

impl Attempt {
    fn has_bind_fault(&self) -> bool {
        self.connects
            .iter()
            .any(|(_, outcome, _)| *outcome == TcpOutcome::BindUnavailable)
    }
}

fn bind(attempt: &mut Attempt, line: &Line<'_>) {
    let own = line.text.contains("bind") || line.text.starts_with("getifaddrs");
    if own && !line.server && !line.text.contains("listen") && !line.text.contains("]:") {
        attempt.connect(TcpOutcome::BindUnavailable, line);
    }
}

fn established(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.passed(Probe::Connect, line);
    attempt.reach(Probe::Identification);
}
