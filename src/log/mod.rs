//! What a failed ssh printed, or a server wrote down: lines to evidence, and the tree's verdict on it. No network.

mod attempt;
mod attempts;
mod client;
mod console;
mod facts;
mod hostkey;
mod join;
mod locale;
mod noise;
mod pace;
mod read;
mod redact;
mod scan;
mod secrets;
mod server;
mod stand_in;
mod verdict;
mod way;

use std::io::Read;
use std::net::IpAddr;

use crate::evidence::server::LastAttempt;
use crate::evidence::{Evidence, Said};
use crate::finding::{Diagnosis, Verdict};
use crate::lang::{Lang, Say};
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

pub use console::understand;
pub use redact::{Names, redact};
pub use secrets::without_secrets;

/// What a log tells.
#[derive(Debug)]
pub struct Reading {
    /// What is known of the machine the verdict is about.
    pub evidence: Evidence,
    /// The jump hosts before that machine, which let the login on.
    pub before: Vec<Evidence>,
    /// The machines behind it, which were not reached; the target is the last.
    pub behind: Vec<Evidence>,
    /// What it means.
    pub diagnosis: Diagnosis,
    /// Lines read.
    pub lines: usize,
    /// Attempts found.
    pub attempts: usize,
    /// The client that printed it, where it says so.
    pub client: Option<String>,
    /// The command that began the last attempt, word by word.
    pub command: Vec<String>,
}

/// Not more notes than this.
const NOTES: usize = 8;

/// Reads logs, one after another.
pub fn read(inputs: impl IntoIterator<Item = Box<dyn Read>>) -> anyhow::Result<Reading> {
    let scanner = scan::Scanner::new()?;
    let mut read = scan::Scanned::default();
    let mut listener = console::Listener::default();
    for input in inputs {
        let heard = console::Heard {
            input,
            listener: &mut listener,
        };
        scanner.scan(heard, &mut read)?;
    }
    let block = listener.block().and_then(|block| console::judged(&block));
    let mut attempts = read.attempts;
    attempts.settle();
    let count = attempts.client.len() + attempts.server.len() + attempts.dropped;
    // sshd knows why: where both sides are there, its account decides if it says anything.
    let (mut client, mut server) = (attempts.client, attempts.server);
    let mut last_client = client.pop();
    if let Some(last) = &mut last_client {
        let waits = read.clocked.waits().iter();
        let own = waits.filter(|wait| last.lines.0 <= wait.before.line);
        last.waits = own.cloned().collect();
    }
    let mut last_server = match &last_client {
        Some(client) => join::account_of(client, &mut server),
        None => join::last_login(&mut server),
    };
    if let (Some(client), Some(server)) = (&mut last_client, &mut last_server) {
        join::tell_each_other(client, server);
    }
    let mut aside = None;
    if let Some((evidence, diagnosis)) = block {
        // A block in which the server looked at itself goes before what it quotes of its log.
        let client = last_client.as_ref().map(|client| verdict::of(client));
        let alone = client.is_none();
        let decides = client
            .as_ref()
            .is_none_or(|(_, client)| console::explains(&diagnosis, client));
        if decides {
            let note = last_client
                .as_ref()
                .and_then(|client| verdict::note(client));
            let mut diagnosis = diagnosis;
            diagnosis.notes.extend(note);
            return Ok(Reading {
                evidence,
                before: Vec::new(),
                behind: Vec::new(),
                diagnosis,
                lines: read.lines,
                attempts: usize::from(!alone),
                client: None,
                command: Vec::new(),
            });
        }
        aside = console::note(&diagnosis);
        last_server = None;
    }
    let judged_server = last_server.as_deref().map(verdict::of);
    let server_decides = judged_server
        .as_ref()
        .is_some_and(|(_, diagnosis)| diagnosis.verdict() == Verdict::Fault);
    let chosen = match (last_client, judged_server) {
        (None, None) => None,
        (Some(client), None) => Some((client, None)),
        (None, Some(judged)) => last_server.map(|server| (server, Some(judged))),
        (Some(_), Some(judged)) if server_decides => {
            last_server.map(|server| (server, Some(judged)))
        }
        (Some(client), Some(_)) => Some((client, None)),
    };
    let Some((attempt, judged)) = chosen else {
        let (evidence, diagnosis) = verdict::nothing();
        return Ok(Reading {
            evidence,
            before: Vec::new(),
            behind: Vec::new(),
            diagnosis,
            lines: read.lines,
            attempts: 0,
            client: None,
            command: Vec::new(),
        });
    };
    let (evidence, mut diagnosis) = judged.unwrap_or_else(|| verdict::of(&attempt));
    let others = client.iter().chain(&server).rev().take(NOTES);
    let notes: Vec<_> = others
        .filter_map(|attempt| verdict::note(attempt))
        .collect();
    diagnosis.notes.extend(notes.into_iter().rev());
    diagnosis.notes.extend(aside);
    Ok(Reading {
        before: facts::jumps(&attempt),
        behind: evidence
            .behind
            .iter()
            .cloned()
            .map(Evidence::about)
            .collect(),
        evidence,
        diagnosis,
        lines: read.lines,
        attempts: count,
        client: attempt.client.clone(),
        command: attempt.command.clone(),
    })
}

