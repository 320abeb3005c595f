//! One attempt to log in, as far as its lines have told.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use super::{noise, read};
use crate::evidence::pace::Wait;
use crate::evidence::{Fact, Mark, Probe, Said, Sentence, TcpOutcome};
use crate::text::Untrusted;

/// Not more of a kind is kept: a log may repeat itself for ever.
const KEPT: usize = 256;

/// The beginning of a text: whole letters, not more than so many bytes of them.
pub(super) fn cut(text: &str, most: usize) -> &str {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| *end <= most).last().unwrap_or(0);
    &text[..end]
}

/// A line that was understood.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Its number in the log, from 1.
    pub(super) number: usize,
    /// The sentence, without decoration.
    pub(super) text: &'a str,
    /// The line above it, as it was saved.
    pub(super) above: &'a [u8],
    /// Where the fragment that was recognised begins and ends.
    pub(super) at: (usize, usize),
    /// The server's process that wrote it, in a server's log.
    pub(super) server: bool,
}

impl<'a> Line<'a> {
    /// The version stands at the beginning of a client's words (from 10.0 behind `debug1:`); elsewhere it is somebody
    /// else's.
    pub(super) fn begins_anew(&self) -> bool {
        let version = self
            .text
            .get(self.at.0..)
            .is_some_and(|text| text.starts_with("OpenSSH_"));
        !version || matches!(self.before(), "" | "debug1: ")
    }

    /// The line above, without decoration.
    pub(super) fn above(&self) -> String {
        noise::strip(&read::text(self.above))
    }

    /// What follows the fragment.
    pub(super) fn after(&self) -> &'a str {
        self.text.get(self.at.1..).unwrap_or_default()
    }

    /// What stands before the fragment.
    pub(super) fn before(&self) -> &'a str {
        self.text.get(..self.at.0).unwrap_or_default()
    }

    /// The words behind the fragment.
    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> {
        self.after().split_whitespace()
    }

    /// The first word behind the fragment, without marks around it.
    pub(super) fn word(&self) -> &'a str {
        let word = self.words().next().unwrap_or_default();
        word.trim_matches(|c: char| "\"'`,;:.()[]".contains(c))
    }

    /// The text between `open` and the next `close`, from the fragment on; else anywhere.
    pub(super) fn between(&self, open: &str, close: &str) -> Option<&'a str> {
        let within = |text: &'a str| {
            text.split_once(open)
                .and_then(|(_, rest)| rest.split_once(close))
                .map(|(inner, _)| inner)
        };
        within(self.text.get(self.at.0..).unwrap_or_default()).or_else(|| within(self.text))
    }

    /// The first quoted text from the fragment on.
    pub(super) fn quoted(&self) -> Option<&'a str> {
        self.between("\"", "\"").or_else(|| self.between("'", "'"))
    }

    /// The number behind `word`.
    pub(super) fn number_after(&self, word: &str) -> Option<usize> {
        let (_, rest) = self.text.split_once(word)?;
        let digits: String = rest
            .trim_start()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse().ok()
    }
}

/// A line as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote {
    /// From 1.
    pub(super) line: usize,
    /// Its text.
    pub(super) text: Untrusted,
}

impl From<&Line<'_>> for Quote {
    fn from(line: &Line<'_>) -> Quote {
        Quote {
            line: line.number,
            text: Untrusted::from(line.text),
        }
    }
}

/// A key that was shown to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offered {
    /// Its file, or its comment in the agent.
    pub(super) name: String,
    /// `RSA`, `ED25519` …
    pub(super) kind: String,
    /// `SHA256:…`
    pub(super) fingerprint: String,
    /// It came from the agent.
    pub(super) agent: bool,
    /// Somebody asked for it.
    pub(super) explicit: bool,
    /// What the server said, if the log shows it.
    pub(super) accepted: Option<bool>,
}

