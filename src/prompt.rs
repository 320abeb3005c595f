//! Questions to the person: in a terminal, or answered beforehand. The only home of `dialoguer`.

use std::io::{self, BufRead as _, Write as _};

use dialoguer::{Confirm, Input, Select};

use crate::evidence::{Answer, Answers, Evidence, Question};
use crate::lang::Lang;
use crate::report::questions;
use crate::text::truncate;

/// How questions are answered in this run.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// Answers given beforehand (`--answer`).
    pub given: Answers,
    /// Where the person can be asked.
    pub style: Style,
    /// The language of the questions.
    pub lang: Lang,
    /// Columns of the terminal.
    pub columns: usize,
}

/// Where the person can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Not at all (`--json`, `--no-input`, no terminal).
    Never,
    /// In a terminal that can move its cursor.
    Rich,
    /// In a terminal that cannot (TERM=dumb, a screen reader): numbered choices, one line read.
    Plain,
}

impl Prompt {
    /// Would this question be put to a person, who takes time over it?
    pub fn would_wait(&self, question: Question) -> bool {
        self.style != Style::Never && self.given.get(question).is_none()
    }

    /// The answer to `question`: given beforehand, typed, or none.
    pub fn ask(&self, question: Question, evidence: &Evidence) -> io::Result<Answer> {
        if let Some(given) = self.given.get(question) {
            return Ok(given.clone());
        }
        let answer = match self.style {
            Style::Never => None,
            Style::Rich => self.rich(question, evidence)?,
            Style::Plain => self.plain(question, evidence)?,
        };
        Ok(answer.map_or(Answer::Unanswered, Answer::Given))
    }

    /// Yes or no, for what is no question of the tree.
    pub fn confirm(&self, words: &str) -> io::Result<bool> {
        match self.style {
            Style::Never => Ok(false),
            Style::Rich => {
                let asked = Confirm::new()
                    .with_prompt(words)
                    .default(false)
                    .interact_opt();
                Ok(interrupted(asked)?.flatten().unwrap_or(false))
            }
            Style::Plain => Ok(matches!(
                read_line(&format!("{words} (y/N) "))?.trim(),
                "y" | "Y" | "yes" | "はい"
            )),
        }
    }

    fn rich(&self, question: Question, evidence: &Evidence) -> io::Result<Option<String>> {
        let words = questions::words(question, evidence);
        let words = crate::text::harmless(words.lang(self.lang));
        if question.takes_a_word() {
            let typed = Input::<String>::new()
                .with_prompt(words)
                .default(String::from("no"))
                .interact_text();
            return Ok(interrupted(typed)?.filter(|word| !word.is_empty()));
        }
        if question.choices() == ["yes", "no"] {
            let yes = interrupted(
                Confirm::new()
                    .with_prompt(words)
                    .default(false)
                    .interact_opt(),
            )?
            .flatten();
            return Ok(yes.map(|yes| String::from(if yes { "yes" } else { "no" })));
        }
        let items = self.items(question);
        let picked = Select::new()
            .with_prompt(words)
            .items(&items)
            .default(0)
            .max_length(10)
            .interact_opt();
        Ok(interrupted(picked)?
            .flatten()
            .and_then(|at| question.choices().get(at))
            .map(|choice| (*choice).to_owned()))
    }

    fn plain(&self, question: Question, evidence: &Evidence) -> io::Result<Option<String>> {
        let words = crate::text::harmless(questions::words(question, evidence).lang(self.lang));
        let mut out = io::stderr();
        writeln!(out, "{words}")?;
        if question.takes_a_word() {
            let typed = read_line("> ")?;
            return Ok(Some(typed.trim().to_owned()).filter(|word| !word.is_empty()));
        }
        for (number, item) in self.items(question).iter().enumerate() {
            writeln!(out, "  {}  {item}", number + 1)?;
        }
        let typed = read_line("> ")?;
        let typed = typed.trim();
        let by_number = typed
            .parse::<usize>()
            .ok()
            .and_then(|number| question.choices().get(number.checked_sub(1)?));
        Ok(by_number
            .or_else(|| question.choices().iter().find(|choice| **choice == typed))
            .map(|choice| (*choice).to_owned()))
    }

    fn items(&self, question: Question) -> Vec<String> {
        let room = self.columns.saturating_sub(4);
        question
            .choices()
            .iter()
            .map(|choice| truncate(questions::choice(question, choice).lang(self.lang), room))
            .collect()
    }
}

/// dialoguer's error for Ctrl-C and for a terminal that went away; the first is for the caller, the second no answer.
fn interrupted<T>(asked: dialoguer::Result<T>) -> io::Result<Option<T>> {
    match asked {
        Ok(answer) => Ok(Some(answer)),
        Err(dialoguer::Error::IO(error)) if error.kind() == io::ErrorKind::Interrupted => {
            Err(error)
        }
        Err(dialoguer::Error::IO(_)) => Ok(None),
    }
}

fn read_line(prompt: &str) -> io::Result<String> {
    let mut out = io::stderr();
    write!(out, "{prompt}")?;
    out.flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}
