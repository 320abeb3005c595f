//! sshd itself: its host keys, its configuration, its port.

use crate::evidence::Sentence;
use crate::log::attempt::{Attempt, Line};
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, of_server, server_says, server_tells};

pub(super) const ROWS: &[Row] = &[
    server_says("sshd: no hostkeys available", Sentence::SshdHostKeysMissing),
    server_says(
        "no hostkeys available -- exiting",
        Sentence::SshdHostKeysMissing,
    ),
    server_says("No hostkeys available", Sentence::SshdHostKeysMissing),
    of_server("nable to load host key", host_key),
    of_server("Could not load host key", host_key),
    of_server("Missing privilege separation directory", |a, l| {
        a.tells(Sentence::SshdPrivsepMissing, l.words().last(), None, "", l)
    }),
    of_server(
        "must be owned by root and not group or world-writable",
        |a, l| {
            a.tells(
                Sentence::SshdPrivsepMissing,
                l.before().split_whitespace().last(),
                None,
                "",
                l,
            )
        },
    ),
    server_says("Privilege separation user ", Sentence::SshdPrivsepMissing),
    of_server("fatal: chroot(\"", chroot),
    of_server("does not exist or is not executable", upgrade),
    server_tells(
        "OpenSSL version mismatch. Built against",
        Sentence::SshdUpgradeIncomplete,
    ),
    server_tells("sshd: symbol lookup error", Sentence::SshdUpgradeIncomplete),
    server_tells(
        "sshd: error while loading shared libraries",
        Sentence::SshdUpgradeIncomplete,
    ),
    server_tells("-R not supported here", Sentence::SshdUpgradeIncomplete),
    server_tells("rexec version mismatch", Sentence::SshdUpgradeIncomplete),
    server_tells("fatal: rexec of ", Sentence::SshdUpgradeIncomplete),
    of_server("Bind to port ", bind),
    of_server("fatal: listen on [", |a, l| {
        a.tells(
            Sentence::SshdBindFailed,
            None,
            l.number_after("]:"),
            l.text,
            l,
        )
    }),
    server_tells(
        "fatal: Invalid AllowUsers pattern",
        Sentence::SshdConfigInvalid,
    ),
    server_tells(
        "fatal: Invalid DenyUsers pattern",
        Sentence::SshdConfigInvalid,
    ),
    of_server("Cannot bind any address", |a, l| {
        if !a.has(Sentence::SshdBindFailed) {
            a.says(Sentence::SshdBindFailed, l);
        }
    }),
    of_server("is not allowed within a Match block", |a, l| {
        a.tells(
            Sentence::SshdConfigInvalid,
            None,
            l.number_after(" line "),
            l.text,
            l,
        )
    }),
    server_says("Received signal 15; terminating", Sentence::SshdNotRunning),
    of_server("Start request repeated too quickly", start_limit),
    of_server("start-limit-hit", start_limit),
    server_says("Failed to start ssh", Sentence::SshdNotRunning),
    server_says(
        "Failed to start OpenBSD Secure Shell server",
        Sentence::SshdNotRunning,
    ),
    server_says("Failed to start OpenSSH", Sentence::SshdNotRunning),
    of_server(
        "changed on disk. Run 'systemctl daemon-reload'",
        config_not_loaded,
    ),
    server_says(
        "AuthenticationMethods cannot be satisfied",
        Sentence::MethodsUnsatisfied,
    ),
    server_says(
        "No AuthenticationMethods left after",
        Sentence::MethodsUnsatisfied,
    ),
    server_says(
        "no authentication methods enabled",
        Sentence::MethodsUnsatisfied,
    ),
    server_says("refusing previously-used ", Sentence::MethodsUnsatisfied),
];

fn host_key(attempt: &mut Attempt, line: &Line<'_>) {
    let path = line
        .after()
        .trim_start_matches([':', ' '])
        .trim_matches('"');
    attempt.tells(Sentence::SshdHostKeysMissing, Some(path), None, "", line);
}

/// `chroot("/run/sshd"): No such file or directory`: sshd's own, before authentication (sshd-session.c `privsep_preauth_child`).
fn chroot(attempt: &mut Attempt, line: &Line<'_>) {
    let path = line.after().split('"').next();
    let what = match errno(line.after()) {
        Some(Errno::NotFound) => Sentence::SshdPrivsepMissing,
        Some(_) | None => Sentence::ServerChildDied,
    };
    attempt.tells(what, path, None, line.text, line);
}

fn upgrade(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("sshd-") {
        attempt.tells(
            Sentence::SshdUpgradeIncomplete,
            line.before().split_whitespace().last(),
            None,
            line.text,
            line,
        );
    }
}

/// `Bind to port 22 on 0.0.0.0 failed: Address already in use.`
fn bind(attempt: &mut Attempt, line: &Line<'_>) {
    let port = line.word().parse().ok();
    let reason = line
        .text
        .split_once("failed: ")
        .map_or("", |(_, reason)| reason.trim_end_matches('.'));
    attempt.tells(Sentence::SshdBindFailed, None, port, reason, line);
}

fn start_limit(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ssh") {
        attempt.says(Sentence::SshdNotRunning, line);
    }
}

fn config_not_loaded(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ssh") {
        attempt.says(Sentence::SshdConfigNotLoaded, line);
    }
}
