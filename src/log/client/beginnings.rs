//! How an attempt begins: the command, the version, the control socket, the name.

use crate::evidence::{Configuration, Fact, Probe, Resolution, Sentence};
use crate::log::attempt::{Attempt, Line, cut};
use crate::log::locale::{Errno, errno};
use crate::log::scan::{Row, aside, fresh, here, new, nothing};
use crate::log::way::{leads_on, stops};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    new("$ ssh ", command),
    new("% ssh ", command),
    new("# ssh ", command),
    new("> ssh ", command),
    new("+ ssh ", command),
    new("$ scp ", command),
    new("$ sftp ", command),
    new("$ git ", command),
    new("$ rsync ", command),
    new("> scp ", command),
    new("% scp ", command),
    new("% git ", command),
    new("> git ", command),
    new("OpenSSH_", version),
    here("debug3: Started with: ", started_with),
    fresh("debug1: Authenticating to ", authenticating),
    fresh("Executing proxy command: ", carrier),
    fresh("implicit ProxyCommand from ProxyJump: ", proxy),
    here("Starting local proxy command: ", carrier),
    here("channel_connect_stdio_fwd: ", leads_on),
    fresh("ControlPath too long", control_path),
    fresh("too long for Unix domain socket", control_path),
    here("Control socket connect(", control_socket),
    here(": read from master failed: ", control_master),
    here(": master hello exchange failed", control_master),
    nothing("already exists, disabling multiplexing"),
    here(
        "mux_client_request_session: session request failed",
        session_limit,
    ),
    here("Master refused session request", session_limit),
    fresh("Could not resolve hostname", resolve),
    fresh("ssh: Could not resolve ", resolve),
    fresh("Failed lookup:", resolve),
    here("Resolving \"", resolving),
    aside("ssh://", url),
];

/// A command line behind a shell's prompt.
fn command(attempt: &mut Attempt, line: &Line<'_>) {
    let start = line.text[..line.at.1]
        .trim_end()
        .rfind(' ')
        .map_or(0, |at| at + 1);
    typed(attempt, line.text.get(start..).unwrap_or_default());
}

/// From 10.0 on `ssh -vvv` prints it itself; of the ssh to a jump host it is that one's.
fn started_with(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.command.is_empty() && attempt.programs <= 1 {
        typed(attempt, line.after());
    }
}

fn typed(attempt: &mut Attempt, typed: &str) {
    let typed = typed.split([';', '|']).next().unwrap_or_default();
    let words = words_of(typed);
    if let Some(destination) = destination(&words) {
        to_destination(attempt, &destination);
    }
    if let Some(at) = words.iter().position(|word| word == "-l") {
        words
            .get(at + 1)
            .into_iter()
            .for_each(|user| attempt.name_user(user));
    }
    if let Some(at) = words.iter().position(|word| word == "-p") {
        words
            .get(at + 1)
            .into_iter()
            .for_each(|port| attempt.name_port(port));
    }
    let stops = stops(&words);
    if matches!(
        words.first().map(String::as_str),
        Some("ssh" | "sftp" | "scp")
    ) && stops.len() > 1
    {
        attempt.goes_by(stops);
    }
    attempt.command = words;
}

/// A command longer than this is cut: sixty-four attempts are kept, each with its own.
const LONGEST_COMMAND: usize = 4096;

/// As a shell divides them, or by blanks where a quote is missing.
fn words_of(typed: &str) -> Vec<String> {
    let typed = cut(typed, LONGEST_COMMAND);
    shlex::split(typed).unwrap_or_else(|| typed.split_whitespace().map(str::to_owned).collect())
}

/// The word that names where to: the first that is no option of ssh; of the other programs the one with a host in it.
fn destination(words: &[String]) -> Option<String> {
    let mut rest = words.iter().skip(1);
    if words
        .first()
        .is_some_and(|word| word == "ssh" || word == "sftp")
    {
        while let Some(word) = rest.next() {
            match word.strip_prefix('-') {
                Some(option) if option.len() == 1 && "BbcDEeFIiJLlmOoPpQRSWw".contains(option) => {
                    let _ = rest.next();
                }
                Some(_) => {}
                None => return Some(word.clone()),
            }
        }
        return None;
    }
    rest.find(|word| !word.starts_with('-') && (word.contains('@') || word.contains(':')))
        .cloned()
}

