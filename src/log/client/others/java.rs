//! JSch; MINA and JGit.

use super::{
    by_slot, changed_key, closed_before, exchange_failed, host_key, network_error, no_common,
    no_name, refused, refused_host_key, unknown_key,
};
use crate::evidence::{Fact, Identification, Probe, Protocol, Sentence, Slot};
use crate::log::attempt::{Attempt, Line};
use crate::log::hostkey::Fault;
use crate::log::locale::errno;
use crate::log::scan::{Row, anybodys, fresh, here, nothing, says, tells};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    fresh("timeout: socket is not established", network_error),
    fresh("JSchException: ", jsch),
    anybodys("java.net.ConnectException: ", network_error),
    anybodys("java.net.NoRouteToHostException: ", network_error),
    anybodys("java.net.UnknownHostException: ", no_name),
    anybodys("java.net.SocketTimeoutException: ", network_error),
    nothing("jcraft.jsch"),
    nothing("apache.sshd"),
    nothing("trilead.ssh2"),
    here("JSchException: verify: false", exchange_failed),
    here("Message [verify: false]", exchange_failed),
    tells("Unsupported key type (", Sentence::KeyFileUnsupported),
    here(
        "SshException: EdDSA provider not supported",
        exchange_failed,
    ),
    here("End of IO Stream Read", closed_before),
    here("Server key did not validate", refused_host_key),
    here("Cannot log in at ", cannot_log_in),
    here("connection is closed by foreign host", closed_before),
    here("invalid server's version string", not_ssh_jsch),
    here("Algorithm negotiation fail", jsch_algorithms),
    here("UnknownHostKey: ", unknown_key),
    here("reject HostKey: ", unknown_key),
    here("HostKey has been changed: ", changed_key),
    here("revoked HostKey: ", revoked_key),
    says("invalid privatekey", Sentence::KeyFileUnsupported),
    here("Auth fail", refused),
    here("USERAUTH fail", refused),
    here("Auth cancel", refused),
    here("No more authentication methods available", refused),
    here(
        "Unable to negotiate key exchange for kex algorithms",
        |attempt, line| no_common(Slot::Kex, attempt, line),
    ),
    here(
        "Unable to negotiate key exchange for server host key algorithms",
        |attempt, line| no_common(Slot::HostKey, attempt, line),
    ),
    here(
        "Unable to negotiate key exchange for encryption algorithms",
        |attempt, line| no_common(Slot::Cipher, attempt, line),
    ),
];

/// JGit: `git@github.com:acme/thing.git: Cannot log in at github.com:22`
fn cannot_log_in(attempt: &mut Attempt, line: &Line<'_>) {
    let place = line.words().next().unwrap_or_default();
    let (host, port) = place.rsplit_once(':').unwrap_or((place, ""));
    if let Some((user, _)) = line.before().split_once('@') {
        attempt.name_user(user.rsplit([' ', '/']).next().unwrap_or_default());
    }
    attempt.name_host(host);
    attempt.name_port(port);
    refused(attempt, line);
}

fn jsch_algorithms(attempt: &mut Attempt, line: &Line<'_>) {
    let name = line.between("algorithmName=\"", "\"").unwrap_or_default();
    let name = match name {
        "cipher.c2s" | "cipher.s2c" => "cipher",
        "server_host_key" => "hostkey",
        name => name,
    };
    by_slot(name, attempt, line);
    attempt.ends(line);
}

fn not_ssh_jsch(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Identification);
    attempt.learn(
        Fact::Identification(Identification::NotSsh {
            protocol: Protocol::Unknown,
            first: Untrusted::default(),
        }),
        line,
    );
    attempt.ends(line);
}

fn revoked_key(attempt: &mut Attempt, line: &Line<'_>) {
    host_key(attempt, Fault::Revoked, line);
}

fn jsch(attempt: &mut Attempt, line: &Line<'_>) {
    if errno(line.after()).is_some() && !line.after().contains("Auth") {
        network_error(attempt, line);
    }
}
