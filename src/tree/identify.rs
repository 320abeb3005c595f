//! The identification string.

use super::{Walk, connect, found, hops, kex, logged, other_port};
use crate::evidence::{
    Closing, Evidence, HangUp, Identification, Mode, Need, Place, Probe, Protocol, SecondTry,
};
use crate::finding::connect::addresses_disagree::AddressesDisagree;
use crate::finding::connect::captive_portal::CaptivePortal;
use crate::finding::connect::ipv6_unreachable::Ipv6Unreachable;
use crate::finding::identify::closed_before_identification::{
    ClosedBeforeIdentification, as_wrappers_do,
};
use crate::finding::identify::endless_preamble::EndlessPreamble;
use crate::finding::identify::identification_blocked::IdentificationBlocked;
use crate::finding::identify::identification_timed_out::IdentificationTimedOut;
use crate::finding::identify::max_startups_exceeded::MaxStartupsExceeded;
use crate::finding::identify::not_ssh::NotSsh;
use crate::finding::identify::penalised_by_server::PenalisedByServer;
use crate::finding::identify::ssh1_only::Ssh1Only;
use crate::finding::{Diagnosis, Verdict};
use crate::say;
use crate::text::Untrusted;

/// Lines that come in so many pieces go on; fewer are one burst.
const A_BEAT: usize = 3;

pub(super) fn identification(evidence: &Evidence) -> Walk {
    if let Some(walk) = logged::listen(Place::Identify, evidence) {
        return walk;
    }
    if evidence.is_behind(Probe::Identification) {
        return kex::negotiation(evidence);
    }
    match evidence.identification()?.clone() {
        Identification::Ssh { ident, .. } => {
            let diagnosis = kex::negotiation(evidence)?;
            with_dead_addresses(diagnosis, ident, evidence)
        }
        Identification::Ssh1 { ident } => found(Ssh1Only { ident }),
        Identification::NotSsh { protocol, first } => not_ssh(protocol, first, evidence),
        Identification::Silent {
            seconds,
            ours_unacknowledged: Some(true),
        } => found(IdentificationBlocked { seconds, cut: None }),
        Identification::Silent { seconds, .. } => found(IdentificationTimedOut {
            seconds,
            proxy: proxy_command(evidence)?,
            begun: None,
        }),
        Identification::Endless {
            lines,
            arrivals,
            first,
            seconds,
        } => match arrivals >= A_BEAT {
            false if first.bytes().starts_with(b"SSH-") => found(IdentificationTimedOut {
                seconds,
                proxy: proxy_command(evidence)?,
                begun: Some(first),
            }),
            goes_on => found(EndlessPreamble {
                lines,
                first,
                seconds,
                goes_on,
            }),
        },
        Identification::Closed {
            said: printed,
            proxy: Some((said, status)),
            ..
        } => hops::proxy_ended([said, printed].concat(), status, evidence),
        Identification::Closed {
            how,
            said,
            seconds,
            proxy: None,
        } => {
            if let Some(text) = said
                .iter()
                .find(|line| line.contains("Exceeded MaxStartups"))
            {
                // The text of OpenSSH 8.2 to 9.7; it means nothing else.
                return found(MaxStartupsExceeded {
                    text: text.clone(),
                    second: None,
                });
            }
            if let Some(text) = said
                .iter()
                .find(|line| line.contains("Not allowed at this time"))
            {
                return throttled(text, evidence);
            }
            hung_up(how, said, seconds, evidence)
        }
    }
}

/// The ProxyCommand that carries the connection; a jump host has said that it opened one.
fn proxy_command(evidence: &Evidence) -> Result<Option<String>, Need> {
    if evidence.mode() == Mode::Log || evidence.jump_host().is_some() {
        return Ok(None);
    }
    Ok(evidence.ssh_config()?.proxy().map(str::to_owned))
}

