//! What a person reads: one line a stage as it happens, then cause, how it is known, what to do next.

use std::io::{self, Write};
use std::path::PathBuf;

use super::Outcome;
use super::paint::{Tone, paint};
use super::randomart;
use crate::evidence::{Evidence, KeyReply, Offer, Origin, PublicKey};
use crate::finding::{Cause, Certainty, Stage, Step, Verdict, Where};
use crate::lang::{Lang, Say};
use crate::say;
use crate::target::{Target, Via};
use crate::text::{harmless, pad, truncate, width, wrap};
use crate::tree::stages::{StageLine, Status};

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

/// Column where a stage's summary begins.
const SUMMARY_AT: usize = 20;
/// Columns kept for how long it took: `  10000 ms`.
const TOOK: usize = 10;
/// So many rows of keys are shown without `-v`.
const KEYS: usize = 12;

impl Page {
    fn say(&self, en: &'static str, ja: &'static str) -> &'static str {
        match self.lang {
            Lang::En => en,
            Lang::Ja => ja,
        }
    }

    pub(super) fn words(&self, say: &Say) -> String {
        self.tilde(&harmless(say.lang(self.lang)))
    }

    fn tilde(&self, text: &str) -> String {
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

    /// The name of a stage.
    pub fn stage(&self, stage: Stage) -> &'static str {
        match stage {
            Stage::Config => self.say("config", "設定"),
            Stage::Resolve => self.say("name", "名前解決"),
            Stage::Connect => self.say("connect", "接続"),
            Stage::Identify => self.say("identify", "識別"),
            Stage::Kex => self.say("kex", "鍵交換"),
            Stage::Hostkey => self.say("host key", "ホスト鍵"),
            Stage::Userauth => self.say("userauth", "認証"),
            Stage::Session => self.say("session", "セッション"),
            Stage::Stability => self.say("stability", "安定性"),
            Stage::Server => self.say("server", "サーバー"),
            Stage::Done => "",
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

    /// One stage as one line; a summary that is too long goes on below itself.
    pub fn stage_line(&self, out: &mut dyn Write, line: &StageLine) -> io::Result<()> {
        let (word, tone) = match line.status {
            Status::Passed => (self.say("ok", "成功"), Tone::Good),
            Status::Failed => (self.say("FAILED", "失敗"), Tone::Bad),
            Status::Warned => (self.say("note", "注意"), Tone::Notable),
            Status::Unknown => (self.say("unknown", "不明"), Tone::Notable),
            Status::Skipped => (self.say("-", "-"), Tone::Quiet),
        };
        let took = line
            .elapsed_ms
            .filter(|ms| *ms >= 1.0)
            .map(|ms| format!("{ms:.0} ms"))
            .unwrap_or_default();
        let name = self.stage(line.stage);
        // The longest name in Japanese fills its column.
        let at = SUMMARY_AT.max(10 + width(name) + 1);
        let room = self.columns.saturating_sub(at + TOOK).max(SUMMARY_AT);
        let summary = wrap(&self.words(&line.summary), room);
        let (first, rest) = summary
            .split_first()
            .map_or(("", &[][..]), |(first, rest)| (first, rest));
        let head = format!("  {}{}", paint_padded(tone, word, 8), pad(name, at - 10));
        let used = at + width(first) + width(&took);
        match self.columns.checked_sub(used) {
            Some(gap) if gap >= 2 && !took.is_empty() => {
                writeln!(
                    out,
                    "{head}{first}{}{}",
                    " ".repeat(gap),
                    paint(Tone::Quiet, &took)
                )?;
            }
            Some(_) | None => writeln!(out, "{}", format!("{head}{first}").trim_end())?,
        }
        for line in rest {
            writeln!(out, "{}{line}", " ".repeat(at))?;
        }
        Ok(())
    }

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
        let candidates = cause.candidates();
        if !candidates.is_empty() {
            writeln!(
                out,
                "{}",
                paint(
                    Tone::Strong,
                    self.say("What remains, likeliest first:", "残る可能性(高い順):")
                )
            )?;
            let shown = if self.verbose { candidates.len() } else { 8 };
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
        }
        let seen = cause.evidence(target);
        if !seen.is_empty() {
            writeln!(out)?;
            writeln!(out, "{}", paint(Tone::Strong, self.say("Seen:", "根拠:")))?;
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
        }
        self.pictures(out, &cause.keys())?;
        // What was wrong on a jump host is mended for the sake of the target.
        let whole = evidence.behind.last().unwrap_or(target);
        let again = match &evidence.at_server {
            Some(ask) => crate::shell::Command::new(&ask.words),
            None => whole.again(),
        };
        self.steps(out, &cause.next(target), verdict, &again, target)
    }

    /// Keys as pictures, side by side where there is room: two that differ are seen to differ at once.
    fn pictures(&self, out: &mut dyn Write, keys: &[(Say, &PublicKey)]) -> io::Result<()> {
        let drawn = keys.iter().filter_map(|(name, key)| {
            let name = pad(
                &truncate(&self.words(name), randomart::WIDTH),
                randomart::WIDTH,
            );
            Some([vec![name], randomart::randomart(key)?].concat())
        });
        let drawn: Vec<Vec<String>> = drawn.collect();
        let beside = (self.columns.saturating_sub(2) / (randomart::WIDTH + 3)).max(1);
        for together in drawn.chunks(beside) {
            writeln!(out)?;
            for row in 0..together[0].len() {
                let cells: Vec<&str> = together.iter().map(|lines| lines[row].as_str()).collect();
                writeln!(out, "{}", format!("    {}", cells.join("   ")).trim_end())?;
            }
        }
        Ok(())
    }

    fn steps(
        &self,
        out: &mut dyn Write,
        steps: &[Step],
        verdict: Verdict,
        again: &crate::shell::Command,
        target: &Target,
    ) -> io::Result<()> {
        let way = target.via.as_deref().map(Via::ssh);
        let way = way.as_ref().and_then(|way| way.line());
        let mut place = None;
        for (index, step) in steps.iter().enumerate() {
            if place != Some(step.place) {
                place = Some(step.place);
                let heading = match step.place {
                    Where::Client => self.say("Next, here:", "次にすること(この端末で):"),
                    Where::Server => {
                        self.say("Next, on the server:", "次にすること(サーバー上で):")
                    }
                    Where::Network => {
                        self.say("Next, in the network:", "次にすること(ネットワークで):")
                    }
                    Where::Administrator => {
                        self.say("Next, for the administrator:", "次にすること(管理者へ):")
                    }
                };
                let heading = match (way, step.place, self.lang) {
                    (Some(way), Where::Server, Lang::En) => {
                        format!("Next, on the server ({way}):")
                    }
                    (Some(way), Where::Server, Lang::Ja) => {
                        format!("次にすること(サーバー上で。{way}):")
                    }
                    (_, _, _) => heading.to_owned(),
                };
                writeln!(out)?;
                writeln!(out, "{}", paint(Tone::Strong, &heading))?;
            }
            self.hanging(out, &format!("  {}  ", index + 1), &self.words(&step.text))?;
            if let Some(caution) = &step.caution {
                self.hanging(
                    out,
                    &format!("     {} ", self.say("Mind:", "注意:")),
                    &self.words(caution),
                )?;
            }
            // What is to be written is there before the command that puts it to use.
            for line in &step.lines {
                writeln!(out, "       {}", harmless(line))?;
            }
            if let Some(command) = step.command.as_ref().and_then(|command| command.line()) {
                // A command is never wrapped: a line break would change what is pasted.
                writeln!(out, "       {}", paint(Tone::Strong, command))?;
            }
        }
        if verdict != Verdict::Healthy
            && !steps.is_empty()
            && let Some(again) = again.line()
        {
            writeln!(out, "  {}  {again}", self.say("then", "確認"))?;
        }
        Ok(())
    }

    /// Which keys ssh would offer and what the server says to each: only where keys are what it is about.
    fn key_table(
        &self,
        out: &mut dyn Write,
        evidence: &Evidence,
        cause: &dyn Cause,
    ) -> io::Result<()> {
        let (Ok(config), Ok(identities)) = (evidence.ssh_config(), evidence.identities()) else {
            return Ok(());
        };
        if cause.page().stage != Stage::Userauth {
            return Ok(());
        }
        let offers = identities.offer(config);
        let others: Vec<_> = evidence
            .others()
            .map(|answers| answers.answers.clone())
            .unwrap_or_default();
        if offers.is_empty() && others.is_empty() {
            return Ok(());
        }
        let header = (
            self.say("key", "鍵"),
            self.say("ssh offers it", "ssh が提示"),
            self.say("the server takes it", "サーバーの応答"),
        );
        let mut rows: Vec<(String, String, String)> = Vec::new();
        for (index, offer) in offers.iter().enumerate() {
            let reply = evidence
                .offered()
                .ok()
                .and_then(|answers| answers.reply_to(&offer.key));
            let reply = reply.or_else(|| {
                others
                    .iter()
                    .find(|answer| answer.key == offer.key)
                    .map(|answer| answer.reply)
            });
            let place = match self.lang {
                Lang::En => ordinal(index + 1),
                Lang::Ja => format!("{} 番目", index + 1),
            };
            rows.push((self.key_name(offer), place, self.reply(reply).to_owned()));
        }
        // Asked or not: a key that was not asked about is part of the picture.
        let left = evidence.other_candidates().unwrap_or_default();
        let asked = others
            .iter()
            .map(|answer| (answer.key.clone(), Some(answer.reply)));
        let unasked = left
            .into_iter()
            .filter(|key| !others.iter().any(|answer| answer.key == *key))
            .map(|key| (key, None));
        for (other, reply) in asked
            .chain(unasked)
            .filter(|(key, _)| !offers.iter().any(|offer| offer.key == *key))
        {
            let held = identities
                .agent
                .keys()
                .iter()
                .chain(identities.other_agent.keys())
                .find(|held| held.key == other);
            let name = match (held, identities.file_of(&other)) {
                (Some(held), _) => format!(
                    "{} ({})",
                    self.say("agent", "エージェント"),
                    held.comment.visible(24)
                ),
                (None, Some(file)) => file_name(&file.path),
                (None, None) => String::new(),
            };
            let key = format!("{} {} {name}", other.kind(), short(&other.fingerprint()));
            let left_out = match held {
                Some(_) if config.identities_only => {
                    self.say("no (IdentitiesOnly)", "しない(IdentitiesOnly)")
                }
                Some(_) | None => self.say("no", "しない"),
            };
            rows.push((key, left_out.to_owned(), self.reply(reply).to_owned()));
        }
        let widest = |of: fn(&(String, String, String)) -> &str, header: &str| {
            let cells = rows.iter().map(|row| width(of(row)));
            cells.chain([width(header)]).max().unwrap_or(0)
        };
        let second = widest(|row| &row.1, header.1);
        let third = widest(|row| &row.2, header.2);
        let room = self.columns.saturating_sub(5 + 2 + second + 2 + third);
        let first = widest(|row| &row.0, header.0).min(room.max(12));
        let line = |row: (&str, &str, &str)| {
            format!(
                "     {}  {}  {}",
                pad(&truncate(row.0, first), first),
                pad(row.1, second),
                row.2
            )
        };
        writeln!(out, "{}", paint(Tone::Quiet, &line(header)))?;
        for row in rows
            .iter()
            .take(if self.verbose { usize::MAX } else { KEYS })
        {
            writeln!(out, "{}", harmless(&line((&row.0, &row.1, &row.2))))?;
        }
        if rows.len() > KEYS && !self.verbose {
            let more = rows.len() - KEYS;
            writeln!(
                out,
                "     {} {more}",
                self.say("and more with -v:", "ほか(-v で表示):")
            )?;
        }
        writeln!(out)
    }

    fn key_name(&self, offer: &Offer) -> String {
        let place = match &offer.origin {
            Origin::File(path) => file_name(path),
            Origin::Agent {
                comment,
                file: None,
            } => format!(
                "{} ({})",
                self.say("agent", "エージェント"),
                comment.visible(24)
            ),
            Origin::Agent {
                file: Some(path), ..
            } => format!("{}, {}", self.say("agent", "エージェント"), file_name(path)),
        };
        format!(
            "{} {} {place}",
            offer.key.kind(),
            short(&offer.key.fingerprint())
        )
    }

    fn reply(&self, reply: Option<KeyReply>) -> &'static str {
        match reply {
            Some(KeyReply::Accepted) => self.say("YES", "受け付ける"),
            Some(KeyReply::Refused) => self.say("no", "拒否"),
            Some(KeyReply::NoSignatureAlgorithm { .. }) => self.say(
                "not asked: no common signature",
                "未確認(共通の署名方式なし)",
            ),
            None => self.say("not asked", "未確認"),
        }
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
        let head = format!("{label}: ");
        let indent = width(&head);
        let text = self.words(&cause.cause(&evidence.target));
        let lines = wrap(&text, self.columns.saturating_sub(indent));
        for (index, line) in lines.iter().enumerate() {
            let before = if index == 0 {
                paint(tone, &head)
            } else {
                " ".repeat(indent)
            };
            write!(out, "{}{before}{line}", if index == 0 { "" } else { "\n" })?;
        }
        let code = cause.page().code;
        let used = indent + lines.last().map_or(0, |line| width(line));
        let gap = match self.columns.checked_sub(used + width(code)) {
            Some(gap) if gap >= 2 => " ".repeat(gap),
            Some(_) | None => format!("\n{}", " ".repeat(self.columns.saturating_sub(width(code)))),
        };
        writeln!(out, "{gap}{}", paint(Tone::Quiet, code))
    }

    /// `head` before the first line, blanks before the others.
    fn hanging(&self, out: &mut dyn Write, head: &str, text: &str) -> io::Result<()> {
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

fn paint_padded(tone: Tone, word: &str, columns: usize) -> String {
    format!(
        "{}{}",
        paint(tone, word),
        " ".repeat(columns.saturating_sub(width(word)))
    )
}

/// `1st`, `2nd`, `3rd`, `4th` …
fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        (_, _) => "th",
    };
    format!("{number}{ending}")
}

fn file_name(path: &std::path::Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The first characters of a fingerprint: enough to tell keys apart on one screen.
fn short(fingerprint: &str) -> String {
    let kept: String = fingerprint.chars().take("SHA256:".len() + 4).collect();
    kept + ".."
}