/// What the server's log has of the last attempt of this user, from this address where it is known.
pub fn last_attempt(lines: &[Untrusted], user: &str, from: Option<IpAddr>) -> Option<LastAttempt> {
    let own = |attempt: &&attempt::Attempt| {
        attempt.user.as_deref() == Some(user)
            && (from.is_none() || attempt.from.is_none() || attempt.from == from)
    };
    let attempts = of_server(lines)?;
    let attempt = attempts.iter().map(AsRef::as_ref).rfind(own)?;
    let text = |line: usize| {
        lines
            .get(line.saturating_sub(1))
            .cloned()
            .unwrap_or_default()
    };
    Some(LastAttempt {
        said: attempt
            .said
            .iter()
            .map(|(said, _)| (said.clone(), text(said.line)))
            .collect(),
        worked: attempt.worked.is_some(),
    })
}

/// The sentences in what sshd itself printed.
pub fn sentences(lines: &[Untrusted]) -> Vec<Said> {
    // As sshd writes it into a log: without its name some of it could be ssh's.
    let mark = |line: &Untrusted| Untrusted::new([b"sshd[1]: ", line.bytes()].concat());
    let lines: Vec<Untrusted> = lines.iter().map(mark).collect();
    let attempts = of_server(&lines).unwrap_or_default();
    let said = attempts.iter().flat_map(|attempt| &attempt.said);
    said.map(|(said, _)| said.clone()).collect()
}

#[expect(clippy::vec_box, reason = "see attempts::Attempts")]
fn of_server(lines: &[Untrusted]) -> Option<Vec<Box<attempt::Attempt>>> {
    let mut text = Vec::new();
    for line in lines {
        text.extend_from_slice(line.bytes());
        text.push(b'\n');
    }
    let mut read = scan::Scanned::default();
    scan::Scanner::new()
        .ok()?
        .scan(text.as_slice(), &mut read)
        .ok()?;
    read.attempts.settle();
    Some(read.attempts.server)
}

impl Reading {
    /// Where the login was to lead.
    pub fn target(&self) -> &Target {
        let last = self.behind.last().unwrap_or(&self.evidence);
        &last.target
    }

    /// What was read, in one line.
    pub fn summary(&self) -> Say {
        let client = self
            .client
            .as_deref()
            .map(|client| format!("{}, ", client.replace('_', " ")))
            .unwrap_or_default();
        let target = stand_in::words(
            &Say::verbatim(self.target().given.clone()),
            &self.target().hostname,
        );
        let (en, ja) = (target.lang(Lang::En), target.lang(Lang::Ja));
        let (lines, port) = (self.lines, self.target().port);
        match self.attempts {
            0 => say!(
                "read {lines} lines",
                "{lines} 行を読みました",
                lines = lines
            ),
            1 => Say::made(
                format!("read {lines} lines: {client}one attempt, {en} port {port}"),
                format!("{lines} 行を読みました: {client}試行 1 回、{ja} ポート {port}"),
            ),
            many => Say::made(
                format!("read {lines} lines: {client}{many} attempts, the last {en} port {port}"),
                format!(
                    "{lines} 行を読みました: {client}試行 {many} 回、最後は {ja} ポート {port}"
                ),
            ),
        }
    }
}
