//! Many targets out of one text: one a line, or an Ansible inventory in JSON. Nothing is examined here.

mod inventory;
mod lines;

use std::collections::HashSet;
use std::io::{self, BufRead};

use crate::lang::Say;
use crate::login::Login;
use crate::say;
use crate::ssh_options::Given;
use crate::target::Target;

/// What was read.
#[derive(Debug, Default)]
pub struct List {
    /// Each target once, in the order of the text.
    pub targets: Vec<Listed>,
    /// What was not read as a target, and why; the first of them.
    pub remarks: Vec<Remark>,
    /// So many entries name a target that could not be read; all of them are counted.
    pub unread: usize,
    /// So many were named a second time.
    pub repeated: usize,
    known: HashSet<Vec<String>>,
}

/// One target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// As the list calls it.
    pub name: String,
    /// Where it leads, as far as the list and the command line tell.
    pub target: Target,
}

/// A word about one entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where it stands: `line 7`, or the inventory's name for the host.
    pub place: Say,
    /// What is the matter, and what to do.
    pub what: Say,
}

/// Why a text is no list at all: one line, in the words of the command line.
#[derive(Debug)]
pub enum NoList {
    /// It cannot be read.
    Io(io::Error),
    /// It is something else.
    Other(String),
}

/// More targets than this are one run no longer.
const MOST: usize = 100_000;
/// So many remarks are kept word for word.
const REMARKS: usize = 20;

/// Reads the text; `common` is what the command line says for all of them, where an entry does not say it itself.
pub fn read(mut text: impl BufRead, common: &[Given]) -> Result<List, NoList> {
    let mut list = List::default();
    skip_mark(&mut text).map_err(NoList::Io)?;
    if begins_an_object(&mut text).map_err(NoList::Io)? {
        inventory::read(text, common, &mut list)?;
    } else {
        lines::read(text, common, &mut list)?;
    }
    Ok(list)
}

/// A byte-order mark, which editors of Windows write.
fn skip_mark(text: &mut impl BufRead) -> io::Result<()> {
    if text.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        text.consume("\u{feff}".len());
    }
    Ok(())
}

/// No host begins with a brace.
fn begins_an_object(text: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let Some(first) = text.fill_buf()?.first().copied() else {
            return Ok(false);
        };
        if !first.is_ascii_whitespace() {
            return Ok(first == b'{');
        }
        // The lines of a list are counted from its first.
        if first == b'\n' && !rest_is_an_object(text)? {
            return Ok(false);
        }
        text.consume(1);
    }
}

/// Does a brace stand behind the blanks that are in sight?
fn rest_is_an_object(text: &mut impl BufRead) -> io::Result<bool> {
    let seen = text.fill_buf()?;
    Ok(seen.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{'))
}

impl List {
    /// Takes in one target, unless it is known already.
    fn take(&mut self, name: &str, mut login: Login, common: &[Given], place: &Say) {
        for given in common {
            login.option(given.clone());
        }
        let target = match login.target() {
            Ok((target, _)) => target,
            Err(why) => return self.bad(place, Say::verbatim(why)),
        };
        let words = [target.options.clone(), vec![target.given.clone()]].concat();
        if self.known.contains(&words) {
            self.repeated += 1;
        } else if self.targets.len() < MOST {
            self.known.insert(words);
            let name = name.to_owned();
            self.targets.push(Listed { name, target });
        } else {
            let most = say!(
                "more than {most} targets are not examined in one run; divide the list",
                "1 回の実行で調べる接続先は {most} 件までです。リストを分けてください",
                most = MOST
            );
            self.bad(place, most);
        }
    }

    /// An entry that names a target which cannot be read.
    fn bad(&mut self, place: &Say, what: Say) {
        self.unread += 1;
        self.note(place, what);
    }

    /// A word about an entry that names no target for ssh.
    fn note(&mut self, place: &Say, what: Say) {
        if self.remarks.len() < REMARKS {
            let place = place.clone();
            self.remarks.push(Remark { place, what });
        }
    }
}

#[cfg(test)]
mod tests;
