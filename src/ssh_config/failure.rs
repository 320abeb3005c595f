//! Why `ssh -G` failed, from its own words (readconf.c, ssh.c; the wording of all releases from 7.4 on).

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::evidence::Configuration;
use crate::text::Untrusted;

use super::provenance::{Line, lines};
use super::run::Ended;

/// What is wrong, after a run that printed no configuration.
pub(super) fn classify(program: &Path, ended: &Ended, uid: u32) -> Configuration {
    let lines: Vec<Line> = lines(&ended.stderr).filter(Line::complains).collect();
    let last = || {
        let logged = lines.iter().rfind(|line| line.logged);
        logged
            .or(lines.last())
            .map_or("", |line| line.text.as_str())
    };
    if ended.overflowed {
        return broken(program, "it printed more than a configuration");
    }
    if let Some(found) = in_words(&lines, uid) {
        return found;
    }
    match (ended.status.code(), ended.status.signal()) {
        (Some(255), _) => Configuration::Failed {
            status: Some(255),
            text: Untrusted::from(last()),
        },
        (Some(0), _) => broken(program, "it printed no configuration"),
        (_, Some(signal)) if last().is_empty() => {
            broken(program, &format!("it was ended by signal {signal}"))
        }
        _ => broken(program, last()),
    }
}

/// `Could not resolve host "NAME"` of ssh.c `resolve_canonicalize`: CanonicalizeFallbackLocal is `no`, and no domain of
/// CanonicalDomains knows the name.
pub(super) fn found_no_canonical_name(ended: &Ended) -> bool {
    let says = |line: Line| line.logged && line.text.contains("Could not resolve host \"");
    !ended.succeeded() && lines(&ended.stderr).any(says)
}

/// ssh did not finish in time: the last thing it said it was doing.
pub(super) fn timed_out(patience: Duration, stderr: &[u8]) -> Configuration {
    let said: Vec<Line> = lines(stderr).filter(|line| !line.text.is_empty()).collect();
    let last = said.last().map_or("", |line| line.text.as_str());
    let text = format!(
        "ssh -G did not finish within {} s: {last}",
        patience.as_secs_f64()
    );
    Configuration::Failed {
        status: None,
        text: Untrusted::from(text.as_str()),
    }
}

fn broken(program: &Path, text: &str) -> Configuration {
    Configuration::ClientBroken {
        program: program.to_owned(),
        text: Untrusted::from(text),
    }
}

impl Line {
    /// Neither a debug message, nor one that every run has.
    fn complains(&self) -> bool {
        const NO_COMPLAINT: [&str; 4] = [
            "debug",
            "OpenSSH_",
            "Pseudo-terminal will not be allocated",
            "Warning: Identity file ",
        ];
        let text = self.text.trim();
        !text.is_empty() && !NO_COMPLAINT.iter().any(|prefix| text.starts_with(prefix))
    }

    fn untrusted(&self) -> Untrusted {
        Untrusted::from(self.text.as_str())
    }
}

/// What ssh's own words say. Commands of `Match exec` write to the same place; only the complaints about options come
/// before any of them has run, and are not in the log's form.
fn in_words(lines: &[Line], uid: u32) -> Option<Configuration> {
    let logged: Vec<&Line> = lines.iter().filter(|line| line.logged).collect();
    let find =
        |rule: &dyn Fn(&Line) -> Option<Configuration>| logged.iter().find_map(|line| rule(line));
    find(&|line| permissions(line, uid))
        .or_else(|| find(&refuses))
        .or_else(|| find(&proxy))
        .or_else(|| find(&host_name))
        .or_else(|| located_syntax(&logged))
        .or_else(|| lines.iter().find_map(other_syntax))
}

fn permissions(line: &Line, uid: u32) -> Option<Configuration> {
    let file = line.path(line.text.strip_prefix("Bad owner or permissions on ")?);
    let seen = file.metadata().ok();
    Some(Configuration::Permissions {
        mode: seen.as_ref().map(|seen| seen.mode() & 0o7777),
        owner: seen.as_ref().map(MetadataExt::uid),
        file,
        uid,
    })
}

