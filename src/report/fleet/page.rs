//! What a person reads of many runs.

use std::io::{self, Write};

use super::groups::{Group, Groups, Told};
use crate::finding::{Certainty, Verdict};
use crate::lang::{Lang, Say};
use crate::list::List;
use crate::report::paint::{Tone, paint};
use crate::report::terminal::Page;
use crate::say;
use crate::text::{Untrusted, harmless, pad, width};

/// So many names of a group are shown without `-v`, and sentences of the undecided.
const NAMES: usize = 200;
const SENTENCES: usize = 20;
/// So much of what remains.
const CANDIDATES: usize = 3;

/// One target as one line: for programs where `quiet` (name, code, certainty, with tabs between them), else for people.
pub fn line(page: &Page, out: &mut dyn Write, name: &str, told: &Told) -> io::Result<()> {
    let name = shown(name);
    if page.quiet {
        return writeln!(out, "{name}\t{}\t{}", told.code, told.certainty);
    }
    let tone = match told.verdict {
        Verdict::Healthy => Tone::Good,
        Verdict::Fault => Tone::Bad,
        Verdict::Undecided => Tone::Notable,
    };
    writeln!(
        out,
        "  {name}: {} ({})",
        paint(tone, told.code),
        told.certainty
    )?;
    page.line(out, "    ", &told.cause)
}

/// All of them: the groups, the largest first, what was not decided, and the healthy last.
pub fn page(
    page: &Page,
    out: &mut dyn Write,
    groups: &Groups,
    list: &List,
    seconds: f64,
) -> io::Result<()> {
    for group in groups.faults() {
        writeln!(out)?;
        fault(page, out, group)?;
    }
    if let Some(group) = groups.undecided() {
        writeln!(out)?;
        undecided(page, out, group)?;
    }
    writeln!(out)?;
    let (_, _, healthy) = groups.counts();
    if healthy > 0 {
        let head = page.say("No fault found", "問題なし");
        writeln!(out, "{}: {healthy}", paint(Tone::Good, head))?;
        if page.verbose {
            names(page, out, &groups.healthy())?;
        }
    }
    ending(page, out, groups, list, seconds)
}

fn fault(page: &Page, out: &mut dyn Write, group: &Group) -> io::Result<()> {
    let count = group.names().len();
    let (least, most) = group.certainty;
    let sure = match (least, most) {
        (Certainty::Certain, _) => "",
        (_, Certainty::Certain) => page.say(" (not certain of each)", "(一部は推定)"),
        (Certainty::Possible, _) => page.say(" (possible)", "(可能性)"),
        (Certainty::Likely, _) => page.say(" (likely)", "(推定)"),
    };
    let s = if count == 1 { "" } else { "s" };
    let head = match page.lang {
        Lang::En => format!("{count} target{s}{sure}: "),
        Lang::Ja => format!("{count} 件{sure}: "),
    };
    let (code, sentence) = (group.code.code, group.sentence());
    page.sentence(out, Tone::Bad, &head, sentence, code)?;
    names(page, out, &group.names())?;
    if let Some(machine) = &group.machine {
        let machine = say!(
            "It lies on the jump host {machine}; what is behind it was not looked at.",
            "原因は踏み台 {machine} にあります。その先は確認していません。",
            machine = machine
        );
        page.line(out, "  ", &machine)?;
    } else if group.lies_here() {
        let here = say!(
            "This is one fault of this machine, not one of each target.",
            "これはこの端末側の 1 つの原因で、接続先それぞれの問題ではありません。"
        );
        page.line(out, "  ", &here)?;
    }
    for (code, count) in &group.then {
        let then = say!(
            "Behind it, at {count}: {fault} ({code})",
            "その後も {count} 件で妨げになるもの: {fault} ({code})",
            count = count,
            fault = code.fault.lang(page.lang),
            code = code.code
        );
        page.line(out, "  ", &then)?;
    }
    page.candidates(out, &group.first.candidates, CANDIDATES)?;
    let (_, example) = &group.first.name;
    if group.shared.is_empty() || count == 1 {
        let heading = match count {
            1 => say!("Seen:", "根拠:"),
            _ => say!("Seen at {name}:", "{name} での根拠:", name = shown(example)),
        };
        page.seen(out, heading.lang(page.lang), &group.first.seen)?;
    } else {
        page.seen(
            out,
            page.say("Seen at all of them:", "すべてに共通の根拠:"),
            &group.shared,
        )?;
    }
    if !group.same_steps {
        writeln!(out)?;
        let whose = say!(
            "What to do is shown for {name}; for each of the others sshdoctor prints its own.",
            "手順は {name} の例です。ほかの接続先の手順は、それぞれ sshdoctor で表示できます。",
            name = shown(example)
        );
        page.line(out, "", &whose)?;
    }
    page.steps(
        out,
        &group.first.steps,
        Verdict::Fault,
        &group.first.again,
        None,
    )
}

