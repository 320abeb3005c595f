//! One line a stage, as it happens.

use std::io::{self, Write};

use super::Page;
use crate::finding::Stage;
use crate::report::paint::{Tone, paint};
use crate::text::{pad, width, wrap};
use crate::tree::stages::{StageLine, Status};

/// Column where a stage's summary begins.
const SUMMARY_AT: usize = 20;
/// Columns kept for how long it took: `  10000 ms`.
const TOOK: usize = 10;

impl Page {
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
}

fn paint_padded(tone: Tone, word: &str, columns: usize) -> String {
    format!(
        "{}{}",
        paint(tone, word),
        " ".repeat(columns.saturating_sub(width(word)))
    )
}
