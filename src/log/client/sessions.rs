//! After the login: the session, its forwardings, its end.

use crate::evidence::{Fact, Login, Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, aside, fresh, here, in_session_tells, nothing, only_in_session};

pub(super) const ROWS: &[Row] = &[
    here("Entering interactive session", |attempt, line| {
        attempt.verbose = true;
        // The ssh to a jump host says so, too, after its own login.
        if attempt.passed.is_empty() || attempt.facts.contains_key(&Probe::Login) {
            attempt.works(line);
        }
    }),
    here("Last login: ", works),
    here("debug1: Exit status ", exit_status),
    here("Connected to ", sftp_connected),
    here("You've successfully authenticated, but", greets),
    here("Welcome to GitLab, @", greets),
    here(" running gitolite", greets),
    here("authenticated via ssh key", greets),
    here("You have successfully authenticated over SSH", greets),
    here("Shell access is not supported", greets),
    here("SSH2_MSG_USERAUTH_SUCCESS", works),
    aside(" (GNU/Linux ", motd),
    only_in_session(
        "This account is currently not available",
        Sentence::ShellNotAvailable,
    ),
    only_in_session(
        "PTY allocation request failed on channel",
        Sentence::PtyRefused,
    ),
    here("shell request failed on channel", |attempt, line| {
        in_session(attempt, Sentence::ShellRequestFailed, "shell", line)
    }),
    here("exec request failed on channel", |attempt, line| {
        in_session(attempt, Sentence::ShellRequestFailed, "exec", line)
    }),
    only_in_session(
        "subsystem request failed on channel",
        Sentence::SftpUnavailable,
    ),
    in_session_tells(
        "This service allows sftp connections only",
        Sentence::ForcedCommand,
    ),
    here("does not provide shell access", greets),
    only_in_session(
        "Your password has expired",
        Sentence::PasswordChangeRequired,
    ),
    only_in_session(
        "Password change required but no TTY available",
        Sentence::PasswordChangeRequired,
    ),
    only_in_session(
        "You are required to change your password immediately",
        Sentence::PasswordChangeRequired,
    ),
    here("Could not chdir to home directory ", home),
    here("Received message too long ", too_long),
    here(
        "Ensure the remote shell produces no output",
        |attempt, line| {
            if !attempt.has(Sentence::ShellPrints) {
                in_session(attempt, Sentence::ShellPrints, "", line);
            }
        },
    ),
    only_in_session("is your shell clean?", Sentence::ShellPrints),
    in_session_tells(
        "fork: retry: Resource temporarily unavailable",
        Sentence::SessionLimit,
    ),
    in_session_tells(
        "fork: Resource temporarily unavailable",
        Sentence::SessionLimit,
    ),
    in_session_tells("oo many logins for", Sentence::SessionLimit),
    here(": command not found", command_not_found),
    in_session_tells("remote command not found", Sentence::RemoteCommandFailed),
    in_session_tells(
        "remote command could not be run",
        Sentence::RemoteCommandFailed,
    ),
    in_session_tells(
        "open failed: administratively prohibited",
        Sentence::ForwardingRefused,
    ),
    in_session_tells(
        "open failed: unknown channel type",
        Sentence::ForwardingRefused,
    ),
    here("open failed: connect failed", target_unreachable),
    here("remote port forwarding failed for listen p", remote_forward),
    here(
        "channel_setup_fwd_listener_tcpip: cannot listen to port",
        local_port,
    ),
    here("cannot listen to port:", local_port),
    here("bind [", bind),
    here("connect_to ", connect_to),
    in_session_tells(
        "Server has disabled streamlocal forwarding",
        Sentence::ForwardingRefused,
    ),
    in_session_tells(
        "Server has rejected tunnel device forwarding",
        Sentence::ForwardingRefused,
    ),
    nothing("Could not request local forwarding"),
    only_in_session(
        "Privileged ports can only be forwarded by root",
        Sentence::ForwardingPortPrivileged,
    ),
    nothing("X11 forwarding request failed on channel"),
    in_session_tells(
        "Remote: port forwarding refused",
        Sentence::ForwardingRefused,
    ),
    in_session_tells(
        "Server has disabled port forwarding",
        Sentence::ForwardingRefused,
    ),
    fresh("Timeout, server ", lost),
    here("closed by remote host.", closed_by_remote),
    aside("Connection to ", closed_by_us),
    here("client_loop: send disconnect: ", broken_pipe),
    here("packet_write_wait: Connection to ", broken_pipe),
    here("Write failed: Broken pipe", broken_pipe),
    here("Connection corrupted", lost),
    nothing("message authentication code incorrect"),
    nothing("this server does not support rekeying"),
    in_session_tells(
        "timed out waiting for input: auto-logout",
        Sentence::IdleDisconnect,
    ),
    only_in_session(
        "Remote host denied authentication agent forwarding",
        Sentence::AgentForwardingAbsent,
    ),
];

