//! ssh2 of Node.js: VS Code's SSH FS, Azure Pipelines, webssh2, deployment scripts. Its words stand in mscdex/ssh2
//! lib/client.js, lib/protocol/kex.js and lib/protocol/keyParser.js.

use super::{
    by_slot, closed_before, exchange_failed, network_error, refused, refused_host_key, silent,
};
use crate::evidence::Sentence;
use crate::log::attempt::{Attempt, Line};
use crate::log::client::in_session;
use crate::log::locale::errno;
use crate::log::scan::{Row, anybodys, fresh, here, nothing, says, tells};

pub(super) const ROWS: &[Row] = &[
    here("All configured authentication methods failed", refused),
    here("Handshake failed: no matching ", |attempt, line| {
        by_slot(line.after(), attempt, line);
    }),
    here(
        "Handshake failed: signature verification failed",
        exchange_failed,
    ),
    fresh("Timed out while waiting for handshake", silent),
    fresh("Connection lost before handshake", closed_before),
    here("Host denied (verification failed)", refused_host_key),
    here("Cannot parse privateKey: ", key),
    says("Failed to connect to agent", Sentence::AgentUnreachable),
    here("Unable to start subsystem: sftp", |attempt, line| {
        in_session(attempt, Sentence::SftpUnavailable, "", line);
    }),
    tells("(SSH) Channel open failure: ", Sentence::ForwardingRefused),
    anybodys("connect ECONNREFUSED ", system),
    anybodys("connect ETIMEDOUT ", system),
    anybodys("connect EHOSTUNREACH ", system),
    anybodys("connect ENETUNREACH ", system),
    anybodys("listen EADDRINUSE", port_taken),
    nothing("SSH-2.0-ssh2js"),
    nothing("node_modules/ssh2/"),
];

/// `connect ECONNREFUSED 192.0.2.7:22`
fn system(attempt: &mut Attempt, line: &Line<'_>) {
    let (host, port) = line.word().rsplit_once(':').unwrap_or((line.word(), ""));
    if port != "22" && port != "2222" && !line.text.contains("ssh") && !line.text.contains("SSH") {
        return;
    }
    attempt.is_of_ssh = true;
    attempt.name_host(host);
    attempt.name_port(port);
    network_error(attempt, line);
}

/// The rest of the sentence says what of the file is wrong.
fn key(attempt: &mut Attempt, line: &Line<'_>) {
    let reason = line.after();
    let what = if reason.contains("no passphrase given") {
        Sentence::PassphraseRequired
    } else if reason.contains("bad passphrase") {
        Sentence::PassphraseWrong
    } else if reason.contains("Unsupported") {
        Sentence::KeyFileUnsupported
    } else {
        Sentence::KeyFileUnusable
    };
    attempt.tells(what, None, None, reason, line);
}

/// `listen EADDRINUSE: address already in use 127.0.0.1:18080`, of a client whose other words speak of SSH.
fn port_taken(attempt: &mut Attempt, line: &Line<'_>) {
    let of_ssh = line.before().contains("SSH") || line.before().contains("forward");
    if of_ssh && errno(line.text).is_some() {
        let port = line.text.rsplit(':').next();
        let port = port.and_then(|port| port.trim().parse().ok());
        attempt.is_of_ssh = true;
        in_session(attempt, Sentence::ForwardingPortBusy, "", line);
        if let Some((said, _)) = attempt.said.last_mut() {
            said.number = port;
        }
    }
}
