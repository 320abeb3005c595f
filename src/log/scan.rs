//! The sentences log readers know, and the machine that finds all of them in one pass over a line.

use std::io::{self, Read};

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};

use super::attempt::{Attempt, Line};
use super::attempts::Attempts;
use super::pace::Clocked;
use super::{client, noise, read, server};
use crate::evidence::Sentence;

/// A sentence by its stable fragment: what a release may change stands outside it.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// The fragment.
    pub(super) fragment: &'static str,
    /// What the line means for the attempt it belongs to.
    pub(super) read: Meaning,
    /// Where it belongs.
    pub(super) place: Belongs,
}

/// What a line means for the attempt it belongs to.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    /// More than one word can say.
    Read(fn(&mut Attempt, &Line<'_>)),
    /// The sentence, and nothing else.
    Says(Sentence),
    /// The sentence, which turns on the whole line.
    Tells(Sentence),
    /// A server's sentence of a user, who stands in it.
    OfUser(Sentence),
    /// A sentence that only a session prints: the login worked.
    InSession(Sentence),
    /// The same, and it turns on the whole line.
    InSessionTells(Sentence),
    /// Nothing but that ssh speaks.
    Nothing,
}

impl Row {
    fn applies(&self, attempt: &mut Attempt, line: &Line<'_>) {
        match self.read {
            Meaning::Read(read) => read(attempt, line),
            Meaning::Says(what) => attempt.says(what, line),
            Meaning::Tells(what) => attempt.tells(what, None, None, line.text, line),
            Meaning::OfUser(what) => server::user(attempt, what, line),
            Meaning::InSession(what) => client::in_session(attempt, what, "", line),
            Meaning::InSessionTells(what) => client::in_session(attempt, what, line.text, line),
            Meaning::Nothing => {}
        }
    }
}

const fn row(fragment: &'static str, read: Meaning, place: Belongs) -> Row {
    Row {
        fragment,
        read,
        place,
    }
}

/// A client's sentence that says one thing.
pub(super) const fn says(fragment: &'static str, what: Sentence) -> Row {
    row(fragment, Meaning::Says(what), Belongs::Here)
}

/// The same, and it turns on the whole line.
pub(super) const fn tells(fragment: &'static str, what: Sentence) -> Row {
    row(fragment, Meaning::Tells(what), Belongs::Here)
}

/// A sentence that only a session prints.
pub(super) const fn only_in_session(fragment: &'static str, what: Sentence) -> Row {
    row(fragment, Meaning::InSession(what), Belongs::Here)
}

/// The same, and it turns on the whole line.
pub(super) const fn in_session_tells(fragment: &'static str, what: Sentence) -> Row {
    row(fragment, Meaning::InSessionTells(what), Belongs::Here)
}

/// Words of ssh that mean nothing for the verdict.
pub(super) const fn nothing(fragment: &'static str) -> Row {
    row(fragment, Meaning::Nothing, Belongs::Here)
}

/// A server's sentence that says one thing.
pub(super) const fn server_says(fragment: &'static str, what: Sentence) -> Row {
    row(fragment, Meaning::Says(what), Belongs::Server)
}

/// The same, and it turns on the whole line.
pub(super) const fn server_tells(fragment: &'static str, what: Sentence) -> Row {
    row(fragment, Meaning::Tells(what), Belongs::Server)
}

/// A server's sentence of a user.
pub(super) const fn of_user(fragment: &'static str, what: Sentence) -> Row {
    row(fragment, Meaning::OfUser(what), Belongs::Server)
}

/// Words of a server that mean nothing for the verdict.
pub(super) const fn server_nothing(fragment: &'static str) -> Row {
    row(fragment, Meaning::Nothing, Belongs::Server)
}

/// Which attempt a sentence belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    /// As [`Belongs::Fresh`], in words that any program may print: they count where something else speaks of ssh.
    Anybodys,
    /// To the one that is under way, even where that has ended: it only repeats or explains.
    Here,
    /// The same, in words that any program may print.
    Aside,
    /// To the one that is under way; a new one begins where that has ended.
    Fresh,
    /// It begins a new one.
    New,
    /// To the one that has just ended, if that was on one of the lines before; else a new one begins.
    Echo,
    /// To the server's account.
    Server,
}

/// A sentence of the attempt under way.
pub(super) const fn here(fragment: &'static str, read: fn(&mut Attempt, &Line<'_>)) -> Row {
    row(fragment, Meaning::Read(read), Belongs::Here)
}

/// Words of the attempt under way that other programs print, too.
pub(super) const fn aside(fragment: &'static str, read: fn(&mut Attempt, &Line<'_>)) -> Row {
    row(fragment, Meaning::Read(read), Belongs::Aside)
}

/// A sentence that may be the first of an attempt.
pub(super) const fn fresh(fragment: &'static str, read: fn(&mut Attempt, &Line<'_>)) -> Row {
    row(fragment, Meaning::Read(read), Belongs::Fresh)
}

/// A sentence that may be the first of an attempt, and may have nothing to do with ssh.
pub(super) const fn anybodys(fragment: &'static str, read: fn(&mut Attempt, &Line<'_>)) -> Row {
    row(fragment, Meaning::Read(read), Belongs::Anybodys)
}

/// A sentence that repeats how an attempt ended, or is all that is said of one.
pub(super) const fn echo(fragment: &'static str, read: fn(&mut Attempt, &Line<'_>)) -> Row {
    row(fragment, Meaning::Read(read), Belongs::Echo)
}