/// One attempt.
#[derive(Debug, Clone, Default)]
pub(super) struct Attempt {
    /// The server's process.
    pub(super) process: Option<u32>,
    /// First and last line.
    pub(super) lines: (usize, usize),
    /// Seconds of the day of its last line.
    pub(super) clock: Option<u32>,
    /// The command that began it, word by word.
    pub(super) command: Vec<String>,
    /// `OpenSSH_9.6p1`, or the program's name.
    pub(super) client: Option<String>,
    pub(super) user: Option<String>,
    pub(super) host: Option<String>,
    /// What HostName makes of it, where that is told.
    pub(super) hostname: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) address: Option<IpAddr>,
    /// The client's address, in a server's log.
    pub(super) from: Option<IpAddr>,
    /// ProxyCommand or ProxyJump, where one was started.
    pub(super) proxy: Option<String>,
    /// The machines it goes over.
    pub(super) way: super::way::Way,
    /// Those of them that let it on.
    pub(super) passed: Vec<Attempt>,
    /// How many programs wrote into it: a jump host's ssh is another one.
    pub(super) programs: usize,
    /// The furthest fact that was provably there.
    pub(super) reached: Option<Probe>,
    pub(super) marks: Vec<Mark>,
    /// The facts, with the line that proves each.
    pub(super) facts: BTreeMap<Probe, (Fact, Quote)>,
    pub(super) connects: Vec<(SocketAddr, TcpOutcome, Quote)>,
    /// Lines before the identification string.
    pub(super) preamble: Vec<Untrusted>,
    /// The first of them that tells something.
    pub(super) preamble_at: Option<Quote>,
    pub(super) files: Vec<String>,
    pub(super) offered: Vec<Offered>,
    /// Keys ssh said it would offer.
    pub(super) planned: usize,
    pub(super) tried: Vec<String>,
    /// ssh began with public keys.
    pub(super) publickey_had_its_turn: bool,
    /// The server takes public keys, and this ssh goes through its methods without them.
    pub(super) leaves_publickey_out: bool,
    /// A signature was made.
    pub(super) signed: bool,
    pub(super) partial: bool,
    /// A password or a code was asked for at the terminal, and the server has not answered yet.
    pub(super) asked_password: bool,
    /// The key whose passphrase was asked for last.
    pub(super) asked_passphrase: Option<String>,
    pub(super) banner: Vec<Untrusted>,
    pub(super) methods: Vec<String>,
    /// What ssh says of the server's host key before it refuses it.
    pub(super) host_key: super::hostkey::HostKey,
    pub(super) verbose: bool,
    /// A Git host said who has come.
    pub(super) greeted: bool,
    pub(super) said: Vec<(Said, Quote)>,
    /// The line it worked with.
    pub(super) worked: Option<Quote>,
    /// It is over.
    pub(super) ended: Option<Quote>,
    /// The last line that shows something passed.
    pub(super) furthest: Option<Quote>,
    /// Another one has begun since; of servers only.
    pub(super) over: bool,
    /// Something in it that only ssh, or a library of it, prints.
    pub(super) is_of_ssh: bool,
    /// Where it waited, if its lines have a clock.
    pub(super) waits: Vec<Wait>,
    /// What the program in between said last.
    pub(super) last_words: Option<Quote>,
}

impl Attempt {
    /// Everything up to this fact is there.
    pub(super) fn passed(&mut self, probe: Probe, line: &Line<'_>) {
        self.furthest = Some(Quote::from(line));
        self.reach(probe);
        let known = self.marks.iter().any(|mark| mark.probe == probe);
        if !known {
            self.marks.push(Mark {
                probe,
                line: line.number,
                text: Untrusted::from(line.text),
            });
        }
    }

    /// The attempt got as far as this, without a line that shows it well.
    pub(super) fn reach(&mut self, probe: Probe) {
        self.reached = self.reached.max(Some(probe));
    }

    /// A fact. A later line about the same replaces an earlier one.
    pub(super) fn learn(&mut self, fact: Fact, line: &Line<'_>) {
        self.facts.insert(fact.probe(), (fact, Quote::from(line)));
    }

