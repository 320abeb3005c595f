//! What only a log tells: sentences of clients and servers for which no live probe has a fact.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use super::{Probe, Sentence};
use crate::text::Untrusted;

/// Where the evidence comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Probes of this run.
    Live,
    /// Lines somebody saved.
    Log,
    /// Facts gathered on the server itself.
    Server,
}

/// The address a log does not tell: IANA's dummy address (RFC 7600).
pub const UNTOLD_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 0, 8));
/// The host a log does not tell. A command that needs it is described, not printed: none may hold such a character.
pub const UNTOLD_HOST: &str = "\u{1}";
/// The user a log does not tell.
pub const UNTOLD_USER: &str = "\u{2}";

/// Does the word stand for what a log does not tell?
pub fn is_untold(word: &str) -> bool {
    word.contains(['\u{1}', '\u{2}'])
}

/// A log's share of the evidence.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// The furthest fact that was provably there: what lies before it was passed, whether or not the log shows it.
    pub reached: Option<Probe>,
    /// Where it shows what was passed.
    pub marks: Vec<Mark>,
    /// Sentences without a live fact, in the order read.
    pub said: Vec<Said>,
    /// Questions count as open: what could their answers still change?
    pub wonder: bool,
}

/// A line that shows that a fact was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The fact.
    pub probe: Probe,
    /// The line of the log, from 1.
    pub line: usize,
    /// What it says, in a few words.
    pub text: Untrusted,
}

/// One sentence and what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it says.
    pub what: Sentence,
    /// The file or directory it names.
    pub path: Option<PathBuf>,
    /// The line of that file, the port or the status it names.
    pub number: Option<usize>,
    /// The word it turns on: an option, an algorithm, an address, the reason given.
    pub word: Untrusted,
    /// The line of the log.
    pub line: usize,
}
