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
    let (mut user, mut capital, mut told_for, mut address) = (None, None, None, None);
    let mut last = "";
    for word in text.split_whitespace() {
        let place = match last {
            "user" => Some(&mut user),
            "User" => Some(&mut capital),
            "for" => Some(&mut told_for),
            _ => None,
        };
        if let Some(place) = place {
            place.get_or_insert(word);
        }
        if address.is_none() && word.contains(['.', ':']) {
            let bare = word.trim_end_matches([',', ':', '.']);
            address = bare.trim_start_matches("rhost=").parse::<IpAddr>().ok();
        }
        last = word;
    }
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
    let user = user
        .or(capital)
        .or(told_for.filter(|word| *word != "invalid" && *word != "user"))
        .or_else(named)
        .or_else(told_before);
    if let Some(user) = user {
        attempt.name_user(
            user.trim_end_matches([':', ',', '.', ';'])
                .trim_start_matches("user="),
        );
    }
    attempt.from = address.or(attempt.from);
}

/// A sentence of a user.
pub(in crate::log) fn user(attempt: &mut Attempt, what: Sentence, line: &Line<'_>) {
    who(attempt, line);
    attempt.says(what, line);
}
