//! The identification string, and what stands in its place.

use crate::evidence::{Closing, Fact, Identification, Probe, Protocol};
use crate::log::attempt::{Attempt, Line, Quote};
use crate::log::client::proxy::{proxy_ended, words_of_the_proxy};
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, fresh, here, nothing};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    here("Remote protocol version ", identified),
    here("remote software version ", identified),
    here("Local version string ", |attempt, line| {
        // Before the ssh that carries it has spoken, it tells nothing of the network.
        let spoke = attempt.programs > attempt.way.carriers || attempt.way.carriers == 0;
        if spoke && attempt.ended.is_none() {
            attempt.passed(Probe::Connect, line);
        }
    }),
    here("banner line ", banner_line),
    here("ssh_exchange_identification: ", old_banner_line),
    fresh(
        "exchange_identification: Connection closed by remote host",
        closed_before,
    ),
    fresh(
        "exchange_identification: read: Connection reset",
        reset_before,
    ),
    fresh("exchange_identification: client sent invalid", |_, _| {}),
    fresh("exchange_identification: write: Broken pipe", closed_before),
    fresh("exchange_identification: read: ", closed_before),
    here("banner line contains invalid characters", invalid_banner),
    here("No SSH version received in first", endless),
    here("Connection timed out during banner exchange", silent),
    here("Bad remote protocol version identification", not_ssh),
    here("Protocol major versions differ", old_protocol),
    nothing("could not read protocol version"),
    nothing("Protocol mismatch."),
];

fn identified(attempt: &mut Attempt, line: &Line<'_>) {
    let Some((_, software)) = line.text.split_once("remote software version ") else {
        return;
    };
    if attempt.programs == 1 && attempt.way.carriers > 0 {
        attempt.arrives_at_the_target();
    }
    let version = line
        .text
        .split_once("rotocol version ")
        .map_or("2.0", |(_, rest)| {
            rest.split([',', ' ']).next().unwrap_or("2.0")
        });
    let ident = format!("SSH-{version}-{}", software.trim());
    let ident = Untrusted::from(ident.as_str());
    let fact = if version.starts_with("1.") && version != "1.99" {
        Identification::Ssh1 { ident }
    } else {
        Identification::Ssh {
            ident,
            preamble: Vec::new(),
        }
    };
    attempt.learn(Fact::Identification(fact), line);
    attempt.passed(Probe::Identification, line);
    attempt.reach(Probe::Negotiation);
}

/// `debug1: kex_exchange_identification: banner line 0: Exceeded MaxStartups`
fn banner_line(attempt: &mut Attempt, line: &Line<'_>) {
    let Some((number, text)) = line.after().split_once(": ") else {
        return;
    };
    if number.bytes().all(|byte| byte.is_ascii_digit()) && attempt.preamble.len() < 64 {
        attempt.preamble.push(Untrusted::from(text));
        attempt.preamble_at.get_or_insert_with(|| Quote::from(line));
        attempt.reach(Probe::Identification);
    }
}

/// Up to 7.9: `debug1: ssh_exchange_identification: HTTP/1.1 400 Bad Request`
fn old_banner_line(attempt: &mut Attempt, line: &Line<'_>) {
    let text = line.after();
    let own = ["Connection closed", "read:", "write:", "Connection reset"]
        .iter()
        .any(|own| text.starts_with(own));
    if !own && line.before().starts_with("debug") && attempt.preamble.len() < 64 {
        attempt.preamble.push(Untrusted::from(text));
    }
}

fn closed_before(attempt: &mut Attempt, line: &Line<'_>) {
    if errno(line.text) == Some(Errno::TimedOut) {
        return silent(attempt, line);
    }
    let how = if errno(line.text) == Some(Errno::Reset) {
        Closing::Reset
    } else {
        Closing::Eof
    };
    ended_before(attempt, line, how);
}

fn reset_before(attempt: &mut Attempt, line: &Line<'_>) {
    ended_before(attempt, line, Closing::Reset);
}

