//! The lists of algorithms, and the exchange itself.

use crate::evidence::{
    Agreed, Closing, Fact, Identification, KeyExchange, Negotiation, NoCommon, Probe, Sentence,
    Slot, algorithms,
};
use crate::log::attempt::{Attempt, Line};
use crate::log::client::ending::closed_now;
use crate::log::scan::{Row, fresh, here};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    here("SSH2_MSG_KEXINIT sent", |attempt, line| {
        // ssh sends it when it has read the other side's identification (kex.c `kex_exchange_identification`).
        attempt.passed(Probe::Identification, line);
        attempt.reach(Probe::Negotiation);
    }),
    here("SSH2_MSG_KEXINIT received", |attempt, _| {
        attempt.reach(Probe::Negotiation)
    }),
    here("kex: algorithm: ", agreed),
    here("kex: host key algorithm: ", |attempt, _| {
        attempt.reach(Probe::KeyExchange)
    }),
    here("expecting SSH2_MSG_KEX", |attempt, _| {
        attempt.reach(Probe::KeyExchange)
    }),
    here("SSH2_MSG_KEX_ECDH_REPLY received", |attempt, _| {
        attempt.reach(Probe::KeyExchange)
    }),
    here("SSH2_MSG_NEWKEYS received", |attempt, line| {
        attempt.passed(Probe::KeyExchange, line)
    }),
    fresh("no matching key exchange method found", |attempt, line| {
        no_common(Slot::Kex, attempt, line)
    }),
    fresh("no matching host key type found", |attempt, line| {
        no_common(Slot::HostKey, attempt, line)
    }),
    fresh("no matching cipher found", |attempt, line| {
        no_common(Slot::Cipher, attempt, line)
    }),
    fresh("no matching MAC found", |attempt, line| {
        no_common(Slot::Mac, attempt, line)
    }),
    fresh("no matching compression method found", |attempt, line| {
        no_common(Slot::Compression, attempt, line)
    }),
    fresh("no hostkey alg", |attempt, line| {
        no_common(Slot::HostKey, attempt, line)
    }),
    fresh(
        "Unable to negotiate a key exchange method",
        |attempt, line| no_common(Slot::Kex, attempt, line),
    ),
    fresh("no matching comp found", |attempt, line| {
        no_common(Slot::Compression, attempt, line)
    }),
    fresh("no matching mac found", |attempt, line| {
        no_common(Slot::Mac, attempt, line)
    }),
    here("ssh_dispatch_run_fatal: ", dispatch),
    fresh("Bad packet length ", packet),
    fresh("Packet corrupt", packet),
    fresh("Corrupted MAC on input", corrupted),
    fresh("strict KEX violation", exchange_failed),
    fresh("KEXINIT was not the first packet", exchange_failed),
    fresh("received from peer during key exchange", exchange_failed),
    here("padding error: need", packet),
    fresh("Bad server host key: ", exchange_failed),
    fresh("not in HostKeyAlgorithms", exchange_failed),
];

fn agreed(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.passed(Probe::Negotiation, line);
    attempt.reach(Probe::KeyExchange);
    if line.word() == "(no" {
        return;
    }
    let agreed = Agreed {
        kex: line.word().to_owned(),
        ..Agreed::default()
    };
    attempt.learn(Fact::Negotiation(Negotiation::Agreed(agreed)), line);
}

fn no_common(slot: Slot, attempt: &mut Attempt, line: &Line<'_>) {
    let list = |text: &str| {
        text.split(',')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty() && name.len() < 128)
            .take(256)
            .collect::<Vec<_>>()
    };
    let theirs = line
        .text
        .split_once("heir offer: ")
        .map(|(_, offer)| list(offer.split([' ', '"', '\'']).next().unwrap_or_default()));
    if let Some((_, rest)) = line.text.split_once("Unable to negotiate with ") {
        let (host, port) = rest.split_once(" port ").unwrap_or((rest, ""));
        if line.server {
            attempt.from = host.parse().ok();
        } else {
            attempt.address = host.parse().ok().or(attempt.address);
            attempt.host.get_or_insert_with(|| host.to_owned());
            attempt.name_port(port);
        }
    }
    let server = match attempt.facts.get(&Probe::Identification) {
        Some((Fact::Identification(Identification::Ssh { ident, .. }), _)) => ident.clone(),
        _ => Untrusted::default(),
    };
    let theirs = theirs.unwrap_or_default();
    // In sshd's log the other side is the client.
    let (ours, theirs) = if line.server {
        (theirs, Vec::new())
    } else {
        (Vec::new(), theirs)
    };
    let could_enable = (!line.server && !theirs.is_empty()).then(|| {
        let mut names = theirs.clone();
        algorithms::strongest_first(slot, &mut names);
        names
    });
    attempt.reach(Probe::Negotiation);
    attempt.learn(
        Fact::Negotiation(Negotiation::NoCommon(NoCommon {
            slot,
            ours,
            theirs,
            could_enable,
            server,
            client: None,
            mend: None,
        })),
        line,
    );
    attempt.ends(line);
}

/// `ssh_dispatch_run_fatal: Connection to 192.0.2.7 port 22: REASON`
fn dispatch(attempt: &mut Attempt, line: &Line<'_>) {
    let reason = line
        .after()
        .rsplit_once(": ")
        .map_or(line.after(), |(_, reason)| reason)
        .to_owned();
    let reason = if line.after().contains("error in libcrypto") {
        String::from("error in libcrypto")
    } else {
        reason
    };
    if line.server || attempt.has_negotiation_fault() {
        return;
    }
    if attempt.worked.is_some() {
        attempt.tells(Sentence::ConnectionLost, None, None, &reason, line);
    } else if [
        "Broken pipe",
        "Connection reset",
        "Connection refused",
        "Connection closed",
        "onnection timed out",
    ]
    .iter()
    .any(|end| reason.contains(end))
    {
        attempt.reach(Probe::Negotiation);
        closed_now(attempt, line, Closing::Reset);
    } else {
        failed_exchange(attempt, &reason, line);
    }
    attempt.ends(line);
}

impl Attempt {
    pub(super) fn has_negotiation_fault(&self) -> bool {
        matches!(
            self.facts.get(&Probe::Negotiation),
            Some((Fact::Negotiation(Negotiation::NoCommon(_)), _))
        )
    }
}

fn failed_exchange(attempt: &mut Attempt, reason: &str, line: &Line<'_>) {
    attempt.reach(Probe::KeyExchange);
    attempt.learn(
        Fact::KeyExchange(KeyExchange::Failed {
            text: Untrusted::from(reason),
        }),
        line,
    );
}

/// Before encryption it is the exchange that failed; later the data is damaged.
fn exchange_failed(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.worked.is_some() {
        attempt.tells(Sentence::ConnectionLost, None, None, line.text, line);
    } else if !line.server {
        failed_exchange(attempt, line.text, line);
    }
    attempt.ends(line);
}

fn packet(attempt: &mut Attempt, line: &Line<'_>) {
    if !attempt.facts.contains_key(&Probe::KeyExchange) || attempt.worked.is_some() {
        exchange_failed(attempt, line);
    }
}

fn corrupted(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.reached < Some(Probe::Methods)
        && attempt.reached.is_some()
        && attempt.worked.is_none()
    {
        exchange_failed(attempt, line);
    } else {
        attempt.tells(Sentence::ConnectionLost, None, None, line.text, line);
    }
}