/// `FILE line N: RefuseConnection: words` (from 10.1): somebody wants it so.
fn refuses(line: &Line) -> Option<Configuration> {
    let located = Located::of(line)?;
    let words = located.said.strip_prefix("RefuseConnection: ")?;
    Some(Configuration::RefusesConnection {
        text: Untrusted::from(words),
        file: located.file,
        line: located.line,
    })
}

fn proxy(line: &Line) -> Option<Configuration> {
    const WORDS: [&str; 3] = [
        "Cannot specify -J with ProxyCommand",
        "inconsistent options: ProxyCommand+ProxyJump",
        "jumphost loop via ",
    ];
    WORDS
        .iter()
        .any(|words| line.text.starts_with(words))
        .then(|| Configuration::Proxy {
            text: line.untrusted(),
        })
}

fn host_name(line: &Line) -> Option<Configuration> {
    const WORDS: [&str; 3] = [
        "hostname contains invalid characters",
        "remote username contains invalid characters",
        "Empty hostname",
    ];
    WORDS
        .iter()
        .any(|words| line.text.starts_with(words))
        .then(|| Configuration::HostName {
            text: line.untrusted(),
        })
}

/// A line that names its place, with what was said about it.
struct Located<'a> {
    /// None for the command line.
    file: Option<PathBuf>,
    line: Option<usize>,
    said: &'a str,
}

impl Located<'_> {
    /// `FILE line N: words` or `FILE: line N: words`.
    fn of(line: &Line) -> Option<Located<'_>> {
        for (at, marker) in line.text.match_indices(" line ") {
            let rest = &line.text[at + marker.len()..];
            let Some((number, said)) = rest.split_once(": ") else {
                continue;
            };
            let Ok(number) = number.parse::<usize>() else {
                continue;
            };
            let file = &line.text[..at];
            let file = file.strip_suffix(':').unwrap_or(file);
            let in_file = file != "command-line";
            return Some(Located {
                file: in_file.then(|| line.path(file)),
                line: in_file.then_some(number),
                said,
            });
        }
        None
    }
}

/// The first complaint about a place. Some causes stand on a line of their own before it.
fn located_syntax(lines: &[&Line]) -> Option<Configuration> {
    let (index, located) = lines
        .iter()
        .enumerate()
        .find_map(|(index, line)| Some((index, Located::of(line)?)))?;
    let cause = index
        .checked_sub(1)
        .map(|before| lines[before])
        .filter(|before| before.text.contains("Match"));
    Some(Configuration::Syntax {
        text: cause.unwrap_or(lines[index]).untrusted(),
        file: located.file,
        line: located.line,
    })
}

/// Complaints without a place: the command line's options, and those about a whole file.
fn other_syntax(line: &Line) -> Option<Configuration> {
    const BEGINNINGS: [&str; 27] = [
        "Too many recursive configuration includes",
        "Can't open user config file ",
        "unknown option -- ",
        "illegal option -- ",
        "invalid option -- ",
        "option requires an argument -- ",
        "Bad port ",
        "Bad escape character ",
        "Bad local forwarding specification ",
        "Bad remote forwarding specification ",
        "Bad dynamic forwarding specification ",
        "Bad stdio forwarding specification ",
        "Bad tun device ",
        "Unknown cipher type ",
        "Unknown mac type ",
        "Invalid -J argument",
        "parse_jump: ",
        "Only a single -J option is permitted",
        "SSH protocol v.1 is no longer supported",
        "Too many identity files specified",
        "Too many certificate files specified",
        "Identity file path ",
        "Unsupported Match attribute ",
        "vdollar_percent_expand: ",
        "percent_expand: ",
        "tilde_expand",
        "fill_default_options: ",
    ];
    let text = line.text.rsplit("ssh: ").next().unwrap_or_default();
    let terminating = line.text.split_once(": terminating, ");
    let known = BEGINNINGS
        .iter()
        .any(|beginning| text.starts_with(beginning))
        || text.ends_with("not supported as a command-line option")
        || terminating.is_some();
    known.then(|| Configuration::Syntax {
        file: terminating.map(|(file, _)| line.path(file)),
        line: None,
        text: line.untrusted(),
    })
}