/// A sentence that only a session prints: the login worked.
pub(in crate::log) fn in_session(
    attempt: &mut Attempt,
    what: Sentence,
    word: &str,
    line: &Line<'_>,
) {
    logged_in(attempt, line);
    // A Git host greets, and gives no terminal, no shell and no longer stay.
    let of_a_shell = matches!(
        what,
        Sentence::PtyRefused
            | Sentence::ShellRequestFailed
            | Sentence::SessionDropped
            | Sentence::ConnectionLost
    );
    if !(attempt.greeted && of_a_shell) {
        attempt.tells(what, None, None, word, line);
    }
}

fn logged_in(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.learn_first(
        Fact::Login(Login::Succeeded {
            method: String::new(),
            remote: Vec::new(),
        }),
        line,
    );
    attempt.reach(Probe::Login);
}

pub(super) fn works(attempt: &mut Attempt, line: &Line<'_>) {
    logged_in(attempt, line);
    attempt.works(line);
}

/// A Git host gives nobody a terminal: that it refused one is no fault.
fn greets(attempt: &mut Attempt, line: &Line<'_>) {
    attempt
        .said
        .retain(|(said, _)| said.what != Sentence::PtyRefused);
    attempt.greeted = true;
    works(attempt, line);
}

/// `Welcome to Ubuntu 24.04 LTS (GNU/Linux 6.8.0 x86_64)`
fn motd(attempt: &mut Attempt, line: &Line<'_>) {
    if line.before().contains("Welcome to ") && attempt.ended.is_none() {
        works(attempt, line);
    }
}

fn exit_status(attempt: &mut Attempt, line: &Line<'_>) {
    let status: usize = line.word().parse().unwrap_or(0);
    works(attempt, line);
    match status {
        126 | 127 => attempt.tells(
            Sentence::RemoteCommandFailed,
            None,
            Some(status),
            line.text,
            line,
        ),
        254 => attempt.tells(
            Sentence::SessionDropped,
            None,
            Some(status),
            line.text,
            line,
        ),
        _ => {}
    }
}

/// sftp says `Connected to web1.` when its subsystem answers.
fn sftp_connected(attempt: &mut Attempt, line: &Line<'_>) {
    let words = line.words().count();
    if line.before().is_empty() && words == 1 && line.text.ends_with('.') {
        works(attempt, line);
    }
}

fn home(attempt: &mut Attempt, line: &Line<'_>) {
    logged_in(attempt, line);
    let (path, reason) = line.after().split_once(": ").unwrap_or((line.after(), ""));
    attempt.tells(Sentence::HomeMissing, Some(path.trim()), None, reason, line);
}

/// The length is the first four letters of what a start-up file printed: 1349676916 is `Proc`.
pub(super) fn too_long(attempt: &mut Attempt, line: &Line<'_>) {
    let length: u32 = line.word().parse().unwrap_or(0);
    let letters = length.to_be_bytes();
    let printed = letters
        .iter()
        .all(|byte| byte.is_ascii_graphic() || *byte == b' ' || *byte == b'\n' || *byte == 0x1b);
    let word = if printed {
        String::from_utf8_lossy(&letters).into_owned()
    } else {
        String::new()
    };
    in_session(attempt, Sentence::ShellPrints, &word, line);
}

fn command_not_found(attempt: &mut Attempt, line: &Line<'_>) {
    let own = attempt.command.len() > 2
        || attempt.worked.is_some()
        || attempt.facts.contains_key(&Probe::Login);
    if own && line.before().contains("sh: ") {
        logged_in(attempt, line);
        attempt.tells(
            Sentence::RemoteCommandFailed,
            None,
            Some(127),
            line.text,
            line,
        );
    }
}

