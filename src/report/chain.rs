//! The way through jump hosts, drawn: one row a machine.

use std::io::{self, Write};

use super::Outcome;
use super::paint::{Tone, paint};
use super::terminal::Page;
use crate::evidence::Evidence;
use crate::finding::{Diagnosis, Stage};
use crate::lang::Lang;
use crate::text::{harmless, width};
use crate::tree::stages::{StageLine, Status, stages};

/// Draws every machine of a finished run.
pub fn rows(
    page: &Page,
    out: &mut dyn Write,
    outcome: &Outcome<'_>,
    plain: bool,
) -> io::Result<()> {
    let well = Diagnosis::nothing_found();
    for jump in outcome.before {
        row(page, out, jump, Some(&well), plain)?;
    }
    row(page, out, outcome.evidence, Some(outcome.diagnosis), plain)?;
    let mut before = &outcome.evidence.target;
    for machine in outcome.behind {
        let mut shown = machine.clone();
        shown.through = Some(before.clone());
        row(page, out, &shown, None, plain)?;
        before = &machine.target;
    }
    Ok(())
}

/// Draws one machine's row: where it starts from, and each stage with its time.
/// `plain` is for terminals that know neither lines nor ticks.
pub fn row(
    page: &Page,
    out: &mut dyn Write,
    evidence: &Evidence,
    diagnosis: Option<&Diagnosis>,
    plain: bool,
) -> io::Result<()> {
    let mut parts = vec![(from(page, evidence), false)];
    match diagnosis {
        Some(diagnosis) => {
            let lines = stages(evidence, Some(diagnosis));
            let looked_at = lines.iter().filter(|line| worth_showing(line));
            parts.extend(looked_at.map(|line| {
                let failed = line.status == Status::Failed;
                (part(page, line, plain), failed)
            }));
        }
        None => {
            let machine = evidence.target.as_hop();
            let words = match page.lang {
                Lang::En => format!("{machine}: not reached"),
                Lang::Ja => format!("{machine}: 未到達"),
            };
            parts.push((words, false));
        }
    }
    let joint = if plain { " - " } else { " ─ " };
    let mut line = String::from(" ");
    let mut column = 1;
    for (at, (part, failed)) in parts.into_iter().enumerate() {
        let part = harmless(&part);
        let room = width(joint) + width(&part);
        if at > 0 && column + room > page.columns {
            writeln!(out, "{line}")?;
            (line, column) = (String::from("   "), 3);
        }
        line.push_str(if at == 0 { " " } else { joint });
        line.push_str(&match failed {
            true => paint(Tone::Bad, &part),
            false => part,
        });
        column += room;
    }
    writeln!(out, "{line}")
}

/// Where the row begins: the jump host before this machine, or the person.
fn from(page: &Page, evidence: &Evidence) -> String {
    let you = match page.lang {
        Lang::En => "you",
        Lang::Ja => "手元",
    };
    let jump = evidence.jump_host();
    jump.map_or_else(|| you.to_owned(), |jump| jump.as_hop())
}

/// The configuration is no leg of the way; what was left to somebody else is none either.
fn worth_showing(line: &StageLine) -> bool {
    match line.status {
        Status::Skipped => false,
        Status::Failed => true,
        Status::Passed | Status::Warned | Status::Unknown => line.stage != Stage::Config,
    }
}

fn part(page: &Page, line: &StageLine, plain: bool) -> String {
    let name = match (page.lang, line.stage) {
        (Lang::En, Stage::Connect) => "tcp",
        (Lang::En, Stage::Identify) => "ssh",
        (Lang::En, Stage::Session) => "login",
        (_, stage) => page.stage(stage),
    };
    let took = line.elapsed_ms.filter(|ms| *ms >= 1.0);
    let took = took.map(|ms| format!(" {ms:.0} ms")).unwrap_or_default();
    format!("{name} {}{took}", mark(line.status, plain, page.lang))
}

/// How it went: a sign, or a word where the terminal has no signs.
const fn mark(status: Status, plain: bool, lang: Lang) -> &'static str {
    match (status, plain, lang) {
        (Status::Passed, false, _) => "✓",
        (Status::Failed, false, _) => "✗",
        (Status::Warned, false, _) => "!",
        (Status::Unknown | Status::Skipped, false, _) => "?",
        (Status::Passed, true, Lang::En) => "ok",
        (Status::Passed, true, Lang::Ja) => "成功",
        (Status::Failed, true, Lang::En) => "FAILED",
        (Status::Failed, true, Lang::Ja) => "失敗",
        (Status::Warned, true, Lang::En) => "note",
        (Status::Warned, true, Lang::Ja) => "注意",
        (Status::Unknown | Status::Skipped, true, Lang::En) => "unknown",
        (Status::Unknown | Status::Skipped, true, Lang::Ja) => "不明",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::specimens::usual_config;
    use crate::evidence::{Attempt, Configuration, Connect, Fact, Resolution, TcpOutcome};
    use crate::finding::connect::connection_refused::ConnectionRefused;
    use crate::target::Target;

    fn drawn(evidence: &Evidence, diagnosis: Option<&Diagnosis>, plain: bool) -> String {
        drawn_in(Lang::En, evidence, diagnosis, plain)
    }

    fn drawn_in(
        lang: Lang,
        evidence: &Evidence,
        diagnosis: Option<&Diagnosis>,
        plain: bool,
    ) -> String {
        let page = Page {
            lang,
            columns: 30,
            quiet: false,
            verbose: false,
            home: None,
        };
        let mut out = Vec::new();
        row(&page, &mut out, evidence, diagnosis, plain).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_row_holds_what_was_looked_at_up_to_the_fault() {
        crate::report::paint::set(false);
        let address = "192.0.2.7:22".parse().unwrap();
        let attempt = Attempt {
            address,
            outcome: TcpOutcome::TimedOut,
            elapsed_ms: 48.0,
        };
        let mut evidence = Evidence::about(Target {
            given: String::from("me@srv"),
            ..Target::default()
        });
        let config = Box::new(usual_config());
        let addresses = vec![address.ip()];
        evidence.learn(Fact::Configuration(Configuration::Effective(config)));
        evidence.learn_timed(Fact::Resolution(Resolution::Found { addresses }), 3.2);
        let attempts = vec![attempt];
        evidence.learn_timed(
            Fact::Connect(Connect {
                attempts,
                local: None,
            }),
            48.0,
        );
        let ill = Diagnosis::of(ConnectionRefused {
            address,
            looked: None,
            reset_seen: true,
            just_failed: None,
            now: None,
        });
        assert_eq!(
            drawn(&evidence, Some(&ill), false),
            "  you ─ name ✓ 3 ms\n    ─ tcp ✗ 48 ms\n"
        );
        assert_eq!(
            drawn(&evidence, Some(&ill), true),
            "  you - name ok 3 ms\n    - tcp FAILED 48 ms\n"
        );
        assert_eq!(
            drawn_in(Lang::Ja, &evidence, Some(&ill), true),
            "  手元 - 名前解決 成功 3 ms\n    - 接続 失敗 48 ms\n"
        );
        evidence.through = Some(Target {
            given: String::from("gw"),
            ..Target::default()
        });
        assert_eq!(
            drawn(&evidence, None, false),
            "  gw ─ me@srv: not reached\n"
        );
    }
}