/// Another protocol speaks; SSH may be on another port. Where something else makes the connection no other is tried.
fn not_ssh(protocol: Protocol, first: Untrusted, evidence: &Evidence) -> Walk {
    if evidence.connect().is_err() && evidence.mode() == Mode::Live {
        let direct = false;
        return found(NotSsh {
            protocol,
            first,
            direct,
        });
    }
    let looked = other_port::other_ports(evidence)?.unwrap_or_default();
    match other_port::ssh_among(&looked) {
        Some(ssh) => other_port::wrong_port(false, ssh, looked, evidence),
        None if sends_to_a_page(&first) => found(CaptivePortal { first }),
        None => found(NotSsh {
            protocol,
            first,
            direct: true,
        }),
    }
}

/// The server hung up without a word that tells why. Once more with a client that keeps quiet, unless it said something
/// or took libwrap's five seconds.
fn hung_up(how: Closing, said: Vec<Untrusted>, seconds: f64, evidence: &Evidence) -> Walk {
    let tells = !said.is_empty() || as_wrappers_do(seconds) || evidence.mode() == Mode::Log;
    let again = match tells {
        true => None,
        false => Some(evidence.hang_up()?.clone()),
    };
    match again {
        Some(HangUp::Tls { first }) => not_ssh(Protocol::Tls, first, evidence),
        Some(HangUp::Identified { ident, cut: true }) => found(IdentificationBlocked {
            seconds,
            cut: Some(ident),
        }),
        again => found(ClosedBeforeIdentification {
            how,
            said,
            seconds,
            again,
        }),
    }
}

/// A web server that redirects whoever talks to it, or asks for a log-in to the network (RFC 6585 section 6): no web
/// server of its own accord answers so to an SSH identification string.
fn sends_to_a_page(first: &Untrusted) -> bool {
    ["HTTP/1.0 ", "HTTP/1.1 "].iter().any(|version| {
        let status = first
            .bytes()
            .strip_prefix(version.as_bytes())
            .unwrap_or_default();
        [&b"301"[..], b"302", b"303", b"307", b"308", b"511"]
            .iter()
            .any(|code| status.starts_with(code))
    })
}

/// OpenSSH 9.8 and later say one sentence for MaxStartups and for penalties: the first clears by chance, the second stays.
fn throttled(text: &Untrusted, evidence: &Evidence) -> Walk {
    let second = evidence.second_try()?.clone();
    let (text, second) = (text.clone(), second);
    match second {
        SecondTry::Passed { .. } => found(MaxStartupsExceeded {
            text,
            second: Some(second),
        }),
        SecondTry::Same { .. } => found(PenalisedByServer {
            text,
            second: Some(second),
            now: (evidence.mode() == Mode::Live).then_some(evidence.now),
        }),
    }
}

/// ssh tries addresses one after another and waits minutes for a dead one: a fault of its own where all else is well.
fn with_dead_addresses(diagnosis: Diagnosis, ident: Untrusted, evidence: &Evidence) -> Walk {
    if evidence.ssh_config()?.goes_through_a_proxy() {
        return Ok(diagnosis);
    }
    let Ok(connect) = evidence.connect() else {
        return Ok(diagnosis);
    };
    let dead = connect::dead_before(connect);
    let Some(works) = connect.connected().map(|attempt| attempt.address) else {
        return Ok(diagnosis);
    };
    if dead.is_empty() {
        return Ok(diagnosis);
    }
    let other_family = dead.iter().all(|attempt| attempt.address.is_ipv6()) && works.is_ipv4();
    if diagnosis.verdict() != Verdict::Healthy {
        let note = say!(
            "{dead} does not answer; ssh tries it before {works} and waits for it.",
            "{dead} は応答しません。ssh は {works} より先にこのアドレスを試し、応答を待ちます。",
            dead = dead[0].address.ip(),
            works = works.ip()
        );
        return Ok(diagnosis.note(note));
    }
    if other_family {
        found(Ipv6Unreachable { dead, works, ident })
    } else {
        found(AddressesDisagree { dead, works })
    }
}