/// `channel 2: open failed: connect failed: Connection refused`; for the session itself sshd has no reason to give.
fn target_unreachable(attempt: &mut Attempt, line: &Line<'_>) {
    let reason = line.after().trim_start_matches([':', ' ']);
    if reason.starts_with("open failed") || reason.is_empty() {
        in_session(attempt, Sentence::SessionLimit, line.text, line);
    } else {
        in_session(attempt, Sentence::ForwardingTargetUnreachable, reason, line);
    }
}

/// `connect_to db1 port 5432: failed.`: on the side where a forwarding comes out (channels.c `connect_to_helper`).
fn connect_to(attempt: &mut Attempt, line: &Line<'_>) {
    if line.after().contains(": failed.") || line.after().contains(": unknown host (") {
        in_session(
            attempt,
            Sentence::ForwardingTargetUnreachable,
            line.after(),
            line,
        );
    }
}

fn remote_forward(attempt: &mut Attempt, line: &Line<'_>) {
    logged_in(attempt, line);
    let port = line.number_after("listen port");
    attempt.tells(Sentence::RemoteForwardFailed, None, port, "", line);
    // With ExitOnForwardFailure it is an error, and the end.
    if line.before().ends_with("Error: ") {
        attempt.ends(line);
    }
}

fn local_port(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.has(Sentence::ForwardingPortBusy) || attempt.has(Sentence::ForwardingPortPrivileged)
    {
        return;
    }
    logged_in(attempt, line);
    let port = line
        .number_after("listen to port:")
        .or_else(|| line.number_after("cannot listen to port"));
    attempt.tells(Sentence::ForwardingPortBusy, None, port, "", line);
}

/// `bind [127.0.0.1]:8080: Address already in use`
fn bind(attempt: &mut Attempt, line: &Line<'_>) {
    let what = match errno(line.text) {
        Some(Errno::AddressInUse) => Sentence::ForwardingPortBusy,
        Some(Errno::NotPermitted) => Sentence::ForwardingPortPrivileged,
        Some(Errno::AddressNotAvailable) => Sentence::ForwardingPortBusy,
        Some(_) | None => return,
    };
    logged_in(attempt, line);
    attempt.tells(what, None, line.number_after("]:"), "", line);
}

fn lost(attempt: &mut Attempt, line: &Line<'_>) {
    in_session(attempt, Sentence::ConnectionLost, line.text, line);
    attempt.ends(line);
}

/// `Connection to web1 closed by remote host.`
fn closed_by_remote(attempt: &mut Attempt, line: &Line<'_>) {
    if line.before().contains("Connection to ") && attempt.has(Sentence::SessionDropped) {
        attempt.ends(line);
    } else if line.before().contains("Connection to ") {
        if attempt.just_began(line) {
            in_session(attempt, Sentence::SessionDropped, line.text, line);
            return;
        }
        lost(attempt, line);
    }
}

/// `Connection to web1 closed.`, and above it the account's shell: sshd's child could not run it (session.c `do_child`).
fn closed_by_us(attempt: &mut Attempt, line: &Line<'_>) {
    if !line.text.ends_with(" closed.") || line.server {
        return;
    }
    let above = line.above();
    let shell = above.split_once(": ").filter(|(path, reason)| {
        let missing = matches!(errno(reason), Some(Errno::NotPermitted | Errno::NotFound));
        missing && path.starts_with('/') && path.ends_with("sh") && !path.contains(' ')
    });
    if let Some((path, _)) = shell {
        attempt.is_of_ssh = true;
        logged_in(attempt, line);
        attempt.tells(Sentence::ShellNotRun, Some(path), None, &above, line);
    }
}

impl Attempt {
    /// Only a few lines after the login, in a log that shows all of them?
    fn just_began(&self, line: &Line<'_>) -> bool {
        let began = self.facts.get(&Probe::Login).map(|(_, quote)| quote.line);
        self.verbose && began.is_some_and(|began| line.number.saturating_sub(began) <= 40)
    }
}

/// Right after the login it is the server's doing; later the network's.
fn broken_pipe(attempt: &mut Attempt, line: &Line<'_>) {
    let typed = attempt.asked_password && line.above().ends_with("assword:");
    let what = if typed || attempt.just_began(line) {
        Sentence::SessionDropped
    } else {
        Sentence::IdleDisconnect
    };
    in_session(attempt, what, line.text, line);
    attempt.ends(line);
}
