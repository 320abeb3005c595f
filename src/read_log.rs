//! `sshdoctor log`: from files to a verdict.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;

use crate::cli::{Log, Redact};
use crate::evidence::is_untold;
use crate::log::{self, Reading};
use crate::probe::Cost;
use crate::report::Outcome;
use crate::report::chain;
use crate::report::json;
use crate::report::terminal::Page;
use crate::text::harmless;
use crate::tree::stages::{Status, stages};

/// Reads the logs and says what they mean; what was read, and the exit code.
pub fn read_log(
    inputs: Vec<Box<dyn Read>>,
    log: &Log,
    page: &Page,
    plain: bool,
    out: &mut dyn Write,
) -> anyhow::Result<(Reading, u8)> {
    let start = Instant::now();
    let reading = log::read(inputs)?;
    let elapsed_ms = start.elapsed().as_secs_f64() * 1000.0;
    let outcome = outcome(&reading, elapsed_ms);
    if log.ui.json && log.then_check && same_login(&reading, log).is_some() {
        // The examination that follows prints the document.
    } else if log.ui.json {
        let document = json::document(&outcome, page.lang);
        writeln!(out, "{}", json::text(&document, log.ui.lines)?)?;
    } else {
        if !log.ui.quiet {
            course(out, &reading, &outcome, page, plain)?;
        }
        page.verdict(out, &outcome)?;
    }
    out.flush()?;
    let code = reading.diagnosis.verdict().exit_code();
    Ok((reading, code))
}

/// What was read, for a report.
pub fn outcome(reading: &Reading, elapsed_ms: f64) -> Outcome<'_> {
    Outcome {
        evidence: &reading.evidence,
        before: &reading.before,
        behind: &reading.behind,
        diagnosis: &reading.diagnosis,
        cost: Cost::default(),
        elapsed_ms,
    }
}

/// The words of sshdoctor's own command line that check the login of this log from here.
pub fn same_login(reading: &Reading, log: &Log) -> Option<Vec<OsString>> {
    let target = reading.target();
    if is_untold(&target.host) {
        return None;
    }
    let mut words: Vec<String> = Vec::new();
    let json = if log.ui.lines { "--jsonl" } else { "--json" };
    words.extend(log.ui.json.then(|| String::from(json)));
    words.extend(log.ui.no_input.then(|| String::from("--no-input")));
    words.extend(log.ui.fix.then(|| String::from("--fix")));
    words.extend(log.ui.yes.then(|| String::from("--yes")));
    if let Some(file) = &log.ui.report {
        words.extend([String::from("--report"), file.display().to_string()]);
        let level = log.ui.redact.unwrap_or(Redact::All);
        words.extend([String::from("--redact"), level.name().to_owned()]);
    }
    let own =
        reading.command.first().is_some_and(|word| word == "ssh") || !target.in_front.is_empty();
    if own && reading.attempts == 1 {
        // The command itself holds more than its output: jump hosts, keys, options.
        words.extend(reading.command.iter().cloned());
    } else {
        words.extend(target.options.iter().cloned());
        let user = (!is_untold(&target.user)).then(|| format!("{}@{}", target.user, target.host));
        words.push(user.unwrap_or_else(|| target.host.clone()));
    }
    Some(words.into_iter().map(OsString::from).collect())
}

/// What was read, and how far the login got.
fn course(
    out: &mut dyn Write,
    reading: &Reading,
    outcome: &Outcome<'_>,
    page: &Page,
    plain: bool,
) -> io::Result<()> {
    writeln!(out, "{}", harmless(reading.summary().lang(page.lang)))?;
    let lines = stages(&reading.evidence, Some(&reading.diagnosis));
    if reading.attempts > 0 {
        writeln!(out)?;
    }
    if outcome.course().count() > 1 && !page.verbose {
        return chain::rows(page, out, outcome, plain);
    }
    for line in lines
        .iter()
        .filter(|line| page.verbose || line.status != Status::Skipped)
    {
        page.stage_line(out, line)?;
    }
    Ok(())
}

/// Opens all of them first: a name that is wrong is told before anything is read.
pub fn open(files: &[PathBuf]) -> anyhow::Result<Vec<Box<dyn Read>>> {
    if files.is_empty() {
        return Ok(vec![Box::new(io::stdin())]);
    }
    let open = |file: &PathBuf| -> anyhow::Result<Box<dyn Read>> {
        if file.as_os_str() == "-" {
            return Ok(Box::new(io::stdin()));
        }
        let shown = harmless(&file.to_string_lossy());
        let opened = File::open(file).with_context(|| format!("cannot read {shown}"))?;
        // Opening a directory succeeds; only its first read fails.
        if opened.metadata().is_ok_and(|found| found.is_dir()) {
            anyhow::bail!("cannot read {shown}: it is a directory");
        }
        Ok(Box::new(opened))
    };
    files.iter().map(open).collect()
}
