//! The way through jump hosts, drawn: one row a machine.

use std::io::{self, Write};

use super::paint::{Tone, paint};
use super::terminal::Page;
use crate::evidence::Evidence;
use crate::finding::{Diagnosis, Stage};
use crate::lang::Lang;
use crate::text::{harmless, width};
use crate::tree::stages::{StageLine, Status, stages};

/// Draws one machine's row: where it starts from, and each stage with its time.
/// `plain` is for terminals that know neither lines nor ticks.
pub fn row(
    page: &Page,
    out: &mut dyn Write,
    evidence: &Evidence,
    diagnosis: Option<&Diagnosis>,
    plain: bool,
) -> io::Result<()> {
    let mut parts = vec![from(page, evidence)];
    match diagnosis {
        Some(diagnosis) => {
            let lines = stages(evidence, Some(diagnosis));
            let looked_at = lines.iter().filter(|line| worth_showing(line));
            parts.extend(looked_at.map(|line| part(page, line, plain)));
        }
        None => parts.push(match page.lang {
            Lang::En => format!("{}: not reached", evidence.target.as_hop()),
            Lang::Ja => format!("{}: 未到達", evidence.target.as_hop()),
        }),
    }
    let joint = if plain { " - " } else { " ─ " };
    let mut line = String::from(" ");
    let mut column = 1;
    for (at, part) in parts.iter().map(|part| harmless(part)).enumerate() {
        let room = width(joint) + width(&part);
        if at > 0 && column + room > page.columns {
            writeln!(out, "{line}")?;
            (line, column) = (String::from("   "), 3);
        }
        line.push_str(if at == 0 { " " } else { joint });
        line.push_str(&painted(&part));
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
    format!("{name} {}{took}", mark(line.status, plain))
}

const fn mark(status: Status, plain: bool) -> &'static str {
    match (status, plain) {
        (Status::Passed, false) => "✓",
        (Status::Failed, false) => "✗",
        (Status::Warned, false) => "!",
        (Status::Unknown | Status::Skipped, false) => "?",
        (Status::Passed, true) => "ok",
        (Status::Failed, true) => "FAILED",
        (Status::Warned, true) => "note",
        (Status::Unknown | Status::Skipped, true) => "unknown",
    }
}

fn painted(part: &str) -> String {
    let failed = part.contains('✗') || part.contains("FAILED");
    if failed {
        paint(Tone::Bad, part)
    } else {
        part.to_owned()
    }
}
