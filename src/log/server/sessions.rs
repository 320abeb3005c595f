//! After the login: subsystems, forwardings, time-outs, crashes.

use super::who;
use crate::evidence::Sentence;
use crate::log::attempt::{Attempt, Line};
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, of_server, server_nothing, server_says, server_tells};

pub(super) const ROWS: &[Row] = &[
    server_says(
        "reverse mapping checking getaddrinfo",
        Sentence::ReverseMapping,
    ),
    server_says(
        "but this does not map back to the address",
        Sentence::ReverseMapping,
    ),
    of_server("subsystem request for ", subsystem),
    of_server("subsystem: cannot stat", |a, l| {
        a.tells(Sentence::SubsystemMissing, l.words().next(), None, "", l)
    }),
    server_tells(
        "refused local port forward",
        Sentence::ForwardingRefusedByServer,
    ),
    server_says(
        "Port forwarding disabled",
        Sentence::ForwardingRefusedByServer,
    ),
    server_says(
        "but the request was denied",
        Sentence::ForwardingRefusedByServer,
    ),
    server_tells(
        "refused streamlocal port forward",
        Sentence::ForwardingRefusedByServer,
    ),
    server_tells("session_pty_req: session ", Sentence::PtyRefused),
    server_tells("PAM: pam_setcred(): ", Sentence::PamDenied),
    server_says("no more sessions", Sentence::NoMoreSessions),
    of_server("chroot path \"", |a, l| {
        if l.after().contains("is not a directory") {
            a.tells(Sentence::ChrootPermissions, l.quoted(), None, "", l);
        }
    }),
    of_server("bad ownership or modes for chroot directory", chroot),
    of_server("Unable to chdir to chroot path", chroot),
    server_says("Timeout, client not responding", Sentence::ClientSilent),
    server_says("terminating inactive connection", Sentence::InactiveClosed),
    server_says("seconds of inactivity", Sentence::InactiveClosed),
    server_tells(
        "preauth child terminated by signal",
        Sentence::ServerChildDied,
    ),
    server_tells("unpriv child crash", Sentence::ServerChildDied),
    // dropbear could not run the account's shell (svr-chansession.c `execchild`).
    of_server("): Child failed", |a, l| {
        a.tells(Sentence::ShellNotRun, None, None, l.text, l);
    }),
    of_server("]: fatal: ", fatal),
    of_server("sshd: fatal: ", fatal),
    server_nothing("mm_request_receive: socket closed"),
];

/// `subsystem request for sftp by user bob failed, subsystem not found`
fn subsystem(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("failed") {
        who(attempt, line);
        attempt.tells(Sentence::SubsystemMissing, None, None, line.word(), line);
    }
}

/// sshd gives up on a login for a reason that no other sentence knows. That its client has gone is none.
fn fatal(attempt: &mut Attempt, line: &Line<'_>) {
    let of_sshd = ["sshd", "sshd-session", "sshd-auth"]
        .iter()
        .any(|program| line.text.contains(program));
    let gone = matches!(errno(line.after()), Some(Errno::Reset | Errno::TimedOut))
        || line.after().contains("roken pipe")
        || line.after().contains("Connection closed");
    if of_sshd && !gone {
        let what = if attempt.worked.is_some() {
            Sentence::SessionDropped
        } else {
            Sentence::ServerGaveUp
        };
        attempt.tells(what, None, None, line.after(), line);
    }
}

fn chroot(attempt: &mut Attempt, line: &Line<'_>) {
    let path = line.quoted().or_else(|| line.words().last());
    attempt.tells(Sentence::ChrootPermissions, path, None, "", line);
}
