//! Clients that are not OpenSSH, by the library they are made of; what several of them need stands here.

mod asyncssh;
mod curl;
mod dotnet;
mod dropbear;
mod go;
mod java;
mod jenkins;
mod libraries;
mod node;
mod paramiko;
mod php;
mod putty;
mod ruby;
mod rust;
mod sshj;
mod winscp;

use crate::evidence::{
    Closing, Fact, Identification, KeyExchange, Negotiation, NoCommon, Probe, Protocol, Resolution,
    Sentence, Slot, algorithms,
};
use crate::log::attempt::{Attempt, Line, Quote};
use crate::log::client::ending::closed_now;
use crate::log::client::network::outcome;
use crate::log::hostkey::Fault;
use crate::log::locale::{Errno, errno};
use crate::log::scan::Row;
use crate::text::Untrusted;

/// All their sentences.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    [
        asyncssh::ROWS,
        curl::ROWS,
        dotnet::ROWS,
        dropbear::ROWS,
        go::ROWS,
        java::ROWS,
        jenkins::ROWS,
        libraries::ROWS,
        node::ROWS,
        paramiko::ROWS,
        php::ROWS,
        putty::ROWS,
        ruby::ROWS,
        rust::ROWS,
        sshj::ROWS,
        winscp::ROWS,
    ]
    .into_iter()
    .flatten()
}

fn no_name(attempt: &mut Attempt, line: &Line<'_>) {
    let outcome = match errno(line.text) {
        Some(Errno::TryAgain) => Resolution::TryAgain,
        Some(Errno::NoAddress) => Resolution::NoAddress {
            other_family: Vec::new(),
        },
        Some(_) | None => Resolution::NotFound {
            near: Vec::new(),
            alias: None,
            lookup: Default::default(),
        },
    };
    attempt.reach(Probe::Resolution);
    attempt.learn(Fact::Resolution(outcome), line);
    attempt.ends(line);
}

/// An error of the system behind words that only a client of ssh prints.
fn network_error(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.worked.is_some() || attempt.reached > Some(Probe::Connect) {
        closed(attempt, line);
        return;
    }
    let reason = if line.after().is_empty() {
        line.text
    } else {
        line.after()
    };
    let mut errno = errno(reason).or_else(|| errno(line.text));
    if errno.is_none() && reason.to_ascii_lowercase().contains("refused") {
        errno = Some(Errno::Refused);
    }
    if matches!(errno, Some(Errno::NoName | Errno::TryAgain)) {
        return no_name(attempt, line);
    }
    attempt.reach(Probe::Connect);
    if attempt.connects.is_empty() || attempt.ended.is_none() {
        attempt.connect(outcome(errno, reason), line);
    }
    attempt.ends(line);
}

fn closed(attempt: &mut Attempt, line: &Line<'_>) {
    closed_now(attempt, line, Closing::Eof);
    attempt.ends(line);
}

fn works(attempt: &mut Attempt, line: &Line<'_>) {
    let fact = crate::evidence::Login::Succeeded {
        method: String::new(),
        remote: Vec::new(),
    };
    attempt.learn(Fact::Login(fact), line);
    attempt.works(line);
}

fn no_common(slot: Slot, attempt: &mut Attempt, line: &Line<'_>) {
    let theirs: Vec<String> = line
        .between("(available: ", ")")
        .or_else(|| line.between("serverProposal=\"", "\""))
        .or_else(|| line.between("server offered: [", "]"))
        .unwrap_or_default()
        .split([',', ' '])
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty() && name.len() < 128)
        .take(256)
        .collect();
    let could_enable = (!theirs.is_empty()).then(|| {
        let mut names = theirs.clone();
        algorithms::strongest_first(slot, &mut names);
        names
    });
    let facts = NoCommon {
        slot,
        ours: Vec::new(),
        theirs,
        could_enable,
        server: Untrusted::default(),
        client: None,
        mend: None,
    };
    attempt.reach(Probe::Negotiation);
    attempt.learn(Fact::Negotiation(Negotiation::NoCommon(facts)), line);
    attempt.ends(line);
}

