//! The catalogue: one root cause = one file under `finding/<stage>/`, named as its code.
//!
//! Every file holds a [`Page`] (what `explain` prints) and, where the tree can reach it, a struct with exactly the facts
//! its sentences need, which implements [`Cause`]. A stage's `mod.rs` lists its pages in catalogue order: the index.

use std::fmt;
use std::path::PathBuf;

use crate::evidence::PublicKey;
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

pub mod by_sentence;
pub mod config;
pub mod connect;
pub mod done;
pub(crate) mod git;
pub mod hostkey;
pub mod identify;
pub mod kex;
mod repair;
pub mod resolve;
pub mod server;
pub mod session;
pub mod stability;
pub(crate) mod steps;
pub mod userauth;

pub use repair::Repair;

/// Where in the course of a login a cause lies; in the order in which a login passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The person's own configuration, before any packet.
    Config,
    /// Name to address.
    Resolve,
    /// TCP, and what carries it.
    Connect,
    /// The identification string (RFC 4253 section 4.2).
    Identify,
    /// Key exchange (RFC 4253 section 7).
    Kex,
    /// The server's host key.
    Hostkey,
    /// User authentication (RFC 4252).
    Userauth,
    /// Channels (RFC 4254): shell, exec, subsystem, forwarding.
    Session,
    /// What happens to a session later.
    Stability,
    /// The server's own side.
    Server,
    /// No fault, or no verdict.
    Done,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Stage; 11] = [
        Stage::Config,
        Stage::Resolve,
        Stage::Connect,
        Stage::Identify,
        Stage::Kex,
        Stage::Hostkey,
        Stage::Userauth,
        Stage::Session,
        Stage::Stability,
        Stage::Server,
        Stage::Done,
    ];

    /// Its name in JSON and in the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Config => "config",
            Stage::Resolve => "resolve",
            Stage::Connect => "connect",
            Stage::Identify => "identify",
            Stage::Kex => "kex",
            Stage::Hostkey => "hostkey",
            Stage::Userauth => "userauth",
            Stage::Session => "session",
            Stage::Stability => "stability",
            Stage::Server => "server",
            Stage::Done => "done",
        }
    }
}

/// What is always true of one root cause: its entry in the catalogue, printed by `explain`.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// The stable code: `host-key-changed`.
    pub code: &'static str,
    /// Where it lies.
    pub stage: Stage,
    /// The fault in one line, without a full stop.
    pub fault: Say,
    /// The long text: what it means, how it is known, what looks the same and what tells it apart, how it is mended.
    /// Paragraphs are separated by an empty line.
    pub text: Say,
    /// Sentences that OpenSSH (or the system) prints for it, without names, numbers and paths; `explain SENTENCE` finds the page by them.
    pub sentences: &'static [&'static str],
}

/// A root cause is named by its page.
pub type Code = &'static Page;

/// How much of the catalogue the evidence excludes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// It fits, and so do others.
    Possible,
    /// It fits best.
    Likely,
    /// The evidence excludes every other row of the catalogue.
    Certain,
}

impl Certainty {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Certainty::Possible => "possible",
            Certainty::Likely => "likely",
            Certainty::Certain => "certain",
        }
    }
}

/// One observation that carries a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Where it was seen: `tcp`, `icmp`, `dns`, `ssh -G`, `known_hosts`, `server`, `identity file`, `agent`, `clock`, `answer` …
    pub source: &'static str,
    /// The file it stands in.
    pub file: Option<PathBuf>,
    /// The line in that file (or in the log), from 1.
    pub line: Option<usize>,
    /// What was seen.
    pub text: Say,
}

impl Seen {
    /// An observation that stands in no file.
    pub fn new(source: &'static str, text: Say) -> Seen {
        Seen {
            source,
            file: None,
            line: None,
            text,
        }
    }

    /// The same, seen in `file`.
    pub fn in_file(mut self, file: impl Into<PathBuf>) -> Seen {
        self.file = Some(file.into());
        self
    }

    /// The same, on line `line` (from 1).
    pub fn at_line(mut self, line: usize) -> Seen {
        self.line = Some(line);
        self
    }
}

/// Who or where a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// This machine.
    Client,
    /// A shell on the server.
    Server,
    /// The network in between.
    Network,
    /// A person who looks after the server or the network.
    Administrator,
}

impl Where {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Where::Client => "client",
            Where::Server => "server",
            Where::Network => "network",
            Where::Administrator => "administrator",
        }
    }
}

