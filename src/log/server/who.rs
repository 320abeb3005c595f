//! Who came: users, accounts, PAM.

use super::{user, who};
use crate::evidence::{Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, of_server, of_user, server_nothing, server_says};

pub(super) const ROWS: &[Row] = &[
    server_nothing("sshd version OpenSSH_"),
    server_nothing("Server listening on "),
    of_server("Connection from ", connection),
    of_server("userauth-request for user ", request),
    of_user("Invalid user ", Sentence::UserUnknown),
    of_user("Illegal user ", Sentence::UserUnknown),
    of_user("ogin attempt for nonexistent user", Sentence::UserUnknown),
    of_user("check pass; user unknown", Sentence::UserUnknown),
    of_user(
        "User not known to the underlying authentication module",
        Sentence::UserUnknown,
    ),
    of_server("not allowed because not listed in AllowUsers", |a, l| {
        rule(a, "AllowUsers", l)
    }),
    of_server("not allowed because listed in DenyUsers", |a, l| {
        rule(a, "DenyUsers", l)
    }),
    of_server(
        "not allowed because a group is listed in DenyGroups",
        |a, l| rule(a, "DenyGroups", l),
    ),
    of_server("a group is listed in DenyGroups", |a, l| {
        rule(a, "DenyGroups", l)
    }),
    of_server("groups are listed in AllowGroups", |a, l| {
        rule(a, "AllowGroups", l)
    }),
    of_server("not allowed because not in any group", |a, l| {
        rule(a, "AllowGroups", l)
    }),
    of_user(
        "not allowed because account is locked",
        Sentence::AccountLocked,
    ),
    of_server("account is locked", locked),
    of_server("not allowed because shell ", shell),
    of_user("has invalid shell, rejected", Sentence::ShellInvalid),
    of_user("has expired (account expired)", Sentence::AccountExpired),
    of_server("account expired", account_expired),
    of_server("Account ", account),
    of_server("password has expired (", password_expired),
    of_user("expired password for user", Sentence::PasswordExpired),
    of_user(
        "not allowed because /etc/nologin exists",
        Sentence::LoginsDisabled,
    ),
    of_user("nologin exists", Sentence::LoginsDisabled),
    of_server("ROOT LOGIN REFUSED FROM", root),
    of_server("root login rejected", root),
    server_says("unexpected authentication from", Sentence::RootRefused),
    of_user(
        "administratively prohibited connection for",
        Sentence::RefusedByConfig,
    ),
    server_says(
        "penalty: connection prohibited by RefuseConnection",
        Sentence::RefusedByConfig,
    ),
    of_user("by PAM account configuration", Sentence::PamAccountDenied),
    of_server("pam_access(sshd:account): access denied for user", pam),
    of_server("pam_listfile(sshd", pam),
    of_server("pam_time(sshd", pam),
    of_server("pam_faillock(sshd", pam),
    of_server("pam_tally2(sshd", pam),
    of_server("pam_sss(sshd:account): Access denied", pam),
    of_server("PAM: pam_open_session():", pam),
    of_user("pam_nologin(sshd", Sentence::LoginsDisabled),
    of_server("pam_limits(sshd:session):", limits),
];

fn connection(attempt: &mut Attempt, line: &Line<'_>) {
    let mut words = line.words();
    attempt.from = words.next().and_then(|word| word.parse().ok());
    if let Some((_, local)) = line.after().split_once(" on ") {
        attempt.address = local
            .split_whitespace()
            .next()
            .and_then(|word| word.parse().ok());
        if let Some((_, port)) = local.split_once(" port ") {
            attempt.name_port(port);
        }
    }
    attempt.reach(Probe::Identification);
}

fn request(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.name_user(line.word());
    attempt.reach(Probe::Methods);
}

fn rule(attempt: &mut Attempt, rule: &str, line: &Line<'_>) {
    who(attempt, line);
    if let Some((before, _)) = line.text.split_once(" not allowed because")
        && let Some((_, rest)) = before.rsplit_once("User ")
    {
        attempt.name_user(rest.split_whitespace().next().unwrap_or_default());
    }
    if !attempt.has(Sentence::UserNotAllowed) {
        attempt.tells(Sentence::UserNotAllowed, None, None, rule, line);
    }
}

fn locked(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server && !attempt.has(Sentence::AccountLocked) {
        user(attempt, Sentence::AccountLocked, line);
    }
}

/// `User bob not allowed because shell /bin/zsh does not exist`
fn shell(attempt: &mut Attempt, line: &Line<'_>) {
    who(attempt, line);
    if let Some((before, _)) = line.text.split_once(" not allowed because") {
        attempt.name_user(before.rsplit(' ').next().unwrap_or_default());
    }
    attempt.tells(
        Sentence::ShellInvalid,
        line.words().next(),
        None,
        line.text,
        line,
    );
}

fn account(attempt: &mut Attempt, line: &Line<'_>) {
    if line.after().ends_with(" has expired") && line.server {
        attempt.name_user(line.word());
        attempt.says(Sentence::AccountExpired, line);
    }
}

fn account_expired(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server && !attempt.has(Sentence::AccountExpired) {
        user(attempt, Sentence::AccountExpired, line);
    }
}

fn password_expired(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server {
        user(attempt, Sentence::PasswordExpired, line);
    }
}

fn root(attempt: &mut Attempt, line: &Line<'_>) {
    who(attempt, line);
    attempt.name_user("root");
    attempt.says(Sentence::RootRefused, line);
}

fn pam(attempt: &mut Attempt, line: &Line<'_>) {
    who(attempt, line);
    attempt.tells(
        Sentence::PamDenied,
        None,
        None,
        line.text.get(line.at.0..).unwrap_or_default(),
        line,
    );
}

fn limits(attempt: &mut Attempt, line: &Line<'_>) {
    if line.after().contains("oo many logins") {
        who(attempt, line);
        attempt.says(Sentence::NoMoreSessions, line);
    }
}
