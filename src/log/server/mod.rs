//! What servers write: sshd in auth.log, secure, the journal and with -d; PAM beside it; dropbear; fail2ban; the kernel.

mod beside;
mod daemon;
mod keys;
mod logins;
mod sessions;
mod who;

use std::net::IpAddr;

use super::attempt::{Attempt, Line};
use super::scan::Row;
use crate::evidence::Sentence;

/// All sentences of servers.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    [
        who::ROWS,
        keys::ROWS,
        logins::ROWS,
        daemon::ROWS,
        sessions::ROWS,
        beside::ROWS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Who asks, and from where, in most of sshd's sentences: `for [invalid user ]U from A port P`, `user U A port P`.
fn who(attempt: &mut Attempt, line: &Line<'_>) {
    let text = line.text.get(line.at.0..).unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().collect();
    let behind = |word: &str| {
        words
            .iter()
            .position(|it| *it == word)
            .and_then(|at| words.get(at + 1))
            .copied()
    };
    let named = || {
        let (_, rest) = line.text.split_once("User ")?;
        rest.split_whitespace().next()
    };
    // `Access denied for user U by PAM …`, `account U has expired …`
    let told_before = || {
        let before = &line.text[..line.text.len() - text.len()];
        let mut words = before.split_whitespace().rev();
        let mut next = words.next();
        for word in words {
            if ["user", "account"].contains(&word) {
                return next;
            }
            next = Some(word);
        }
        None
    };
    let user = behind("user")
        .or_else(|| behind("User"))
        .or_else(|| behind("for").filter(|word| *word != "invalid" && *word != "user"))
        .or_else(named)
        .or_else(told_before);
    if let Some(user) = user {
        attempt.name_user(
            user.trim_end_matches([':', ',', '.', ';'])
                .trim_start_matches("user="),
        );
    }
    let address = words.iter().find_map(|word| {
        word.trim_end_matches([',', ':', '.'])
            .trim_start_matches("rhost=")
            .parse::<IpAddr>()
            .ok()
    });
    attempt.from = address.or(attempt.from);
}

/// A sentence of a user.
pub(in crate::log) fn user(attempt: &mut Attempt, what: Sentence, line: &Line<'_>) {
    who(attempt, line);
    attempt.says(what, line);
}