/// One thing to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where it is done.
    pub place: Where,
    /// What it does, as an instruction.
    pub text: Say,
    /// The command that does it, complete and quoted.
    pub command: Option<Command>,
    /// Lines to write into a file, as they shall stand there.
    pub lines: Vec<String>,
    /// The local repair that does the same.
    pub repair: Option<Repair>,
    /// What to mind before doing it.
    pub caution: Option<Say>,
}

impl Step {
    /// A step that is described only.
    pub fn new(place: Where, text: Say) -> Step {
        Step {
            place,
            text,
            command: None,
            lines: Vec::new(),
            repair: None,
            caution: None,
        }
    }

    /// The same, done by `command`.
    pub fn run(mut self, command: Command) -> Step {
        self.command = Some(command);
        self
    }

    /// The same, with `lines` to write.
    pub fn lines(mut self, lines: impl IntoIterator<Item = String>) -> Step {
        self.lines = lines.into_iter().collect();
        self
    }

    /// The same, and this program can do it, too.
    pub fn repair(mut self, repair: Repair) -> Step {
        self.repair = Some(repair);
        self
    }

    /// The same, where there is such a repair.
    pub fn with(mut self, repair: Option<Repair>) -> Step {
        self.repair = repair;
        self
    }

    /// The same, with a word of warning.
    pub fn caution(mut self, caution: Say) -> Step {
        self.caution = Some(caution);
        self
    }
}

/// A root cause with the facts of this case.
pub trait Cause: fmt::Debug {
    /// Its entry in the catalogue.
    fn page(&self) -> Code;
    /// How sure it is, from the facts it holds.
    fn certainty(&self) -> Certainty;
    /// The cause in one sentence a tired person understands.
    fn cause(&self, target: &Target) -> Say;
    /// How it is known.
    fn evidence(&self, target: &Target) -> Vec<Seen>;
    /// Does it lie on the jump host before the machine that could not be reached?
    fn on_the_jump_host(&self) -> bool {
        false
    }
    /// Keys a person may have to compare by eye, each with what it is.
    fn keys(&self) -> Vec<(Say, &PublicKey)> {
        Vec::new()
    }
    /// What remains where the reason lies out of sight, likeliest first.
    fn candidates(&self) -> Vec<Code> {
        Vec::new()
    }
    /// What to do, in order, each step complete.
    fn next(&self, target: &Target) -> Vec<Step>;
}

/// What the tree ends in.
#[derive(Debug)]
pub struct Diagnosis {
    /// The root cause, then what would still keep the person out after it is mended.
    pub findings: Vec<Box<dyn Cause>>,
    /// What is worth knowing and no fault.
    pub notes: Vec<Say>,
}

/// The outcome of a run in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No fault found as far as one was allowed to look.
    Healthy,
    /// A root cause is named.
    Fault,
    /// The evidence does not reach a verdict.
    Undecided,
}

impl Verdict {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Healthy => "healthy",
            Verdict::Fault => "fault",
            Verdict::Undecided => "undecided",
        }
    }

    /// The exit code of a run that ends so.
    pub const fn exit_code(self) -> u8 {
        match self {
            Verdict::Healthy => 0,
            Verdict::Fault => 1,
            Verdict::Undecided => 3,
        }
    }
}

impl Diagnosis {
    /// One cause, nothing else.
    pub fn of(cause: impl Cause + 'static) -> Diagnosis {
        Diagnosis {
            findings: vec![Box::new(cause)],
            notes: Vec::new(),
        }
    }

    /// A machine that is passed on the way to another.
    pub const fn nothing_found() -> Diagnosis {
        Diagnosis {
            findings: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The same, with one more note.
    pub fn note(mut self, note: Say) -> Diagnosis {
        self.notes.push(note);
        self
    }

    /// The root cause.
    pub fn root(&self) -> Option<&dyn Cause> {
        self.findings.first().map(AsRef::as_ref)
    }

    /// The outcome in one word.
    pub fn verdict(&self) -> Verdict {
        match self.root().map(|cause| cause.page().code) {
            None | Some("no-fault-found") => Verdict::Healthy,
            Some("undecided") => Verdict::Undecided,
            Some(_) => Verdict::Fault,
        }
    }
}

/// All pages, in catalogue order.
pub fn pages() -> impl Iterator<Item = Code> {
    [
        config::PAGES,
        resolve::PAGES,
        connect::PAGES,
        identify::PAGES,
        kex::PAGES,
        hostkey::PAGES,
        userauth::PAGES,
        session::PAGES,
        stability::PAGES,
        server::PAGES,
        done::PAGES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The page with this code.
pub fn page(code: &str) -> Option<Code> {
    pages().find(|page| page.code == code)
}
