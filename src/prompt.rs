//! Questions to the person: in a terminal, or answered beforehand. The only home of `dialoguer`.

use std::fmt;
use std::io::{self, BufRead as _, Write as _};

use dialoguer::console::Term;
use dialoguer::theme::Theme;
use dialoguer::{Confirm, Input, Select};

use crate::evidence::{Answer, Answers, Evidence, Question};
use crate::lang::Lang;
use crate::report::questions;
use crate::text::{harmless, truncate, width, wrap};

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
        let words = questions::words(question, evidence);
        let words = harmless(words.lang(self.lang));
        let answer = match self.style {
            Style::Never => None,
            Style::Rich => self.rich(question, &words)?,
            Style::Plain => self.plain(question, &words)?,
        };
        Ok(answer.map_or(Answer::Unanswered, Answer::Given))
    }

    /// Yes or no; nothing where the person does not say.
    pub fn confirm(&self, words: &str) -> io::Result<Option<bool>> {
        match self.style {
            Style::Never => Ok(None),
            Style::Rich => {
                let (look, words) = self.look(words)?;
                let confirm = Confirm::with_theme(&look).with_prompt(words).default(false);
                Ok(without_terminal(confirm.interact_opt())?.flatten())
            }
            Style::Plain => {
                let (look, words) = self.look(words)?;
                let typed = read_line(&format!("{}{words}  (y/N) ", look.mark))?;
                Ok(typed.map(|typed| matches!(typed.as_str(), "y" | "Y" | "yes" | "はい")))
            }
        }
    }

    fn rich(&self, question: Question, words: &str) -> io::Result<Option<String>> {
        if question.choices() == ["yes", "no"] {
            let yes = self.confirm(words)?;
            return Ok(yes.map(|yes| String::from(if yes { "yes" } else { "no" })));
        }
        let (look, words) = self.look(words)?;
        let answer = if question.takes_a_word() {
            let input = Input::<String>::with_theme(&look)
                .with_prompt(words)
                .default(String::from("no"));
            without_terminal(input.interact_text())?.and_then(|typed| name(&typed))
        } else {
            let select = Select::with_theme(&look)
                .with_prompt(words)
                .items(self.items(question))
                .default(0)
                .max_length(rows_for_choices());
            let picked = without_terminal(select.interact_opt())?.flatten();
            picked
                .and_then(|at| question.choices().get(at))
                .map(|choice| (*choice).to_owned())
        };
        Ok(answer)
    }

    fn plain(&self, question: Question, words: &str) -> io::Result<Option<String>> {
        if question.choices() == ["yes", "no"] {
            let yes = self.confirm(words)?;
            return Ok(yes.map(|yes| String::from(if yes { "yes" } else { "no" })));
        }
        let mut out = io::stderr();
        let (look, words) = self.look(words)?;
        writeln!(out, "{}{words}", look.mark)?;
        if question.takes_a_word() {
            return Ok(read_line("> ")?.and_then(|typed| name(&typed)));
        }
        for (number, item) in self.items(question).iter().enumerate() {
            writeln!(out, "  {}  {item}", number + 1)?;
        }
        let Some(typed) = read_line("> ")? else {
            return Ok(None);
        };
        let by_number = typed
            .parse::<usize>()
            .ok()
            .and_then(|number| question.choices().get(number.checked_sub(1)?));
        let by_word = || question.choices().iter().find(|choice| **choice == typed);
        Ok(by_number
            .or_else(by_word)
            .map(|choice| (*choice).to_owned()))
    }

    /// Writes all lines of a question but the last, which is the prompt: dialoguer redraws one line, not several.
    fn look(&self, words: &str) -> io::Result<(Look, String)> {
        let mut lines = wrap(words, self.columns.saturating_sub(ROOM_FOR_ANSWER));
        let last = lines.pop().unwrap_or_default();
        let mut out = io::stderr();
        writeln!(out)?;
        let mut mark = "? ";
        for line in lines {
            writeln!(out, "{mark}{line}")?;
            mark = "  ";
        }
        let look = Look {
            lang: self.lang,
            columns: self.columns,
            mark,
        };
        Ok((look, last))
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

/// What was typed where a host or a login name is asked for. A bare yes or no is an answer of habit and nobody's name: a
/// host or a user called `n` is named with `--answer`.
fn name(typed: &str) -> Option<String> {
    match typed.trim() {
        "" | "y" | "Y" | "yes" | "はい" => None,
        "n" | "N" | "no" | "いいえ" => Some(String::from("no")),
        name => Some(name.to_owned()),
    }
}

/// Columns of a prompt's line that its own marks and a short answer take.
const ROOM_FOR_ANSWER: usize = 12;

/// So many choices are shown at a time: in a low window the prompt must not scroll away.
fn rows_for_choices() -> usize {
    let (rows, _) = Term::stderr().size();
    usize::from(rows).saturating_sub(4).clamp(3, 20)
}

/// How questions look: `? words  (y/N)`, choices below, and the answer in their place.
struct Look {
    lang: Lang,
    columns: usize,
    /// What stands before the last line of a question.
    mark: &'static str,
}

impl Look {
    fn yes_or_no(&self, yes: bool) -> &'static str {
        match (self.lang, yes) {
            (Lang::En, true) => "yes",
            (Lang::En, false) => "no",
            (Lang::Ja, true) => "はい",
            (Lang::Ja, false) => "いいえ",
        }
    }

    /// The question and its answer, below it where there is no room beside it.
    fn answered(&self, f: &mut dyn fmt::Write, prompt: &str, answer: &str) -> fmt::Result {
        let beside = width(prompt) + width(answer) + 4 < self.columns;
        let gap = if beside { "  " } else { "\n  " };
        write!(f, "{}{prompt}{gap}{answer}", self.mark)
    }
}