/// A sentence that is the first of an attempt.
pub(super) const fn new(fragment: &'static str, read: fn(&mut Attempt, &Line<'_>)) -> Row {
    row(fragment, Meaning::Read(read), Belongs::New)
}

/// A sentence of a server.
pub(super) const fn of_server(fragment: &'static str, read: fn(&mut Attempt, &Line<'_>)) -> Row {
    row(fragment, Meaning::Read(read), Belongs::Server)
}

/// Finds sentences in lines.
pub(super) struct Scanner {
    automaton: AhoCorasick,
    rows: Vec<Row>,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Lines in all.
    pub(super) lines: usize,
    /// The attempts in them.
    pub(super) attempts: Attempts,
    /// Where the last login waited, if its lines have a clock.
    pub(super) clocked: Clocked,
}

/// A line this wide may have been broken by a terminal (or by ssh, before a fingerprint), and one wider than this was not.
const BROKEN_FROM: usize = 57;
const WIDEST: usize = 240;

impl Scanner {
    pub(super) fn new() -> Result<Scanner, BuildError> {
        let rows: Vec<Row> = client::rows().chain(server::rows()).collect();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .build(rows.iter().map(|row| row.fragment))?;
        Ok(Scanner { automaton, rows })
    }

    /// Reads one input; its lines follow those of the inputs before.
    pub(super) fn scan(&self, input: impl Read, read: &mut Scanned) -> io::Result<()> {
        let before = read.lines;
        let (attempts, clocked) = (&mut read.attempts, &mut read.clocked);
        let mut last: Vec<u8> = Vec::new();
        let mut seam: Vec<u8> = Vec::new();
        let mut count = 0;
        read::lines(input, |number, bytes| {
            count = number;
            clocked.line(before + number, bytes);
            // Most lines of a large log hold nothing: they are not even decoded.
            if !bytes.is_ascii() || self.automaton.is_match(bytes) {
                self.line(before + number, &read::text(bytes), &last, attempts);
            } else if last.len() >= BROKEN_FROM {
                // A terminal breaks anywhere; a mail program breaks at a blank, and drops it.
                for joint in [&b""[..], b" "] {
                    seam.clear();
                    seam.extend_from_slice(&last[last.len() - BROKEN_FROM..]);
                    seam.extend_from_slice(joint);
                    seam.extend_from_slice(&bytes[..bytes.len().min(BROKEN_FROM)]);
                    if self.crosses(&seam) {
                        let joint = if joint.is_empty() { "" } else { " " };
                        let (last, next) = (read::text(&last), read::text(bytes));
                        self.broken(before + number, &last, joint, &next, attempts);
                        break;
                    }
                }
            }
            last.clear();
            if bytes.len() <= WIDEST {
                last.extend_from_slice(bytes.trim_ascii_end());
            }
        })?;
        read.lines += count;
        Ok(())
    }

    fn line(&self, number: usize, raw: &str, above: &[u8], attempts: &mut Attempts) {
        let stamp = Stamp::of(raw);
        let sentences = noise::sentences(raw);
        for (at, sentence) in sentences.iter().enumerate() {
            let above = match at.checked_sub(1) {
                Some(before) => sentences[before].as_bytes(),
                None => above,
            };
            self.sentence(number, (&noise::strip(sentence), above), stamp, 0, attempts);
        }
    }

    /// Does a sentence of the seam reach over the break?
    fn crosses(&self, seam: &[u8]) -> bool {
        self.automaton.is_match(seam)
            && self
                .automaton
                .find_overlapping_iter(seam)
                .any(|found| found.end() > BROKEN_FROM)
    }

    /// The sentence was broken: what stands across the break counts.
    fn broken(&self, number: usize, last: &str, joint: &str, raw: &str, attempts: &mut Attempts) {
        let stamp = Stamp::of(last);
        let last = noise::strip(last);
        let joined = format!("{last}{joint}{}", noise::strip(raw));
        self.sentence(number - 1, (&joined, b""), stamp, last.len(), attempts);
    }

    /// Reads one sentence; only fragments that end behind `from` count.
    fn sentence(
        &self,
        number: usize,
        (text, above): (&str, &[u8]),
        stamp: Stamp,
        from: usize,
        attempts: &mut Attempts,
    ) {
        let mut found: Vec<(usize, usize, usize)> = self
            .automaton
            .find_overlapping_iter(text)
            .filter(|found| found.end() > from)
            .map(|found| (found.start(), found.end(), found.pattern().as_usize()))
            .collect();
        found.sort_unstable_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        for (start, end, pattern) in &found {
            let row = &self.rows[*pattern];
            let server = stamp.process.is_some()
                || row.place == Belongs::Server
                || text.contains("[preauth]");
            let line = Line {
                number,
                text,
                above,
                at: (*start, *end),
                server,
            };
            let attempt = attempts.of(row.place, &line, stamp);
            row.applies(attempt, &line);
        }
    }
}

/// What stands before a sentence: who wrote it, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    /// The server's process.
    pub(super) process: Option<u32>,
    /// Seconds of the day.
    pub(super) clock: Option<u32>,
}

impl Stamp {
    fn of(raw: &str) -> Stamp {
        Stamp {
            process: noise::origin(raw),
            clock: noise::clock(raw),
        }
    }
}
