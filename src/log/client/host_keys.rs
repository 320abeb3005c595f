//! The server's host key.

use std::path::PathBuf;

use crate::evidence::{HostKeyStanding, Probe, Sentence};
use crate::log::attempt::{Attempt, Line, Quote};
use crate::log::hostkey::Fault;
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, fresh, here, nothing};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    here("Server host key: ", server_host_key),
    here("' is known and matches the ", known),
    here("is known and matches the RSA host key", known),
    nothing("Host key fingerprint is "),
    fresh("The authenticity of host ", authenticity),
    here(" key fingerprint is ", fingerprint),
    nothing("Are you sure you want to continue connecting"),
    here("Permanently added ", permanently_added),
    fresh("REMOTE HOST IDENTIFICATION HAS CHANGED", changed),
    here("The fingerprint for the ", fingerprint_for),
    here("sent by the remote host isSHA256:", fingerprint_below),
    here("Offending ", offending),
    here("Offending key for IP in ", offending_address),
    here("POSSIBLE DNS SPOOFING DETECTED", dns_spoofing),
    here(
        "has changed and you have requested strict checking",
        strict_changed,
    ),
    fresh("host key is known for ", strict_unknown),
    fresh("Host key verification failed", verification_failed),
    fresh("REVOKED HOST KEY DETECTED", revoked),
    here("revoked by file ", revoked_by_file),
    here("is marked as revoked", revoked),
    here(
        "was revoked and you have requested strict checking",
        revoked,
    ),
    here("Error checking host key ", |attempt, line| {
        let path = line.text.rsplit(" file ").next();
        attempt.tells(Sentence::KnownHostsUnreadable, path, None, "", line);
    }),
    here("Certificate invalid: ", certificate),
    here("Certificate lacks principal list", certificate),
    here("Certificate signed with disallowed algorithm", certificate),
    nothing("No matching CA found"),
    here("disabled to avoid man-in-the-middle attacks", changed),
    here(
        "Failed to add the host to the list of known hosts",
        known_hosts_written,
    ),
    here("hostkeys_foreach failed for ", known_hosts_unreadable),
    nothing("hostfile_replace_entries failed"),
    here("Update the SSHFP RR in DNS", sshfp),
    here("KnownHostsCommand failed", known_hosts_command),
    here("KnownHostsCommand ", known_hosts_command_line),
    nothing("not permitted by HostkeyAlgorithms"),
    here("forwarding disabled due to host key check failure", changed),
];

/// `Server host key: ssh-ed25519 SHA256:…`; before 6.8 in hexadecimal.
fn server_host_key(attempt: &mut Attempt, line: &Line<'_>) {
    let mut words = line.words();
    let kind = words.next().unwrap_or_default();
    attempt.host_key.kind = Some(kind_of(kind).to_owned());
    attempt.host_key.fingerprint = words.next().map(str::to_owned);
    attempt.passed(Probe::KeyExchange, line);
    attempt.reach(Probe::HostKeyStanding);
}

fn kind_of(algorithm: &str) -> &str {
    match algorithm {
        "ssh-ed25519" => "ED25519",
        "ssh-rsa" | "rsa-sha2-256" | "rsa-sha2-512" => "RSA",
        "ssh-dss" => "DSA",
        ecdsa if ecdsa.starts_with("ecdsa-") => "ECDSA",
        other => other,
    }
}

fn known(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.passed(Probe::HostKeyStanding, line);
    attempt.reach(Probe::Methods);
    attempt.host_key.fault = None;
}

fn permanently_added(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some(name) = line.quoted() {
        attempt.name_host(name.split(',').next().unwrap_or(name));
    }
    attempt.host_key.fault = None;
    attempt.passed(Probe::HostKeyStanding, line);
    attempt.reach(Probe::Methods);
}

fn authenticity(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some(name) = line.quoted() {
        let host = name.split([' ', '(']).next().unwrap_or(name);
        attempt.host_key.name = Some(host.to_owned());
        attempt.name_host(
            host.trim_start_matches('[')
                .split("]:")
                .next()
                .unwrap_or(host),
        );
    }
    attempt.reach(Probe::HostKeyStanding);
    attempt.host_key.is(Fault::Unknown, Quote::from(line));
}

/// `ED25519 key fingerprint is SHA256:…`
fn fingerprint(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.host_key.kind = line.before().split_whitespace().last().map(str::to_owned);
    let fingerprint = line
        .words()
        .next()
        .unwrap_or_default()
        .trim_end_matches(['.', ',']);
    attempt.host_key.fingerprint = Some(fingerprint.to_owned());
}

fn changed(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::HostKeyStanding);
    attempt.host_key.is(Fault::Changed, Quote::from(line));
}

/// `The fingerprint for the ED25519 key sent by the remote host is`, and on the next line `SHA256:….`
fn fingerprint_for(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.host_key.kind = Some(line.word().to_owned());
}

