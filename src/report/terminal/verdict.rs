//! The verdict: the cause, what remains, how it is known, notes and cost.

use std::io::{self, Write};

use super::Page;
use crate::evidence::Evidence;
use crate::finding::{Cause, Certainty, Code, Seen, Verdict};
use crate::lang::{Lang, Say};
use crate::report::Outcome;
use crate::report::paint::{Tone, paint};
use crate::text::{harmless, width, wrap};

impl Page {
    /// The verdict block.
    pub fn verdict(&self, out: &mut dyn Write, outcome: &Outcome<'_>) -> io::Result<()> {
        for (index, cause) in outcome.diagnosis.findings.iter().enumerate() {
            let verdict = if index == 0 {
                outcome.diagnosis.verdict()
            } else {
                Verdict::Fault
            };
            if self.quiet {
                self.cause(out, outcome.evidence, cause.as_ref(), verdict, index > 0)?;
            } else {
                writeln!(out)?;
                self.finding(out, outcome.evidence, cause.as_ref(), verdict, index > 0)?;
            }
        }
        if self.quiet {
            return Ok(());
        }
        self.notes(out, outcome)?;
        self.cost(out, outcome)
    }

    fn finding(
        &self,
        out: &mut dyn Write,
        evidence: &Evidence,
        cause: &dyn Cause,
        verdict: Verdict,
        second: bool,
    ) -> io::Result<()> {
        let target = &evidence.target;
        self.key_table(out, evidence, cause)?;
        self.cause(out, evidence, cause, verdict, second)?;
        self.candidates(out, &cause.candidates(), 8)?;
        self.seen(out, self.say("Seen:", "根拠:"), &cause.evidence(target))?;
        self.pictures(out, &cause.keys())?;
        // What was wrong on a jump host is mended for the sake of the target.
        let whole = evidence.behind.last().unwrap_or(target);
        let again = match &evidence.at_server {
            Some(ask) => crate::shell::Command::new(&ask.words),
            None => whole.again(),
        };
        self.steps(
            out,
            &cause.next(target),
            verdict,
            &again,
            target.via.as_deref(),
        )
    }

    /// What remains where the reason lies out of sight; the first `most` of it without `-v`.
    pub(in crate::report) fn candidates(
        &self,
        out: &mut dyn Write,
        candidates: &[Code],
        most: usize,
    ) -> io::Result<()> {
        if candidates.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "{}",
            paint(
                Tone::Strong,
                self.say("What remains, likeliest first:", "残る可能性(高い順):")
            )
        )?;
        let shown = if self.verbose { candidates.len() } else { most };
        for page in candidates.iter().take(shown) {
            self.hanging(
                out,
                "  - ",
                &format!("{} ({})", self.words(&page.fault), page.code),
            )?;
        }
        if candidates.len() > shown {
            let more = candidates.len() - shown;
            writeln!(
                out,
                "  {} {more}",
                self.say("and more with -v:", "ほか(-v で表示):")
            )?;
        }
        Ok(())
    }

    /// How it is known.
    pub(in crate::report) fn seen(
        &self,
        out: &mut dyn Write,
        heading: &str,
        seen: &[Seen],
    ) -> io::Result<()> {
        if seen.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        writeln!(out, "{}", paint(Tone::Strong, heading))?;
        for seen in seen {
            let place = match (&seen.file, seen.line) {
                (Some(file), Some(line)) => match self.lang {
                    Lang::En => format!("{} line {line}: ", file.display()),
                    Lang::Ja => format!("{} {line} 行目: ", file.display()),
                },
                (Some(file), None) => format!("{}: ", file.display()),
                (None, Some(line)) => match self.lang {
                    Lang::En => format!("line {line}: "),
                    Lang::Ja => format!("{line} 行目: "),
                },
                (None, None) => String::new(),
            };
            let text = self.words(&seen.text);
            let place = if seen
                .file
                .as_ref()
                .is_some_and(|file| text.contains(&*file.to_string_lossy()))
            {
                String::new()
            } else {
                self.tilde(&harmless(&place))
            };
            self.hanging(out, "  - ", &format!("{place}{text}"))?;
        }
        Ok(())
    }

    fn notes(&self, out: &mut dyn Write, outcome: &Outcome<'_>) -> io::Result<()> {
        for note in &outcome.diagnosis.notes {
            writeln!(out)?;
            self.hanging(
                out,
                &format!("{} ", self.say("Note:", "補足:")),
                &self.words(note),
            )?;
        }
        Ok(())
    }

    fn cost(&self, out: &mut dyn Write, outcome: &Outcome<'_>) -> io::Result<()> {
        let cost = outcome.cost;
        if cost.connections == 0 {
            return Ok(());
        }
        let words = match self.lang {
            Lang::En => {
                let plural = |count: usize, one: &str| {
                    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
                };
                format!(
                    "cost to the server: {}, {}",
                    plural(cost.connections, "connection"),
                    plural(cost.failures_a_server_counts, "refused key")
                )
            }
            Lang::Ja => format!(
                "サーバーへの負荷: 接続 {} 回、拒否された鍵 {} 個",
                cost.connections, cost.failures_a_server_counts
            ),
        };
        writeln!(out)?;
        writeln!(out, "{}", paint(Tone::Quiet, &words))
    }

    /// The cause in one sentence, and its code at the right edge.
    fn cause(
        &self,
        out: &mut dyn Write,
        evidence: &Evidence,
        cause: &dyn Cause,
        verdict: Verdict,
        second: bool,
    ) -> io::Result<()> {
        let label = match (verdict, cause.certainty()) {
            (Verdict::Healthy, _) => self.say("Result", "結果"),
            (Verdict::Undecided, _) => self.say("Undecided", "未確定"),
            (Verdict::Fault, _) if second => self.say("Then", "次の原因"),
            (Verdict::Fault, Certainty::Certain) => self.say("Cause", "原因"),
            (Verdict::Fault, Certainty::Likely) => self.say("Likely cause", "推定原因"),
            (Verdict::Fault, Certainty::Possible) => self.say("Possible cause", "考えられる原因"),
        };
        let tone = if verdict == Verdict::Healthy {
            Tone::Good
        } else {
            Tone::Bad
        };
        let said = cause.cause(&evidence.target);
        self.sentence(out, tone, &format!("{label}: "), &said, cause.page().code)
    }

    /// A sentence behind its head, and a code at the right edge.
    pub(in crate::report) fn sentence(
        &self,
        out: &mut dyn Write,
        tone: Tone,
        head: &str,
        said: &Say,
        code: &str,
    ) -> io::Result<()> {
        let indent = width(head);
        let text = self.words(said);
        let lines = wrap(&text, self.columns.saturating_sub(indent));
        for (index, line) in lines.iter().enumerate() {
            let before = if index == 0 {
                paint(tone, head)
            } else {
                " ".repeat(indent)
            };
            write!(out, "{}{before}{line}", if index == 0 { "" } else { "\n" })?;
        }
        let used = indent + lines.last().map_or(0, |line| width(line));
        let gap = match self.columns.checked_sub(used + width(code)) {
            Some(gap) if gap >= 2 => " ".repeat(gap),
            Some(_) | None => format!("\n{}", " ".repeat(self.columns.saturating_sub(width(code)))),
        };
        writeln!(out, "{gap}{}", paint(Tone::Quiet, code))
    }
}
