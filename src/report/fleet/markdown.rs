//! Many runs as Markdown.

use super::groups::{Group, Groups};
use crate::lang::{Lang, Say};
use crate::report::json::{seen_json, step_json};
use crate::report::markdown::{TITLE, Words, list, row, section, text, todo};

/// The whole report; `hide` is given every text that may tell who and where, and gives back what may be told.
pub fn report(groups: &Groups, lang: Lang, mut hide: impl FnMut(&str) -> String) -> String {
    let words = Words(lang);
    let mut page = String::new();
    let (faults, undecided, healthy) = groups.counts();
    let total = faults + undecided + healthy;
    let version = env!("CARGO_PKG_VERSION");
    let targets = words.of("targets", "接続先の数");
    row(&mut page, &format!("{TITLE} {version}: {targets}: {total}"));
    row(&mut page, "");
    row(
        &mut page,
        words.of("| code | targets |", "| コード | 接続先 |"),
    );
    row(&mut page, "| --- | --- |");
    for group in groups.faults() {
        row(
            &mut page,
            &format!("| {} | {} |", group.code.code, group.names().len()),
        );
    }
    row(&mut page, &format!("| undecided | {undecided} |"));
    row(&mut page, &format!("| no-fault-found | {healthy} |"));
    for group in groups.faults().into_iter().chain(groups.undecided()) {
        one(&mut page, group, words, &mut hide);
    }
    let healthy: Vec<String> = groups.healthy().into_iter().map(&mut hide).collect();
    list(&mut page, words.of("No fault found", "問題なし"), &healthy);
    page
}

fn one(page: &mut String, group: &Group, words: Words, hide: &mut dyn FnMut(&str) -> String) {
    let Words(lang) = words;
    let said = |say: &Say| say.lang(lang).to_owned();
    section(
        page,
        &format!("{} ({})", group.code.code, group.names().len()),
    );
    let sentence = hide(&said(group.sentence()));
    row(
        page,
        &format!("**{}** ({})", text(&sentence), group.certainty.0.name()),
    );
    row(page, "");
    if let Some(machine) = &group.machine {
        let on = words.of("on the way, at", "該当する経由地");
        row(page, &format!("{on}: {}", text(&hide(machine))));
        row(page, "");
    }
    for name in group.names() {
        row(page, &format!("- {}", text(&hide(name))));
    }
    let several = group.names().len() > 1;
    let seen = match several && !group.shared.is_empty() {
        true => &group.shared,
        false => &group.first.seen,
    };
    row(page, "");
    for seen in seen {
        let seen = seen_json(seen, lang);
        let place = match (&seen.file, seen.line) {
            (Some(file), Some(line)) => format!("{file}:{line}: "),
            (Some(file), None) => format!("{file}: "),
            (None, _) => String::new(),
        };
        let line = hide(&format!("{}: {place}{}", seen.source, seen.text));
        row(page, &format!("- {}", text(&line)));
    }
    row(page, "");
    if several && !group.same_steps {
        let of = words.of("What to do, for", "手順の例");
        row(page, &format!("{of}: {}", text(&hide(&group.first.name.1))));
        row(page, "");
    }
    for (index, step) in group.first.steps.iter().enumerate() {
        let mut step = step_json(step, lang);
        step.rewrite(hide);
        todo(page, index + 1, &step, words);
    }
}