/// Both lines, joined.
fn fingerprint_below(attempt: &mut Attempt, line: &Line<'_>) {
    let digest = line.word().trim_end_matches('.');
    attempt.host_key.fingerprint = Some(format!("SHA256:{digest}"));
}

/// `Offending RSA key in /home/u/.ssh/known_hosts:14`; before 5.9 without the type.
fn offending(attempt: &mut Attempt, line: &Line<'_>) {
    let Some((kind, place)) = line.after().split_once("key in ") else {
        return;
    };
    if let Some((file, number)) = place.trim().rsplit_once(':') {
        let number = number.trim().parse().unwrap_or(0);
        attempt.host_key.offending = Some((kind.trim().to_owned(), PathBuf::from(file), number));
    }
    attempt.reach(Probe::HostKeyStanding);
}

fn offending_address(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.tells(
        Sentence::HostKeyAddressMismatch,
        line.after().trim().rsplit_once(':').map(|(file, _)| file),
        None,
        line.text,
        line,
    );
}

/// The address's key is another, too: beside a changed key of the name it adds nothing.
fn dns_spoofing(attempt: &mut Attempt, _: &Line<'_>) {
    attempt.reach(Probe::HostKeyStanding);
}

fn strict_changed(attempt: &mut Attempt, line: &Line<'_>) {
    name_between(attempt, line, "for ", " has changed");
    changed(attempt, line);
    verification_ended(attempt, line);
}

fn strict_unknown(attempt: &mut Attempt, line: &Line<'_>) {
    name_between(attempt, line, "known for ", " and you");
    if let Some((_, kind)) = line.before().trim_end().rsplit_once("No ") {
        attempt.host_key.kind = Some(kind.trim().to_owned());
    }
    attempt.reach(Probe::HostKeyStanding);
    attempt.host_key.is(Fault::Unknown, Quote::from(line));
}

fn name_between(attempt: &mut Attempt, line: &Line<'_>, open: &str, close: &str) {
    let Some((before, _)) = line.text.split_once(close) else {
        return;
    };
    let Some((_, name)) = before.rsplit_once(open) else {
        return;
    };
    attempt.host_key.name = Some(name.to_owned());
    match name
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]:"))
    {
        Some((host, port)) => {
            attempt.name_host(host);
            attempt.name_port(port);
        }
        None => attempt.name_host(name),
    }
}

fn verification_ended(attempt: &mut Attempt, line: &Line<'_>) {
    let _ = line;
    attempt.reach(Probe::HostKeyStanding);
}

fn verification_failed(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::HostKeyStanding);
    if attempt.host_key.fault.is_none() {
        attempt.says(Sentence::HostKeyRefused, line);
    }
    attempt.ends(line);
}

fn revoked(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::HostKeyStanding);
    attempt.host_key.is(Fault::Revoked, Quote::from(line));
}

fn revoked_by_file(attempt: &mut Attempt, line: &Line<'_>) {
    if !line.server && !line.text.contains("Authentication key") {
        let file = PathBuf::from(line.after().trim());
        attempt
            .host_key
            .offending
            .get_or_insert((String::new(), file, 0));
        revoked(attempt, line);
    }
}

fn certificate(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server || attempt.reached >= Some(Probe::Methods) {
        return;
    }
    let reason = if line.text.contains("Certificate invalid: ") {
        line.after()
    } else {
        line.text
    };
    attempt.reach(Probe::HostKeyStanding);
    attempt.host_key.is(
        Fault::Certificate(Untrusted::from(reason)),
        Quote::from(line),
    );
}

/// A warning, unless the disk is full: the login goes on.
fn known_hosts_written(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    if errno(line.after()) == Some(Errno::DiskFull) {
        attempt.tells(
            Sentence::LocalDiskFull,
            line.between("(", ")"),
            None,
            "",
            line,
        );
    }
}

fn known_hosts_unreadable(attempt: &mut Attempt, line: &Line<'_>) {
    let path = line.word();
    attempt.tells(Sentence::KnownHostsUnreadable, Some(path), None, "", line);
}

fn sshfp(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.says(Sentence::SshfpMismatch, line);
}

fn known_hosts_command(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.tells(
        Sentence::KnownHostsCommandFailed,
        None,
        None,
        line.text,
        line,
    );
}

fn known_hosts_command_line(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains(" failed, status ") || line.text.contains("command failed") {
        known_hosts_command(attempt, line);
    }
}

/// For the evidence.
pub(in crate::log) fn standing(attempt: &Attempt, host: &str) -> Option<(HostKeyStanding, Quote)> {
    let (_, quote) = attempt.host_key.fault.as_ref()?;
    Some((attempt.host_key.standing(host)?, quote.clone()))
}
