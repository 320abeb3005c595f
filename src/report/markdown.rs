//! A report to send: the same diagnosis as Markdown, for an issue or a mail. Made from the JSON document, so that it says
//! nothing else.

use std::fmt::Write;

use super::Outcome;
use super::json::{self, Document, FindingJson, StepJson};
use crate::finding::userauth::words::utc;
use crate::lang::Lang;

/// The first words of every report: by them a report is known again.
pub const TITLE: &str = "# sshdoctor";

/// The whole report in `lang`, made at `now`. `hide` is given every text that may tell who and where, and gives back what may
/// be told. Text of others stands in the report as text, never as Markdown.
pub fn report(
    outcome: &Outcome<'_>,
    now: u64,
    lang: Lang,
    mut hide: impl FnMut(&str) -> String,
) -> String {
    let mut document = json::document(outcome, lang);
    document.rewrite(&mut hide);
    let words = Words(lang);
    let mut page = String::new();
    head(&mut page, &document, words);
    for (name, value) in attempt(outcome, now, words) {
        row(&mut page, &format!("- {name}: {}", text(&hide(&value))));
    }
    for (index, finding) in document.findings.iter().enumerate() {
        let cause = &outcome.diagnosis.findings[index];
        let remains = cause.candidates().into_iter();
        let remains = remains.map(|it| format!("{} ({})", it.fault.lang(lang), it.code));
        named(
            &mut page,
            &document,
            finding,
            &remains.collect::<Vec<_>>(),
            words,
        );
    }
    course(&mut page, &document, words);
    list(&mut page, words.of("Notes", "補足"), &document.notes);
    asked(&mut page, &document, words);
    cost(&mut page, &document, words);
    page
}

#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Lang);

impl Words {
    pub(super) const fn of(self, en: &'static str, ja: &'static str) -> &'static str {
        match self.0 {
            Lang::En => en,
            Lang::Ja => ja,
        }
    }
}

/// What was examined.
fn head(page: &mut String, document: &Document, words: Words) {
    let target = &document.target;
    let login = match target.user.is_empty() {
        true => target.host.clone(),
        false => format!("{}@{}", target.user, target.host),
    };
    row(
        page,
        &format!("{TITLE} {}: {}", document.version, text(&login)),
    );
    row(page, "");
    let (port, hops) = (words.of("port", "ポート"), target.hops.join(", "));
    let address = target.address.clone().unwrap_or_default();
    let whole = format!("{} {port} {}", target.hostname, target.port);
    for (name, value) in [
        (words.of("target", "接続先"), whole),
        (words.of("address", "アドレス"), address),
        (words.of("through", "経由"), hops),
    ] {
        if !value.is_empty() {
            row(page, &format!("- {name}: {}", text(&value)));
        }
    }
}

