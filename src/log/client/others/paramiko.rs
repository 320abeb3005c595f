//! paramiko, Fabric.

use super::{
    changed_key, closed_before, no_common, no_name, not_ssh, refused, ssh1, unknown_key, works,
};
use crate::evidence::{Closing, Fact, Identification, Probe, Sentence, Slot};
use crate::log::attempt::{Attempt, Line};
use crate::log::client::network::outcome;
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, anybodys, fresh, here, nothing, says, tells};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    fresh("Error reading SSH protocol banner", paramiko_banner),
    here("Indecipherable protocol version \"", not_ssh),
    here("Incompatible version (", ssh1),
    fresh("Unable to connect to port ", unable),
    fresh("NoValidConnectionsError", unable),
    here("no acceptable kex algorithm", |attempt, line| {
        no_common(Slot::Kex, attempt, line)
    }),
    here("no acceptable host key", |attempt, line| {
        no_common(Slot::HostKey, attempt, line)
    }),
    here("no acceptable ciphers", |attempt, line| {
        no_common(Slot::Cipher, attempt, line)
    }),
    here("no acceptable macs", |attempt, line| {
        no_common(Slot::Mac, attempt, line)
    }),
    here("no acceptable compression", |attempt, line| {
        no_common(Slot::Compression, attempt, line)
    }),
    here("not found in known_hosts", unknown_key),
    here("does not match: got '", changed_key),
    says(
        "Private key file is encrypted",
        Sentence::PassphraseRequired,
    ),
    says(
        "private key file is encrypted",
        Sentence::PassphraseRequired,
    ),
    here("private key file", key_file_invalid),
    says("No authentication methods available", Sentence::NoIdentity),
    here("Bad authentication type; allowed types: ", bad_type),
    says(
        "Partial authentication; allowed types: ",
        Sentence::MoreAuthentication,
    ),
    fresh(
        "Authentication failed: transport shut down",
        ended_in_authentication,
    ),
    anybodys("Authentication failed.", refused),
    here("returned nonzero exit status", proxy_status),
    tells("TCP forwarding request denied", Sentence::ForwardingRefused),
    says(
        "ssh_exception.SSHException: EOF during negotiation",
        Sentence::SftpUnavailable,
    ),
    anybodys("gaierror", no_name),
    here("Authentication (publickey) failed.", |attempt, line| {
        attempt.reach(Probe::Methods);
        attempt.says(Sentence::KeyNotAccepted, line);
    }),
    here("Authentication (password) failed.", |attempt, line| {
        attempt.reach(Probe::Methods);
        attempt.says(Sentence::PasswordRejected, line);
    }),
    here(") successful!", |attempt, line| {
        if line.before().contains("Authentication (") {
            works(attempt, line);
        }
    }),
    here("Connection to device timed-out: ", netmiko),
    here("TCP connection to device failed", netmiko),
    nothing("paramiko"),
];

/// paramiko says the same for silence and for a connection that ends; only EOF behind it tells.
fn paramiko_banner(attempt: &mut Attempt, line: &Line<'_>) {
    if line.after().contains("104")
        || line.after().contains("EOF")
        || errno(line.after()) == Some(Errno::Reset)
    {
        closed_before(attempt, line);
    } else {
        attempt.reach(Probe::Identification);
        attempt.learn(
            Fact::Identification(Identification::Silent {
                seconds: 0.0,
                ours_unacknowledged: None,
            }),
            line,
        );
        attempt.ends(line);
    }
}

fn key_file_invalid(attempt: &mut Attempt, line: &Line<'_>) {
    if line.before().contains("not a valid") {
        attempt.tells(Sentence::KeyFileUnusable, None, None, line.text, line);
    }
}

fn bad_type(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    let publickey = line.after().contains("publickey");
    attempt.says(
        if publickey {
            Sentence::PasswordNotOffered
        } else {
            Sentence::PublickeyNotOffered
        },
        line,
    );
    attempt.ends(line);
}

fn ended_in_authentication(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    attempt.says(Sentence::ClosedInAuthentication, line);
    attempt.ends(line);
}

/// `[Errno None] Unable to connect to port 22 on 192.0.2.7`: which error it was stands elsewhere, if anywhere.
fn unable(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some(port) = line.number_after("connect to port ") {
        attempt.name_port(&port.to_string());
    }
    if let Some((_, host)) = line.after().split_once(" on ") {
        attempt.name_host(host.split([' ', ',']).next().unwrap_or_default());
    }
    attempt.reach(Probe::Connect);
    if attempt.connects.is_empty() {
        let errno = errno(line.text);
        attempt.connect(outcome(errno.or(Some(Errno::Refused)), line.text), line);
    }
    attempt.ends(line);
}

/// netmiko says so of every failure to connect, with `cisco_ios 192.0.2.7:22` behind it or lines below.
fn netmiko(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.connects.is_empty() && attempt.facts.is_empty() {
        if let Some((host, port)) = line
            .text
            .rsplit(' ')
            .next()
            .and_then(|it| it.rsplit_once(':'))
        {
            attempt.name_host(host);
            attempt.name_port(port);
        }
        attempt.says(Sentence::TimedOutSomewhere, line);
    }
    attempt.ends(line);
}

fn proxy_status(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ProxyCommand(") {
        let said = Untrusted::from(line.text);
        attempt.proxy = line.quoted().map(str::to_owned);
        attempt.reach(Probe::Identification);
        attempt.learn(
            Fact::Identification(Identification::Closed {
                how: Closing::Eof,
                said: Vec::new(),
                seconds: 0.0,
                proxy: Some((vec![said], None)),
            }),
            line,
        );
        attempt.ends(line);
    }
}
