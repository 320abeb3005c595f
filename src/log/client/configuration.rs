//! What ssh says of its configuration and its command line, and sshd of its own: readconf.c, ssh.c, servconf.c.

use std::path::PathBuf;

use crate::evidence::{Configuration, Fact, Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, fresh, here};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    fresh("Bad configuration option", syntax),
    fresh("bad configuration options", syntax_end),
    fresh("issing argument", syntax),
    fresh("no argument after keyword", syntax),
    fresh("extra arguments at end of line", syntax),
    fresh("garbage at end of line", syntax),
    fresh("invalid quotes", syntax),
    fresh("Bad SSH2 ", syntax),
    fresh("Bad key types '", syntax),
    fresh("Bad number", syntax),
    fresh("Bad yes/no", syntax),
    fresh("Unsupported option \"", unsupported_option),
    fresh("unsupported option \"", unsupported_option),
    fresh("Unsupported Match attribute", syntax),
    fresh("Bad Match condition", syntax),
    fresh("cannot be combined with other Match attributes", syntax),
    fresh("Too many recursive configuration includes", syntax),
    fresh("Unknown cipher type '", syntax),
    fresh("Unknown mac type '", syntax),
    fresh("Bad owner or permissions on ", permissions),
    fresh("Can't open user config file", config_file),
    fresh("RefuseConnection: ", refuses),
    fresh("Cannot specify -J with ProxyCommand", proxies),
    fresh("inconsistent options: ProxyCommand+ProxyJump", proxies),
    fresh("jumphost loop via", proxies),
    fresh("hostname contains invalid characters", host_name),
    fresh("remote username contains invalid characters", host_name),
    // Whatever else of a line is not taken names the file and the line.
    here("ssh_config line ", complaint),
    here("ssh_config: line ", complaint),
    here(".ssh/config line ", complaint),
    here(".ssh/config: line ", complaint),
    here("sshd_config line ", complaint),
    here("sshd_config: line ", complaint),
    fresh("Bad local forwarding specification '", command_line),
    fresh("Bad remote forwarding specification '", command_line),
    fresh("Bad dynamic forwarding specification '", command_line),
    fresh("Only a single -J option is permitted", command_line),
    fresh("Invalid -J argument", command_line),
    fresh(
        "Cannot execute command-line and remote command",
        command_line,
    ),
    fresh(
        "Cannot fork into background without a command to execute",
        command_line,
    ),
    fresh("No user exists for uid ", config_file),
];

/// Lines of -v that name a place of a configuration, and warnings.
const NO_COMPLAINT: &[&str] = &[
    "debug",
    "Applying options",
    "matched no files",
    "Including file",
    "Deprecated option",
    "Unsupported option",
    "unsupported option",
    "WARNING",
];

/// `/etc/ssh/sshd_config line 12: ClientAliveInterval integer value 5m.`
fn complaint(attempt: &mut Attempt, line: &Line<'_>) {
    let says = line.after().split_once(": ").is_some();
    let told = attempt.facts.contains_key(&Probe::Configuration)
        || attempt.has(Sentence::SshdConfigInvalid);
    let warns = NO_COMPLAINT.iter().any(|words| line.text.contains(words));
    if says && !warns && !told {
        syntax(attempt, line);
    }
}

/// An argument that ssh does not take.
fn command_line(attempt: &mut Attempt, line: &Line<'_>) {
    let text = Untrusted::from(line.text);
    attempt.learn_first(
        Fact::Configuration(Configuration::Syntax {
            file: None,
            line: None,
            text,
        }),
        line,
    );
    attempt.ends(line);
}

/// File and line of a complaint about a configuration: `FILE: line N:` and `FILE line N:`.
fn place(text: &str) -> (Option<PathBuf>, Option<usize>) {
    let Some((before, after)) = text
        .split_once(" line ")
        .or_else(|| text.split_once(": line "))
    else {
        return (None, None);
    };
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    let file = before
        .trim()
        .trim_end_matches([':', ','])
        .trim_start_matches("fatal: ")
        .trim_start_matches("error: ");
    let file = file.rsplit(": ").next().unwrap_or(file);
    let named = !file.is_empty() && !file.starts_with("command");
    (named.then(|| PathBuf::from(file)), digits.parse().ok())
}

fn syntax(attempt: &mut Attempt, line: &Line<'_>) {
    let (file, number) = place(line.text);
    let of_server = line.server || line.text.contains("sshd_config");
    if of_server {
        let path = file
            .as_ref()
            .map(|file| file.to_string_lossy().into_owned());
        attempt.tells(
            Sentence::SshdConfigInvalid,
            path.as_deref(),
            number,
            line.text,
            line,
        );
    } else if file.is_some()
        || number.is_some()
        || line.text.starts_with("command-line")
        || line.text.starts_with("Unknown ")
        || line.text.starts_with("Bad ")
    {
        let text = Untrusted::from(line.text);
        attempt.learn_first(
            Fact::Configuration(Configuration::Syntax {
                file,
                line: number,
                text,
            }),
            line,
        );
    }
}

fn syntax_end(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server || line.text.contains("sshd_config") {
        if !attempt.has(Sentence::SshdConfigInvalid) {
            syntax(attempt, line);
        }
        return;
    }
    if !attempt.facts.contains_key(&Probe::Configuration) {
        syntax(attempt, line);
    }
    attempt.ends(line);
}

/// A keyword this build leaves out: a warning of ssh, and no more.
fn unsupported_option(_: &mut Attempt, _: &Line<'_>) {}

fn permissions(attempt: &mut Attempt, line: &Line<'_>) {
    let file = PathBuf::from(line.after().trim());
    attempt.learn(
        Fact::Configuration(Configuration::Permissions {
            file,
            mode: None,
            owner: None,
            uid: 0,
        }),
        line,
    );
    attempt.ends(line);
}

fn config_file(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.learn(
        Fact::Configuration(Configuration::Failed {
            status: Some(255),
            text: Untrusted::from(line.text),
        }),
        line,
    );
    attempt.ends(line);
}

fn refuses(attempt: &mut Attempt, line: &Line<'_>) {
    let (file, number) = place(line.text);
    if file.is_some() {
        let text = Untrusted::from(line.after());
        attempt.learn(
            Fact::Configuration(Configuration::RefusesConnection {
                file,
                line: number,
                text,
            }),
            line,
        );
        attempt.ends(line);
    }
}

fn proxies(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.learn(
        Fact::Configuration(Configuration::Proxy {
            text: Untrusted::from(line.text),
        }),
        line,
    );
    attempt.ends(line);
}

fn host_name(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.learn(
        Fact::Configuration(Configuration::HostName {
            text: Untrusted::from(line.text),
        }),
        line,
    );
    attempt.ends(line);
}
