//! The connection ends: closed, reset, or with a message of SSH_MSG_DISCONNECT.

use crate::evidence::{
    Closing, Disconnect, Fact, KeyExchange, Negotiation, Probe, Sentence, TcpOutcome,
};
use crate::log::attempt::{Attempt, Line};
use crate::log::client::identification::ended_before;
use crate::log::scan::{Row, echo, here, nothing};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    echo("Connection closed by ", closed_by),
    echo("Connection reset by ", closed_by),
    here("Connection reset by peer", reset_somewhere),
    echo("Received disconnect from ", disconnected),
    nothing("Disconnected from "),
];

/// `Connection closed by 192.0.2.7 port 22`: what it means depends on how far things had gone.
fn closed_by(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server
        || line.text.contains("UNKNOWN")
        || line.text.contains("by remote host")
        || line.text.contains("by foreign host")
    {
        return;
    }
    let word = line.word();
    if let Ok(address) = word.parse() {
        attempt.address = Some(address);
        attempt.host.get_or_insert_with(|| word.to_owned());
    } else if word != "peer" && word != "authenticating" && line.text.contains(" port ") {
        attempt.name_host(word);
    }
    if let Some(port) = line.number_after(" port ") {
        attempt.name_port(&port.to_string());
    }
    let how = if line.text.contains("reset by") {
        Closing::Reset
    } else {
        Closing::Eof
    };
    if line.text.contains(" port ") {
        closed_now(attempt, line, how);
        attempt.ends(line);
    }
}

pub(super) fn reset_somewhere(attempt: &mut Attempt, line: &Line<'_>) {
    let told = line.server
        || attempt.ended.is_some()
        || line.text.contains("exchange_identification")
        || line.text.contains("connect to ");
    if !told && line.text.contains("Read from") {
        closed_now(attempt, line, Closing::Reset);
        attempt.ends(line);
    }
}

/// The other side hangs up, here and now.
pub(super) fn closed_now(attempt: &mut Attempt, line: &Line<'_>, how: Closing) {
    if attempt.worked.is_some() {
        attempt.tells(Sentence::SessionDropped, None, None, line.text, line);
        return;
    }
    if attempt.ended.is_some() {
        return; // what came before has said more
    }
    match attempt.reached {
        Some(Probe::Connect) => attempt.connect(TcpOutcome::Reset, line),
        Some(Probe::Identification) => ended_before(attempt, line, how),
        Some(Probe::Negotiation) => attempt.learn_first(
            Fact::Negotiation(Negotiation::Closed {
                how,
                disconnect: None,
            }),
            line,
        ),
        Some(Probe::KeyExchange | Probe::HostKeyStanding) if attempt.host_key.fault.is_none() => {
            attempt.learn_first(
                Fact::KeyExchange(KeyExchange::Closed {
                    how,
                    disconnect: None,
                }),
                line,
            );
        }
        Some(Probe::Methods | Probe::Identities | Probe::KeyAnswers | Probe::Login) => {
            super::authentication::closed(attempt, how, line)
        }
        _ => attempt.says(Sentence::ClosedSomewhere, line),
    }
}

/// `Received disconnect from 192.0.2.7 port 22:2: Too many authentication failures`
fn disconnected(attempt: &mut Attempt, line: &Line<'_>) {
    let (place, text) = line.after().split_once(": ").unwrap_or((line.after(), ""));
    let reason = place
        .rsplit(':')
        .next()
        .and_then(|digits| digits.trim().parse::<u32>().ok());
    // Old releases: `Received disconnect from 192.0.2.7: 2: Too many …`
    let (reason, text) = match (reason, text.split_once(": ")) {
        (None, Some((digits, rest))) if digits.trim().parse::<u32>().is_ok() => {
            (digits.trim().parse().ok(), rest)
        }
        (reason, _) => (reason, text),
    };
    if line.server {
        return;
    }
    let host = place.split([' ', ':']).next().unwrap_or_default();
    if let Ok(address) = host.parse() {
        attempt.address = Some(address);
        attempt.host.get_or_insert_with(|| host.to_owned());
    }
    let disconnect = Disconnect {
        reason: reason.unwrap_or(0),
        text: Untrusted::from(text),
    };
    said_goodbye(attempt, disconnect, line);
}

/// SSH_MSG_DISCONNECT, in whatever words a client prints it.
pub(super) fn said_goodbye(attempt: &mut Attempt, disconnect: Disconnect, line: &Line<'_>) {
    if disconnect.text.contains("oo many authentication failures") {
        attempt.reach(Probe::Methods);
        super::authentication::too_many(attempt, line);
    } else if disconnect
        .text
        .contains("o supported authentication methods")
    {
        attempt.reach(Probe::Methods);
        attempt.says(Sentence::KeyNotAccepted, line);
    } else if disconnect.reason == 11 && attempt.worked.is_some() {
        // SSH_DISCONNECT_BY_APPLICATION is how an appliance says good-bye.
    } else if attempt.worked.is_some() {
        attempt.tells(Sentence::ConnectionLost, None, None, line.text, line);
    } else if attempt.reached >= Some(Probe::Methods) {
        super::authentication::disconnected(attempt, disconnect, line);
    } else if attempt.reached >= Some(Probe::KeyExchange) {
        attempt.learn_first(
            Fact::KeyExchange(KeyExchange::Closed {
                how: Closing::Eof,
                disconnect: Some(disconnect),
            }),
            line,
        );
    } else if attempt.reached >= Some(Probe::Negotiation) {
        attempt.learn_first(
            Fact::Negotiation(Negotiation::Closed {
                how: Closing::Eof,
                disconnect: Some(disconnect),
            }),
            line,
        );
    } else {
        attempt.says(Sentence::ClosedSomewhere, line);
    }
    attempt.ends(line);
}