/// `user@host`, `user@host:path`, `ssh://user@host:port/path`.
pub(super) fn to_destination(attempt: &mut Attempt, word: &str) {
    let (word, url) = match word.split_once("://") {
        Some(("ssh" | "sftp" | "scp" | "git+ssh", rest)) => (rest, true),
        Some(_) => return,
        None => (word, false),
    };
    let word = word.split('/').next().unwrap_or_default();
    let host = match word.rsplit_once('@') {
        Some((user, host)) => {
            attempt.name_user(user);
            host
        }
        None => word,
    };
    match host.rsplit_once(':') {
        Some((host, port)) if url => {
            attempt.name_host(host);
            attempt.name_port(port);
        }
        Some((host, _)) if !host.contains(':') => attempt.name_host(host),
        Some(_) | None => attempt.name_host(host),
    }
}

fn version(attempt: &mut Attempt, line: &Line<'_>) {
    // `remote software version OpenSSH_9.6` and sshd's own lines name it, too.
    let begins = line.begins_anew() && (line.text.contains("SSL") || line.text.contains(", "));
    if begins {
        let version = line.text.get(line.at.0..).unwrap_or_default();
        attempt.client = version.split([',', ' ']).next().map(str::to_owned);
        attempt.programs += 1;
        attempt.verbose = true;
        attempt.reach(Probe::Configuration);
    }
}

fn authenticating(attempt: &mut Attempt, line: &Line<'_>) {
    let rest = line.after();
    let (to, user) = rest.split_once(" as ").unwrap_or((rest, ""));
    let (host, port) = to.rsplit_once(':').unwrap_or((to, ""));
    attempt.host = None;
    attempt.name_host(host);
    attempt.name_port(port);
    attempt.name_user(user);
    attempt.begin_authentication();
    attempt.reach(Probe::Negotiation);
}

/// The program that carries the connection is started: an ssh speaks for itself from here on.
fn carrier(attempt: &mut Attempt, line: &Line<'_>) {
    proxy(attempt, line);
    let stops = stops(&words_of(line.after()));
    if stops.len() > 1 {
        attempt.way.carriers += 1;
        attempt.goes_by(stops);
    }
}

fn proxy(attempt: &mut Attempt, line: &Line<'_>) {
    let command = line.after().trim().trim_start_matches("exec ");
    attempt.proxy = Some(cut(command, LONGEST_COMMAND).to_owned());
}

fn control_path(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.tells(
        Sentence::ControlPathUnusable,
        line.quoted(),
        None,
        line.text,
        line,
    );
}

fn control_socket(attempt: &mut Attempt, line: &Line<'_>) {
    if errno(line.after()) != Some(Errno::NotFound) {
        attempt.tells(
            Sentence::ControlSocketStale,
            line.between("(", ")"),
            None,
            line.text,
            line,
        );
    }
}

/// The master took the connection and went away (mux.c `mux_client_request_session`).
fn control_master(attempt: &mut Attempt, line: &Line<'_>) {
    if line.before().contains("mux_client_") || line.before().contains("muxclient") {
        attempt.tells(Sentence::ControlSocketStale, None, None, line.text, line);
    }
}

fn session_limit(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.says(Sentence::SessionLimit, line);
    attempt.reach(Probe::Login);
}

/// `unable to clone 'ssh://git@github.com/acme/thing'`: what a program was told to fetch.
fn url(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.host.is_none() {
        let end = line.after().find(['\'', '"', '`', ' ', ',', ')', '#']);
        let rest = line.after();
        to_destination(
            attempt,
            &format!("ssh://{}", &rest[..end.unwrap_or(rest.len())]),
        );
    }
}

fn resolving(attempt: &mut Attempt, line: &Line<'_>) {
    line.quoted()
        .into_iter()
        .for_each(|host| attempt.name_host(host));
}

fn resolve(attempt: &mut Attempt, line: &Line<'_>) {
    let (name, reason) = line
        .after()
        .trim()
        .split_once(": ")
        .unwrap_or((line.after().trim(), ""));
    let name = name.trim_end_matches(':');
    attempt.ends(line);
    if name.trim_matches(['"', ' ']).is_empty() && !line.text.contains("Failed lookup") {
        attempt.learn(
            Fact::Configuration(Configuration::HostName {
                text: Untrusted::from(line.text),
            }),
            line,
        );
        return;
    }
    if !line.text.contains("Failed lookup") {
        attempt.name_host(name);
    }
    let outcome = match errno(if reason.is_empty() {
        line.after()
    } else {
        reason
    }) {
        Some(Errno::NoName) => Resolution::NotFound {
            near: Vec::new(),
            alias: None,
            lookup: Default::default(),
        },
        Some(Errno::TryAgain) => Resolution::TryAgain,
        Some(Errno::NoAddress) => Resolution::NoAddress {
            other_family: Vec::new(),
        },
        Some(Errno::TimedOut) => Resolution::TimedOut,
        Some(_) | None => Resolution::Failed {
            text: Untrusted::from(reason),
        },
    };
    attempt.reach(Probe::Resolution);
    attempt.learn(Fact::Resolution(outcome), line);
}
