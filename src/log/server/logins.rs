//! Failed, accepted, given up, thrown out.

use super::{user, who};
use crate::evidence::{Fact, Login, Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, of_server, of_user, server_says};

pub(super) const ROWS: &[Row] = &[
    of_user("Failed publickey for ", Sentence::PublickeyFailed),
    of_server("Failed password for ", failed_password),
    of_server("Failed keyboard-interactive/pam for ", failed_password),
    of_server("Bad password attempt for ", failed_password),
    of_server("PAM: Authentication failure for ", failed_password),
    of_server("pam_unix(sshd:auth): authentication failure", pam_failure),
    of_server("pam_tally(sshd:auth): ", tally),
    of_server("pam_tally2(sshd:auth): ", tally),
    of_server("pam_faillock(sshd:auth): ", tally),
    server_says("Accepted key ", Sentence::KeyFound),
    of_user("Postponed publickey for ", Sentence::KeyFound),
    of_server("Accepted publickey for ", accepted),
    of_server("Accepted password for ", accepted),
    of_server("Accepted keyboard-interactive/pam for ", accepted),
    of_server("Accepted gssapi-with-mic for ", accepted),
    of_server("Accepted hostbased for ", accepted),
    of_server("Pubkey auth succeeded for ", accepted),
    of_server("Password auth succeeded for ", accepted),
    of_server("pam_unix(sshd:session): session opened for user ", opened),
    of_server("Starting session: ", opened),
    of_server("Connection closed by authenticating user ", gave_up),
    of_server("Connection reset by authenticating user ", gave_up),
    of_server("Disconnected from authenticating user ", gave_up),
    of_server("Connection closed by invalid user ", invalid_gave_up),
    of_server("Connection reset by invalid user ", invalid_gave_up),
    of_server("Disconnected from invalid user ", invalid_gave_up),
    of_server(" [preauth]", preauth),
    of_user(
        "maximum authentication attempts exceeded for ",
        Sentence::TooManyFailures,
    ),
    of_user("Max auth tries reached", Sentence::TooManyFailures),
    of_server("Timeout before authentication", grace),
    of_server("Timeout before auth", grace),
    of_server("exceeded LoginGraceTime", penalty),
    of_server("drop connection #", dropped),
    server_says("past MaxStartups", Sentence::MaxStartups),
    server_says("exited MaxStartups throttling", Sentence::MaxStartups),
    server_says("beginning MaxStartups throttling", Sentence::MaxStartups),
    server_says("Maxstartups logging rate-limited", Sentence::MaxStartups),
    of_server("srclimit_penalise: ", penalty),
    of_server("refused connect from ", hosts_denied),
    server_says(
        "Bad protocol version identification '",
        Sentence::ClientNotSsh,
    ),
    server_says(
        "client sent invalid protocol identifier",
        Sentence::ClientNotSsh,
    ),
    server_says(
        "Did not receive identification string from",
        Sentence::ClientLeftEarly,
    ),
];

fn failed_password(attempt: &mut Attempt, line: &Line<'_>) {
    let invalid = line.text.contains("invalid user ") || line.text.contains("illegal user ");
    user(
        attempt,
        if invalid {
            Sentence::UserUnknownOrRefused
        } else {
            Sentence::PasswordFailed
        },
        line,
    );
    if invalid && let Some((_, rest)) = line.text.split_once("user ") {
        attempt.name_user(rest.split_whitespace().next().unwrap_or_default());
    }
}

fn pam_failure(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some((_, user)) = line.text.rsplit_once("user=")
        && !user.trim().is_empty()
    {
        attempt.name_user(user.split_whitespace().next().unwrap_or_default());
        attempt.says(Sentence::PasswordFailed, line);
    }
}

/// `user bob (310) tally 83, deny 6`, `Consecutive login failures for user bob account temporarily locked`
fn tally(attempt: &mut Attempt, line: &Line<'_>) {
    let over = match (line.number_after(" tally "), line.number_after(" deny ")) {
        (Some(tally), Some(deny)) => tally > deny,
        (_, _) => line.text.contains("locked"),
    };
    if over {
        user(attempt, Sentence::PamDenied, line);
    }
}

fn accepted(attempt: &mut Attempt, line: &Line<'_>) {
    who(attempt, line);
    attempt.said.clear();
    let method = line
        .text
        .get(line.at.0..)
        .and_then(|text| text.split_whitespace().nth(1))
        .unwrap_or_default()
        .to_owned();
    attempt.learn(
        Fact::Login(Login::Succeeded {
            method,
            remote: Vec::new(),
        }),
        line,
    );
    attempt.works(line);
}

fn opened(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.facts.contains_key(&Probe::Login) {
        attempt.works(line);
    }
}

/// It adds nothing where sshd had found the key: then the client did not sign.
fn gave_up(attempt: &mut Attempt, line: &Line<'_>) {
    who(attempt, line);
    if !attempt.has(Sentence::KeyFound) {
        attempt.says(Sentence::ClientGaveUp, line);
    }
    attempt.ends(line);
}

fn invalid_gave_up(attempt: &mut Attempt, line: &Line<'_>) {
    user(attempt, Sentence::InvalidUserGaveUp, line);
    attempt.ends(line);
}

/// Before authentication, and no other sentence said why.
fn preauth(attempt: &mut Attempt, line: &Line<'_>) {
    let left = [
        "Connection closed by ",
        "Connection reset by ",
        "Received disconnect from ",
    ]
    .iter()
    .any(|words| line.text.contains(words));
    if !left || line.text.contains(" user ") {
        return;
    }
    who(attempt, line);
    if line
        .text
        .contains("No supported authentication methods available")
        || line.text.contains(":14: ")
    {
        attempt.says(Sentence::ClientOutOfMethods, line);
    } else if line.text.contains("Auth fail") {
        attempt.says(Sentence::ClientGaveUp, line);
    } else if !line.text.contains(":11: ") {
        attempt.says(Sentence::ClientLeftEarly, line);
    }
}

fn grace(attempt: &mut Attempt, line: &Line<'_>) {
    who(attempt, line);
    if !attempt.has(Sentence::LoginGraceExceeded) {
        attempt.says(Sentence::LoginGraceExceeded, line);
    }
}

fn dropped(attempt: &mut Attempt, line: &Line<'_>) {
    let what = if line.text.contains("penalty") {
        Sentence::Penalised
    } else {
        Sentence::MaxStartups
    };
    attempt.tells(what, None, None, line.after(), line);
}

fn penalty(attempt: &mut Attempt, line: &Line<'_>) {
    // What is only deferred has not kept anybody out yet.
    if line.text.contains("active penalty")
        || line.text.contains("srclimit_penalise: ") && line.text.contains("active")
    {
        attempt.tells(Sentence::Penalised, None, None, line.after(), line);
    }
}

fn hosts_denied(attempt: &mut Attempt, line: &Line<'_>) {
    who(attempt, line);
    attempt.tells(Sentence::HostsDenied, None, None, line.word(), line);
}
