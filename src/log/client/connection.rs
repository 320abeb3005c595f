//! TCP, the identification string, the key exchange.

use crate::evidence::{
    Agreed, Closing, Disconnect, Fact, Identification, KeyExchange, Negotiation, NoCommon, Probe,
    Protocol, Refusal, Sentence, Slot, TcpOutcome, algorithms,
};
use crate::log::attempt::{Attempt, Line, Quote};
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, echo, fresh, here, nothing};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    fresh("debug1: Connecting to ", connecting),
    nothing("debug2: ssh_connect_direct"),
    here("debug1: connect to address ", address_failed),
    fresh("connect to host ", host_failed),
    fresh("connect to address ", address_failed),
    here("Connection established.", established),
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
    here("SSH2_MSG_KEXINIT sent", |attempt, line| {
        attempt.passed(Probe::Identification, line)
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
    echo("Connection closed by ", closed_by),
    echo("Connection reset by ", closed_by),
    here("Connection reset by peer", reset_somewhere),
    echo("Received disconnect from ", disconnected),
    nothing("Disconnected from "),
    here("stdio forwarding failed", stdio_forwarding_failed),
    here("Connection closed by UNKNOWN port 65535", unknown_port),
    here("Connection to UNKNOWN port 65535", unknown_port),
    here(": exec: ", proxy_program),
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

fn ended_before(attempt: &mut Attempt, line: &Line<'_>, how: Closing) {
    if line.server {
        return;
    }
    attempt.reach(Probe::Identification);
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
    fn has_negotiation_fault(&self) -> bool {
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

/// The connection went through another program, and that one's words stand above.
fn unknown_port(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.way.lost += usize::from(!line.text.contains("onnection to "));
    attempt.ends(line);
    let named = attempt.has(Sentence::JumpForwardingRefused)
        || attempt.has(Sentence::JumpTargetUnreachable);
    let failed_otherwise = attempt.has_a_fault_of_its_own();
    if named || failed_otherwise {
        attempt.facts.remove(&Probe::Identification);
        if !attempt.connects.is_empty() || attempt.facts.contains_key(&Probe::Resolution) {
            // The way to the jump host failed: it is that host the rest is about.
            attempt.reached = attempt.reached.min(Some(Probe::Connect));
            attempt.proxy = None;
        }
        return;
    }
    let said = attempt
        .preamble_at
        .clone()
        .or_else(|| attempt.last_words.clone())
        .or_else(|| words_of_the_proxy(line));
    proxy_ended(attempt, said, line);
}

/// The program in between has ended; what it said last stands in a line above.
pub(super) fn proxy_ended(attempt: &mut Attempt, said: Option<Quote>, line: &Line<'_>) {
    attempt.proxy.get_or_insert_with(String::new);
    attempt.reach(Probe::Identification);
    let words = said.as_ref().map(|said| said.text.clone());
    let fact = Fact::Identification(Identification::Closed {
        how: Closing::Eof,
        said: Vec::new(),
        seconds: 0.0,
        proxy: Some((vec![words.unwrap_or_default()], None)),
    });
    let quote = said.unwrap_or_else(|| Quote::from(line));
    attempt.facts.insert(fact.probe(), (fact, quote));
    attempt.ends(line);
}

/// The line above, if it is another program's: a ProxyCommand complains just before ssh misses the identification string.
fn words_of_the_proxy(line: &Line<'_>) -> Option<Quote> {
    let above = line.above();
    let of_ssh = [
        "debug",
        "OpenSSH_",
        "Warning: ",
        "** ",
        "Pseudo-terminal will not be allocated",
        "kex_exchange_identification: ",
        "ssh_exchange_identification: ",
        "Connection closed by ",
    ];
    let prompt = ["$ ", "% ", "# ", "> "].iter().any(|prompt| {
        above.split_once(prompt).is_some_and(|(_, typed)| {
            ["ssh", "scp", "sftp", "git", "rsync"]
                .iter()
                .any(|it| typed.starts_with(it))
        })
    });
    let own = of_ssh.iter().any(|own| above.starts_with(own)) || prompt || above.is_empty();
    (!own).then(|| Quote {
        line: line.number - 1,
        text: Untrusted::from(above.as_str()),
    })
}

impl Attempt {
    /// Does anything but the missing identification string tell why?
    fn has_a_fault_of_its_own(&self) -> bool {
        let resolve = self.facts.contains_key(&Probe::Resolution);
        let methods = !self.methods.is_empty()
            && self.ended.is_some()
            && self.has(Sentence::PermissionDenied);
        let exchange = self.facts.contains_key(&Probe::KeyExchange) || self.has_negotiation_fault();
        let connect = self
            .connects
            .iter()
            .any(|(_, outcome, _)| *outcome != TcpOutcome::Connected);
        resolve
            || connect
            || methods
            || exchange
            || self.host_key.fault.is_some()
            || self.has(Sentence::HostKeyRefused)
            || self.has(Sentence::PermissionDenied)
    }

    /// Does this attempt say no more than that the program in between it and the server ended?
    pub(in crate::log) fn is_only_an_echo(&self) -> bool {
        let closed = match self.facts.get(&Probe::Identification) {
            Some((Fact::Identification(Identification::Closed { proxy, .. }), _)) => {
                proxy.is_some()
            }
            _ => false,
        };
        closed
            && self.facts.len() == 1
            && self.said.is_empty()
            && self.connects.is_empty()
            && self.client.is_none()
            && self.command.is_empty()
    }
}

/// `channel 0: open failed: …` was about the way to the target.
fn stdio_forwarding_failed(attempt: &mut Attempt, line: &Line<'_>) {
    let meant = [
        (Sentence::ForwardingRefused, Sentence::JumpForwardingRefused),
        (
            Sentence::ForwardingTargetUnreachable,
            Sentence::JumpTargetUnreachable,
        ),
    ];
    for (plain, jump) in meant {
        if let Some((mut said, quote)) = attempt.unsay(plain) {
            said.what = jump;
            attempt.said.push((said, quote));
        }
    }
    attempt.worked = None;
    attempt.facts.remove(&Probe::Login);
    attempt.reached = attempt.reached.min(Some(Probe::Connect));
    attempt.ends(line);
}

/// `/bin/sh: 1: exec: nc: not found`
fn proxy_program(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("not found")
        || line.text.contains("No such file")
        || line.text.contains("ermission denied")
    {
        attempt.preamble.push(Untrusted::from(line.text));
        attempt.preamble_at = Some(Quote::from(line));
        attempt.proxy.get_or_insert_with(String::new);
    }
}