fn undecided(page: &Page, out: &mut dyn Write, group: &Group) -> io::Result<()> {
    let count = group.names().len();
    let head = page.say("Undecided", "未確定");
    writeln!(out, "{}: {count}", paint(Tone::Notable, head))?;
    let most = if page.verbose { usize::MAX } else { SENTENCES };
    let kept = group.sentences().into_iter().take(most);
    let mut told = 0;
    for (name, sentence) in kept {
        let line = format!("{}: {}", shown(name), page.words(sentence));
        page.hanging(out, "  - ", &line)?;
        told += 1;
    }
    more(page, out, count - told)?;
    // The step of one is hardly that of another.
    if count == 1 {
        page.steps(
            out,
            &group.first.steps,
            Verdict::Undecided,
            &group.first.again,
            None,
        )?;
    }
    Ok(())
}

/// Names in columns, as `ls` has them.
fn names(page: &Page, out: &mut dyn Write, names: &[&str]) -> io::Result<()> {
    let most = if page.verbose { usize::MAX } else { NAMES };
    let shown: Vec<String> = names.iter().take(most).map(|name| shown(name)).collect();
    let widest = shown.iter().map(|name| width(name)).max().unwrap_or(0);
    let columns = (page.columns.saturating_sub(2) / (widest + 2)).max(1);
    for row in shown.chunks(columns) {
        let row: String = row.iter().map(|name| pad(name, widest + 2)).collect();
        writeln!(out, "  {}", row.trim_end())?;
    }
    more(page, out, names.len() - shown.len())
}

fn more(page: &Page, out: &mut dyn Write, count: usize) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    let words = page.say("and more with -v:", "ほか(-v で表示):");
    writeln!(out, "  {words} {count}")
}

/// How many there were, what was not read, what it cost.
fn ending(
    page: &Page,
    out: &mut dyn Write,
    groups: &Groups,
    list: &List,
    seconds: f64,
) -> io::Result<()> {
    let (faults, undecided, healthy) = groups.counts();
    let ended = faults + undecided + healthy;
    let total = list.targets.len();
    let s = if total == 1 { "" } else { "s" };
    let sum = Say::made(
        format!(
            "{total} target{s}: {faults} with a fault, {undecided} undecided, {healthy} without a fault"
        ),
        format!(
            "接続先 {total} 件: 問題あり {faults} 件、未確定 {undecided} 件、問題なし {healthy} 件"
        ),
    );
    page.line(out, "", &sum)?;
    overview(page, out, groups)?;
    if ended < total {
        let rest = say!(
            "not examined: {rest}",
            "未実施: {rest} 件",
            rest = total - ended
        );
        page.line(out, "", &rest)?;
    }
    if list.repeated > 0 {
        let twice = say!(
            "named more than once and examined once: {count}",
            "重複: {count} 件(1 回だけ確認)",
            count = list.repeated
        );
        page.line(out, "", &twice)?;
    }
    if list.unread > 0 {
        let unread = say!(
            "entries that could not be read, and were not looked at: {count}",
            "読み取れず、確認していない項目: {count} 件",
            count = list.unread
        );
        page.line(out, "", &unread)?;
    }
    let cost = say!(
        "cost to the servers: {connections} connections, {refused} refused keys; {seconds} s",
        "サーバーへの負荷: 接続 {connections} 回、拒否された鍵 {refused} 個。所要 {seconds} 秒",
        connections = groups.cost.connections,
        refused = groups.cost.failures_a_server_counts,
        seconds = format!("{seconds:.1}")
    );
    writeln!(out, "{}", paint(Tone::Quiet, cost.lang(page.lang)))
}

/// The causes at a glance, where there are several: what stands above has left the screen by now.
fn overview(page: &Page, out: &mut dyn Write, groups: &Groups) -> io::Result<()> {
    let faults = groups.faults();
    for group in faults.iter().filter(|_| faults.len() > 1) {
        let count = group.names().len();
        let at = match (&group.machine, page.lang) {
            (Some(machine), Lang::En) => format!(" (on {machine})"),
            (Some(machine), Lang::Ja) => format!(" (踏み台 {machine})"),
            (None, _) => String::new(),
        };
        writeln!(
            out,
            "{}",
            harmless(&format!("{count:>7}  {}{at}", group.code.code))
        )?;
    }
    Ok(())
}

/// A name of the list, which may be anything.
fn shown(name: &str) -> String {
    harmless(&Untrusted::from(name).visible(60))
}