/// A slot of the negotiation by the name a client gives it.
fn slot(name: &str) -> Option<Slot> {
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["host key", "host_key", "hostkey"]) {
        Some(Slot::HostKey)
    } else if has(&["kex", "key exchange"]) {
        Some(Slot::Kex)
    } else if has(&["cipher", "enc", "crypt"]) {
        Some(Slot::Cipher)
    } else if has(&["mac", "hmac", "hash"]) {
        Some(Slot::Mac)
    } else if has(&["comp"]) {
        Some(Slot::Compression)
    } else {
        None
    }
}

fn by_slot(name: &str, attempt: &mut Attempt, line: &Line<'_>) {
    match slot(name) {
        Some(slot) => no_common(slot, attempt, line),
        None => attempt.says(Sentence::NegotiationFailed, line),
    }
}

fn ssh1(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Identification);
    attempt.learn(
        Fact::Identification(Identification::Ssh1 {
            ident: Untrusted::from("SSH-1"),
        }),
        line,
    );
    attempt.ends(line);
}

fn not_ssh(attempt: &mut Attempt, line: &Line<'_>) {
    let first = line.quoted().unwrap_or_default();
    if first.starts_with("SSH-1") {
        return ssh1(attempt, line);
    }
    attempt.reach(Probe::Identification);
    attempt.learn(
        Fact::Identification(Identification::NotSsh {
            protocol: Protocol::Unknown,
            first: Untrusted::from(first),
        }),
        line,
    );
    attempt.ends(line);
}

/// A slot of the negotiation by the names of algorithms themselves.
fn slot_of(names: &str) -> Option<Slot> {
    let has = |words: &[&str]| words.iter().any(|word| names.contains(word));
    if has(&["hmac-", "umac-"]) {
        Some(Slot::Mac)
    } else if has(&["diffie-hellman-", "curve25519-", "ecdh-", "sntrup", "mlkem"]) {
        Some(Slot::Kex)
    } else if has(&["-cbc", "-ctr", "-gcm", "arcfour", "chacha20"]) {
        Some(Slot::Cipher)
    } else if has(&["ssh-rsa", "ssh-dss", "ssh-ed25519", "ecdsa-", "rsa-sha2"]) {
        Some(Slot::HostKey)
    } else if has(&["zlib"]) {
        Some(Slot::Compression)
    } else {
        None
    }
}

/// The exchange itself failed, in the client's own words.
fn exchange_failed(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::KeyExchange);
    let text = Untrusted::from(line.text);
    attempt.learn(Fact::KeyExchange(KeyExchange::Failed { text }), line);
    attempt.ends(line);
}

/// The connection stands, and the server says nothing.
fn silent(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Identification);
    let fact = Identification::Silent {
        seconds: 0.0,
        ours_unacknowledged: None,
    };
    attempt.learn_first(Fact::Identification(fact), line);
    attempt.ends(line);
}

fn closed_before(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Identification);
    attempt.learn(
        Fact::Identification(Identification::Closed {
            how: Closing::Eof,
            said: Vec::new(),
            seconds: 0.0,
            proxy: None,
        }),
        line,
    );
    attempt.ends(line);
}

fn refused(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server || attempt.worked.is_some() {
        return;
    }
    attempt.reach(Probe::Methods);
    attempt.says(Sentence::AuthenticationFailed, line);
    attempt.ends(line);
}

fn host_key(attempt: &mut Attempt, fault: Fault, line: &Line<'_>) {
    attempt.reach(Probe::HostKeyStanding);
    if let Some(name) = line.quoted()
        && !name.contains(' ')
    {
        attempt.name_host(name);
    }
    attempt.host_key.is(fault, Quote::from(line));
}

fn unknown_key(attempt: &mut Attempt, line: &Line<'_>) {
    host_key(attempt, Fault::Unknown, line);
}

fn changed_key(attempt: &mut Attempt, line: &Line<'_>) {
    host_key(attempt, Fault::Changed, line);
}

fn refused_host_key(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::HostKeyStanding);
    if attempt.host_key.fault.is_none() {
        attempt.says(Sentence::HostKeyRefused, line);
    }
    attempt.ends(line);
}