pub(super) fn ended_before(attempt: &mut Attempt, line: &Line<'_>, how: Closing) {
    if line.server {
        return;
    }
    attempt.reach(Probe::Identification);
    // What should have carried the connection has said why it does not. Before 8.0 ssh says no more than this.
    if let (Some(said), Some(_)) = (attempt.last_words.clone(), &attempt.proxy) {
        return proxy_ended(attempt, Some(said), line);
    }
    attempt.last_words = words_of_the_proxy(line);
    let fact = match foreign(&attempt.preamble) {
        Some(fact) => fact,
        None => Identification::Closed {
            how,
            said: attempt.preamble.clone(),
            seconds: 0.0,
            proxy: None,
        },
    };
    attempt.learn_of_preamble(Fact::Identification(fact), line);
    attempt.ends(line);
}

/// Another protocol than SSH, by the lines that came instead of an identification string.
fn foreign(preamble: &[Untrusted]) -> Option<Identification> {
    let first = preamble.first()?;
    let protocol = protocol(&first.visible(200));
    (protocol != Protocol::Unknown).then(|| Identification::NotSsh {
        protocol,
        first: first.clone(),
    })
}

fn protocol(first: &str) -> Protocol {
    let starts = |words: &[&str]| words.iter().any(|word| first.starts_with(word));
    if starts(&["HTTP/", "<html", "<!DOCTYPE", "<!doctype"]) {
        Protocol::Http
    } else if starts(&["220 ", "220-"]) {
        if first.contains("FTP") {
            Protocol::Ftp
        } else {
            Protocol::Smtp
        }
    } else if starts(&["+OK"]) {
        Protocol::Pop3
    } else if starts(&["* OK"]) {
        Protocol::Imap
    } else if starts(&["RFB "]) {
        Protocol::Vnc
    } else {
        Protocol::Unknown
    }
}

fn invalid_banner(attempt: &mut Attempt, line: &Line<'_>) {
    let fact = Identification::NotSsh {
        protocol: Protocol::Unknown,
        first: attempt.preamble.first().cloned().unwrap_or_default(),
    };
    attempt.reach(Probe::Identification);
    attempt.learn(Fact::Identification(fact), line);
    attempt.ends(line);
}

fn endless(attempt: &mut Attempt, line: &Line<'_>) {
    let first = attempt.preamble.first().cloned().unwrap_or_default();
    attempt.reach(Probe::Identification);
    attempt.learn(
        Fact::Identification(Identification::Endless {
            lines: 1024,
            arrivals: 1024,
            first,
            seconds: 0.0,
        }),
        line,
    );
    attempt.ends(line);
}

fn silent(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Identification);
    let fact = match attempt.preamble.first() {
        // Lines came, and no identification string among them: a tarpit.
        Some(first) => Identification::Endless {
            lines: attempt.preamble.len(),
            arrivals: attempt.preamble.len(),
            first: first.clone(),
            seconds: 0.0,
        },
        None => Identification::Silent {
            seconds: 0.0,
            ours_unacknowledged: None,
        },
    };
    attempt.learn(Fact::Identification(fact), line);
    attempt.ends(line);
}

fn not_ssh(attempt: &mut Attempt, line: &Line<'_>) {
    let first = Untrusted::from(line.quoted().unwrap_or_default());
    attempt.reach(Probe::Identification);
    let fact = Identification::NotSsh {
        protocol: protocol(&first.visible(200)),
        first,
    };
    attempt.learn(Fact::Identification(fact), line);
    attempt.ends(line);
}

fn old_protocol(attempt: &mut Attempt, line: &Line<'_>) {
    let ident = match attempt.facts.get(&Probe::Identification) {
        Some((
            Fact::Identification(
                Identification::Ssh { ident, .. } | Identification::Ssh1 { ident },
            ),
            _,
        )) => ident.clone(),
        _ => Untrusted::from("SSH-1"),
    };
    attempt.reach(Probe::Identification);
    attempt.learn(Fact::Identification(Identification::Ssh1 { ident }), line);
    attempt.ends(line);
}