/// From where and when: what an administrator needs to find the attempt in the log.
fn attempt(outcome: &Outcome<'_>, now: u64, words: Words) -> Vec<(&'static str, String)> {
    let footprint = outcome.evidence.footprint();
    let port = words.of("port", "ポート");
    let from = footprint
        .from
        .map(|from| format!("{} {port} {}", from.ip(), from.port()));
    let config = outcome.evidence.ssh_config();
    let client = config.ok().and_then(|config| config.version.clone());
    [
        (
            words.of("this end of the connection", "こちら側の接続元"),
            from,
        ),
        (
            words.of("time of the attempt", "接続した時刻"),
            footprint.when.map(utc),
        ),
        ("ssh", client),
        (words.of("report made", "レポート作成"), Some(utc(now))),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

fn named(
    page: &mut String,
    document: &Document,
    finding: &FindingJson,
    remains: &[String],
    words: Words,
) {
    let first = document.findings.first().map(|first| &first.code) == Some(&finding.code);
    let heading = match first {
        true => words.of("Cause", "原因"),
        false => words.of(
            "What would still keep this login out",
            "その後もログインを妨げるもの",
        ),
    };
    section(page, heading);
    row(
        page,
        &format!(
            "**{}** ({}, {})",
            text(&finding.cause),
            finding.code,
            finding.certainty
        ),
    );
    if document.target.hops.len() > finding.hop {
        let hop = &document.target.hops[finding.hop];
        row(page, "");
        row(
            page,
            &format!(
                "{}: {}",
                words.of("on the way, at", "該当する経由地"),
                text(hop)
            ),
        );
    }
    list(
        page,
        words.of("What remains, likeliest first", "残る可能性 (高い順)"),
        remains,
    );
    let seen: Vec<String> = finding
        .evidence
        .iter()
        .map(|seen| {
            let place = match (&seen.file, seen.line) {
                (Some(file), Some(line)) => format!("{file}:{line}: "),
                (Some(file), None) => format!("{file}: "),
                (None, Some(line)) => format!("{} {line}: ", words.of("line", "行")),
                (None, None) => String::new(),
            };
            format!("{}: {place}{}", seen.source, seen.text)
        })
        .collect();
    list(page, words.of("Seen", "根拠"), &seen);
    if !finding.next.is_empty() {
        section(page, words.of("Next", "次にすること"));
        for (index, step) in finding.next.iter().enumerate() {
            todo(page, index + 1, step, words);
        }
    }
}

pub(super) fn todo(page: &mut String, number: usize, step: &StepJson, words: Words) {
    let place = match step.r#where.as_str() {
        "client" => words.of("client", "クライアント"),
        "server" => words.of("server", "サーバー"),
        "network" => words.of("network", "ネットワーク"),
        _ => words.of("administrator", "管理者"),
    };
    row(page, &format!("{number}. ({place}) {}", text(&step.text)));
    if let Some(caution) = &step.caution {
        row(page, "");
        row(
            page,
            &format!("   {}: {}", words.of("Mind", "注意"), text(caution)),
        );
    }
    let lines = step.lines.iter().chain(&step.command);
    let lines: Vec<&str> = lines.map(String::as_str).collect();
    if !lines.is_empty() {
        let fence = fence(&lines);
        row(page, "");
        for line in [&[fence.as_str()], &lines[..], &[fence.as_str()]].concat() {
            row(page, &format!("   {line}"));
        }
    }
    row(page, "");
}

/// One row a stage.
fn course(page: &mut String, document: &Document, words: Words) {
    section(page, words.of("What was checked", "確認した段階"));
    let names = words.of(
        "| machine | stage | status | seen | ms |",
        "| 経由 | 段階 | 結果 | 内容 | ms |",
    );
    row(page, names);
    row(page, "| --- | --- | --- | --- | --- |");
    for stage in &document.stages {
        let hops = &document.target.hops;
        let machine = hops.get(stage.hop).unwrap_or(&document.target.host);
        let took = stage.elapsed_ms.map(|ms| format!("{ms:.0}"));
        let cells = [
            text(machine),
            stage.stage.clone(),
            stage.status.clone(),
            text(&stage.summary),
            took.unwrap_or_default(),
        ];
        row(page, &format!("| {} |", cells.join(" | ")));
    }
}

fn asked(page: &mut String, document: &Document, words: Words) {
    let nobody = words.of("no answer", "回答なし");
    let answers = document.questions.iter().map(|question| {
        let answer = question.answer.as_deref().unwrap_or(nobody);
        format!("{} ({}): {answer}", question.text, question.id)
    });
    let answers: Vec<String> = answers.collect();
    list(page, words.of("Asked", "質問と回答"), &answers);
}

fn cost(page: &mut String, document: &Document, words: Words) {
    let cost = &document.cost;
    let line = match words.0 {
        Lang::En => format!(
            "This run: {} connection(s), {} authentication request(s), {} of them failures a server counts.",
            cost.connections, cost.authentication_requests, cost.failures_a_server_counts
        ),
        Lang::Ja => format!(
            "この診断で使ったもの: 接続 {} 回、認証要求 {} 回(うちサーバーが失敗と数えるもの {} 回)。",
            cost.connections, cost.authentication_requests, cost.failures_a_server_counts
        ),
    };
    row(page, "");
    row(page, &line);
}

pub(super) fn section(page: &mut String, heading: &str) {
    row(page, "");
    row(page, &format!("## {heading}"));
    row(page, "");
}

pub(super) fn list(page: &mut String, heading: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    section(page, heading);
    for item in items {
        row(page, &format!("- {}", text(item)));
    }
}

pub(super) fn row(page: &mut String, line: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(page, "{line}");
}

/// Text as text: every character that Markdown or HTML would take for a sign of its own is escaped.
pub(super) fn text(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A fence that no line within can close.
fn fence(lines: &[&str]) -> String {
    let longest = lines
        .iter()
        .flat_map(|line| line.split(|c| c != '`'))
        .map(str::len)
        .max();
    "`".repeat(longest.unwrap_or(0).max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_say_is_text() {
        assert_eq!(
            text("![x](http://evil/) <b> a|b\n# c"),
            "\\!\\[x\\](http://evil/) \\<b\\> a\\|b \\# c"
        );
        assert_eq!(fence(&["ssh web1"]), "```");
        assert_eq!(fence(&["a ```` b", "c"]), "`````");
    }
}