impl Theme for Look {
    fn format_prompt(&self, f: &mut dyn fmt::Write, prompt: &str) -> fmt::Result {
        write!(f, "{}{prompt}", self.mark)
    }

    fn format_confirm_prompt(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        _: Option<bool>,
    ) -> fmt::Result {
        write!(f, "{}{prompt}  (y/N) ", self.mark)
    }

    fn format_confirm_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        selection: Option<bool>,
    ) -> fmt::Result {
        let answer = selection.map_or("-", |yes| self.yes_or_no(yes));
        self.answered(f, prompt, answer)
    }

    fn format_input_prompt(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        default: Option<&str>,
    ) -> fmt::Result {
        let default = default.unwrap_or_default();
        write!(f, "{}{prompt}  ({default}) ", self.mark)
    }

    fn format_input_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        answer: &str,
    ) -> fmt::Result {
        self.answered(f, prompt, answer)
    }
}

/// The terminal went away while it was asked: nobody answered. Ctrl-C is for the caller.
fn without_terminal<T>(asked: dialoguer::Result<T>) -> io::Result<Option<T>> {
    match asked {
        Ok(answer) => Ok(Some(answer)),
        Err(dialoguer::Error::IO(error)) if error.kind() == io::ErrorKind::Interrupted => {
            Err(error)
        }
        Err(dialoguer::Error::IO(_)) => Ok(None),
    }
}

/// One line as typed, without blanks around it; nothing at the end of the input (Ctrl-D).
fn read_line(prompt: &str) -> io::Result<Option<String>> {
    let mut out = io::stderr();
    write!(out, "{prompt}")?;
    out.flush()?;
    let mut line = Vec::new();
    let ended = io::stdin().lock().read_until(b'\n', &mut line)? == 0;
    if ended {
        writeln!(out)?;
    }
    Ok((!ended).then(|| String::from_utf8_lossy(&line).trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_or_no_is_no_name() {
        for (typed, meant) in [
            ("n", Some("no")),
            (" no ", Some("no")),
            ("いいえ", Some("no")),
            ("y", None),
            ("はい", None),
            ("", None),
            ("web2", Some("web2")),
            ("nina", Some("nina")),
        ] {
            assert_eq!(name(typed).as_deref(), meant, "{typed:?}");
        }
    }
}
