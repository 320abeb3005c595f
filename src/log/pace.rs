//! A client's lines that stand behind a clock (`ts`, or a loop with `date`): where did the login wait?

use super::noise;
use crate::evidence::pace::{Pace, Wait};

/// A clock has so many letters at most.
const CLOCK: usize = 64;
/// ssh's lines of `-v` that are told from other programs' by their beginning.
const BEGINNINGS: [&[u8]; 3] = [b"debug", b"Authenticated to ", b"OpenSSH_"];

/// Listens to the lines of a log that have a clock.
#[derive(Debug, Default)]
pub(super) struct Clocked(Pace);

impl Clocked {
    /// One line, before anything is taken off it.
    pub(super) fn line(&mut self, number: usize, bytes: &[u8]) {
        let Some(at) = words_begin(bytes) else { return };
        let text = String::from_utf8_lossy(bytes);
        let Some((clock, said)) = text.split_at_checked(at) else {
            return;
        };
        // A server's clock tells nothing of the client's login.
        if noise::origin(&text).is_some() {
            return;
        }
        if let Some(moment) = moment(clock) {
            self.0.line(moment, number, text.trim(), said);
        }
    }

    /// The waits of the last login among the lines.
    pub(super) fn waits(&self) -> &[Wait] {
        self.0.waits()
    }
}

/// Where ssh's own words begin, behind something else.
fn words_begin(bytes: &[u8]) -> Option<usize> {
    let head = &bytes[..bytes.len().min(CLOCK)];
    // Most lines have no clock.
    if !head.first()?.is_ascii_graphic() || !head.iter().take(24).any(u8::is_ascii_digit) {
        return None;
    }
    let begins = |at: &usize| {
        matches!(head[*at - 1], b' ' | b'\t' | b']')
            && BEGINNINGS
                .iter()
                .any(|words| head[*at..].starts_with(words))
    };
    (1..head.len()).find(begins)
}

/// Seconds since midnight, since 1970 or since the first line: only differences count.
fn moment(clock: &str) -> Option<f64> {
    let number = |word: &str| {
        let word = word.trim_matches(['[', ']', '(', ')']);
        word.contains('.').then(|| word.parse().ok()).flatten()
    };
    let Some(whole) = noise::clock(clock) else {
        return clock.split_whitespace().find_map(number);
    };
    let fraction = clock
        .rsplit_once(':')
        .and_then(|(_, rest)| rest.get(2..)?.strip_prefix(['.', ',']))
        .map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count())
        .and_then(|digits| {
            let (_, rest) = clock.rsplit_once(':')?;
            format!("0.{}", rest.get(3..3 + digits)?)
                .parse::<f64>()
                .ok()
        });
    Some(f64::from(whole) + fraction.unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_read_in_the_ways_people_write_it() {
        for (line, expected) in [
            ("21:14:41 debug1: x", Some(76481.0)),
            ("21:14:41.5 debug1: x", Some(76481.5)),
            ("[21:14:41,250] debug1: x", Some(76481.25)),
            ("Nov 28 21:14:41 debug1: x", Some(76481.0)),
            ("2026-11-28T21:14:41.125Z debug1: x", Some(76481.125)),
            ("2026-11-28 21:14:41 Authenticated to srv", Some(76481.0)),
            ("1795900679.25 debug1: x", Some(1_795_900_679.25)),
            ("00:00:06 debug1: x", Some(6.0)),
            ("debug1: x", None),
            ("12 debug1: x", None),
        ] {
            let at = words_begin(line.as_bytes());
            assert_eq!(at.and_then(|at| moment(&line[..at])), expected, "{line}");
        }
    }
}
