//! What a person reads: one line a stage as it happens, then cause, how it is known, what to do next.

mod keys;
mod stages;
mod steps;
mod verdict;

use std::io::{self, Write};
use std::path::PathBuf;

use crate::evidence::Evidence;
use crate::lang::{Lang, Say};
use crate::say;
use crate::text::{harmless, width, wrap};

/// The shape of the page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The language of the words.
    pub lang: Lang,
    /// Columns of the terminal.
    pub columns: usize,
    /// Every observation (`-v`).
    pub verbose: bool,
    /// The verdict alone (`-q`).
    pub quiet: bool,
    /// The person's home directory, which words (never commands) write as `~`.
    pub home: Option<PathBuf>,
}

impl Page {
    /// The words of this page's language.
    pub fn say(&self, en: &'static str, ja: &'static str) -> &'static str {
        match self.lang {
            Lang::En => en,
            Lang::Ja => ja,
        }
    }

    pub(super) fn words(&self, say: &Say) -> String {
        self.tilde(&harmless(say.lang(self.lang)))
    }

    pub(super) fn tilde(&self, text: &str) -> String {
        match self
            .home
            .as_ref()
            .and_then(|home| home.to_str())
            .filter(|home| home.len() > 1)
        {
            Some(home) => text.replace(&format!("{}/", home.trim_end_matches('/')), "~/"),
            None => text.to_owned(),
        }
    }

    /// Who is reached where, and which block of the configuration says so; nothing where it is what was typed.
    pub fn header(&self, out: &mut dyn Write, evidence: &Evidence) -> io::Result<()> {
        let (Ok(config), target) = (evidence.ssh_config(), &evidence.target) else {
            return Ok(());
        };
        let login = format!("{}@{}", target.user, target.hostname);
        if config.host_block.is_none() && target.given == login && target.port == 22 {
            return Ok(());
        }
        let name = if target.host == target.hostname {
            String::new()
        } else {
            format!("{} = ", target.host)
        };
        let port = say!("port {port}", "ポート {port}", port = target.port);
        let from = config.host_block.as_ref().map(|(file, line)| {
            say!(
                ", from {file} line {line}",
                "({file} {line} 行目)",
                file = file.display(),
                line = line
            )
        });
        let from = from.map(|from| self.words(&from)).unwrap_or_default();
        let line = format!("{name}{login} {}{from}", self.words(&port));
        self.hanging(out, "", &harmless(&line))?;
        writeln!(out)
    }

    /// Words that stand before everything else.
    pub fn introduction(&self, out: &mut dyn Write, words: &str) -> io::Result<()> {
        self.hanging(out, "", words)?;
        writeln!(out)
    }

    /// Words of their own, `indent` before each line.
    pub fn line(&self, out: &mut dyn Write, indent: &str, say: &Say) -> io::Result<()> {
        self.hanging(out, indent, &self.words(say))
    }

    /// `head` before the first line, blanks before the others.
    pub(super) fn hanging(&self, out: &mut dyn Write, head: &str, text: &str) -> io::Result<()> {
        let indent = width(head);
        for (index, line) in wrap(text, self.columns.saturating_sub(indent))
            .iter()
            .enumerate()
        {
            let before = if index == 0 {
                head.to_owned()
            } else {
                " ".repeat(indent)
            };
            writeln!(out, "{}", format!("{before}{line}").trim_end())?;
        }
        Ok(())
    }
}
