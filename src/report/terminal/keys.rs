//! Keys: which ssh would offer and what the server says to each, and how two look side by side.

use std::io::{self, Write};

use super::Page;
use crate::evidence::{Evidence, KeyReply, Offer, Origin, PublicKey};
use crate::finding::{Cause, Stage};
use crate::lang::{Lang, Say};
use crate::report::paint::{Tone, paint};
use crate::report::randomart;
use crate::text::{harmless, pad, truncate, width};

/// So many rows of keys are shown without `-v`.
const KEYS: usize = 12;

impl Page {
    /// Which keys ssh would offer and what the server says to each: only where keys are what it is about.
    pub(super) fn key_table(
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

    /// Keys as pictures, side by side where there is room: two that differ are seen to differ at once.
    pub(super) fn pictures(
        &self,
        out: &mut dyn Write,
        keys: &[(Say, &PublicKey)],
    ) -> io::Result<()> {
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