    /// The same, unless the fact is there already.
    pub(super) fn learn_first(&mut self, fact: Fact, line: &Line<'_>) {
        self.facts
            .entry(fact.probe())
            .or_insert_with(|| (fact, Quote::from(line)));
    }

    /// The same, proved by the lines before the identification string where there are any.
    pub(super) fn learn_of_preamble(&mut self, fact: Fact, line: &Line<'_>) {
        let quote = self
            .preamble_at
            .clone()
            .unwrap_or_else(|| Quote::from(line));
        self.facts.insert(fact.probe(), (fact, quote));
    }

    /// A sentence.
    pub(super) fn says(&mut self, what: Sentence, line: &Line<'_>) {
        self.tells(what, None, None, "", line);
    }

    /// A sentence with what it names.
    pub(super) fn tells(
        &mut self,
        what: Sentence,
        path: Option<&str>,
        number: Option<usize>,
        word: &str,
        line: &Line<'_>,
    ) {
        if self.said.len() >= KEPT {
            self.said.remove(0);
        }
        let said = Said {
            what,
            path: path.map(PathBuf::from),
            number,
            word: Untrusted::from(word.trim()),
            line: line.number,
        };
        self.said.push((said, Quote::from(line)));
    }

    /// Was this said?
    pub(super) fn has(&self, what: Sentence) -> bool {
        self.said.iter().any(|(said, _)| said.what == what)
    }

    /// Takes a sentence back, because a later line says what it meant.
    pub(super) fn unsay(&mut self, what: Sentence) -> Option<(Said, Quote)> {
        let place = self.said.iter().rposition(|(said, _)| said.what == what)?;
        Some(self.said.remove(place))
    }

    /// It ends here; what follows belongs to another one.
    pub(super) fn ends(&mut self, line: &Line<'_>) {
        self.ended = Some(Quote::from(line));
    }

    /// It works.
    pub(super) fn works(&mut self, line: &Line<'_>) {
        self.worked = Some(Quote::from(line));
        self.reach(Probe::Login);
    }

    pub(super) fn name_host(&mut self, host: &str) {
        let host = host.trim_matches(|c: char| "[]'\",:.".contains(c) || c.is_whitespace());
        if !host.is_empty() && host.len() < 256 {
            self.arrives_at(host);
            self.address = host.parse().ok().or(self.address);
            self.host.get_or_insert_with(|| host.to_owned());
        }
    }

    pub(super) fn name_port(&mut self, port: &str) {
        let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(port) = digits.parse() {
            self.port = Some(port);
        }
    }

    pub(super) fn name_user(&mut self, user: &str) {
        let user = user.trim_matches(['\'', '"', '`']);
        if !user.is_empty() && user.len() < 128 {
            self.user = Some(user.to_owned());
        }
    }

    /// One address and what came of connecting to it.
    pub(super) fn connect(&mut self, outcome: TcpOutcome, line: &Line<'_>) {
        let address = SocketAddr::new(
            self.address.unwrap_or(super::stand_in::ADDRESS),
            self.port.unwrap_or(22),
        );
        if self.connects.len() < KEPT {
            self.connects.push((address, outcome, Quote::from(line)));
        }
    }

    /// Authentication begins anew: what was said of keys belongs to another machine on the way.
    pub(super) fn begin_authentication(&mut self) {
        self.offered.clear();
        self.tried.clear();
        self.methods.clear();
        self.partial = false;
        self.signed = false;
        self.worked = None;
        self.facts.remove(&Probe::Methods);
        self.facts.remove(&Probe::Login);
    }

    /// Anything at all that has to do with ssh?
    pub(super) fn is_empty(&self) -> bool {
        self.passed.is_empty()
            && self.facts.is_empty()
            && self.said.is_empty()
            && self.connects.is_empty()
            && self.reached.is_none()
            && self.offered.is_empty()
            && self.methods.is_empty()
            && self.host_key.is_empty()
    }
}
