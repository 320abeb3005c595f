//! User authentication.

use crate::evidence::{Closing, Disconnect, Ending, Fact, Login, Methods, Probe, Sentence};
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, aside, fresh, here, nothing, says};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    here("SSH2_MSG_SERVICE_ACCEPT received", |attempt, line| {
        attempt.passed(Probe::HostKeyStanding, line);
        attempt.reach(Probe::Methods);
    }),
    here("Authentications that can continue: ", can_continue),
    here("Next authentication method: ", next_method),
    here("No more authentication methods to try", no_more_methods),
    fresh("Permission denied (", denied),
    here("Permission denied, please try again", try_again),
    here("with partial success", partial),
    here("Authentication succeeded (", authenticated),
    here("Authenticated to ", authenticated),
    here("'s password:", |attempt, _| asked(attempt)),
    aside("Password for ", |attempt, _| asked(attempt)),
    here(") Password:", |attempt, _| asked(attempt)),
    aside("Password:", |attempt, line| {
        // Nothing else on the line: keyboard-interactive before 8.x, and PAM's own words since.
        if line.before().is_empty() && line.after().trim().is_empty() {
            asked(attempt);
        }
    }),
    here("Verification code", |attempt, _| asked(attempt)),
    here("Too many authentication failures", too_many),
    nothing("No Kerberos credentials available"),
    says("Your account has expired", Sentence::AccountExpiredBanner),
    says(
        "Unprivileged users are not permitted to log in yet",
        Sentence::LoginsDisabledBanner,
    ),
    says("System is booting up", Sentence::LoginsDisabledBanner),
    says("System is going down", Sentence::LoginsDisabledBanner),
    here("tailnet policy does not permit", vendor),
    here("tailscale: ", tailscale),
    nothing("failed to connect to backend"),
    here("4003: 'failed to connect to backend'", beyond_iap),
    here("[4047: 'Failed to lookup instance'", beyond_iap),
    here("Error while connecting [4033", vendor),
    here("access denied to ", teleport),
    here("Please login as the user \"", root_told),
];

/// The list tells which methods remain, and that what was tried before did not do.
fn can_continue(attempt: &mut Attempt, line: &Line<'_>) {
    let methods = list(line.after());
    if let Some(last) = attempt.offered.last_mut() {
        match last.accepted {
            None => last.accepted = Some(false),
            // Signed, and refused nevertheless.
            Some(true) if !attempt.partial => {
                let said = attempt.banner.clone();
                if attempt.signed || attempt.user.as_deref() == Some("root") {
                    attempt.learn(
                        Fact::Login(Login::RefusedAfterKey {
                            said,
                            closed: false,
                        }),
                        line,
                    );
                }
            }
            Some(_) => {}
        }
    }
    attempt.passed(Probe::HostKeyStanding, line);
    attempt.passed(Probe::Methods, line);
    answered_wrong(attempt, line);
    if attempt.methods.is_empty() || attempt.partial {
        attempt.methods = methods.clone();
        attempt.learn(
            Fact::Methods(Methods::Offered {
                methods,
                banner: Vec::new(),
            }),
            line,
        );
    }
}

fn list(text: &str) -> Vec<String> {
    let text = text.split(')').next().unwrap_or_default();
    text.split(',')
        .map(|name| name.trim().trim_end_matches('.').to_owned())
        .filter(|name| !name.is_empty() && name.len() < 64)
        .take(64)
        .collect()
}

fn next_method(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    attempt.publickey_had_its_turn |= line.after().trim() == "publickey";
}

/// ssh tells of every method when it begins with it (sshconnect2.c `userauth`): where the server takes public keys, all
/// methods are through and this one never began, the person's own configuration leaves it out.
fn no_more_methods(attempt: &mut Attempt, _: &Line<'_>) {
    attempt.reach(Probe::Methods);
    let takes = |method: &str| attempt.methods.iter().any(|offered| offered == method);
    attempt.leaves_publickey_out = takes("publickey")
        && !takes("password")
        && !takes("keyboard-interactive")
        && !attempt.publickey_had_its_turn
        && attempt.offered.is_empty()
        && attempt.tried.is_empty();
}

fn asked(attempt: &mut Attempt) {
    attempt.asked_password = true;
    attempt.reach(Probe::Methods);
}

/// The server takes none of what was typed at its last question.
fn answered_wrong(attempt: &mut Attempt, line: &Line<'_>) {
    if !std::mem::take(&mut attempt.asked_password) {
        return;
    }
    if attempt.partial {
        attempt.says(Sentence::SecondFactorRejected, line);
    } else if !attempt.has(Sentence::PasswordRejected) {
        attempt.says(Sentence::PasswordRejected, line);
    }
}

/// `deploy@web1: Permission denied (publickey,password).`
fn denied(attempt: &mut Attempt, line: &Line<'_>) {
    let methods = list(line.after());
    // `Permission denied (os error 13)` is another program's.
    if methods.iter().any(|method| method.contains(' ')) {
        return;
    }
    let who = line
        .before()
        .trim_end_matches([':', ' '])
        .split_whitespace()
        .last()
        .unwrap_or_default();
    if let Some((user, host)) = who.rsplit_once('@') {
        attempt.name_host(host);
        attempt.name_user(user.trim_start_matches(['"', '\'', '(']));
    }
    attempt.reach(Probe::Methods);
    attempt.says(Sentence::PermissionDenied, line);
    if attempt.methods.is_empty() {
        attempt.methods = methods.clone();
        attempt.learn(
            Fact::Methods(Methods::Offered {
                methods,
                banner: Vec::new(),
            }),
            line,
        );
    }
    if attempt.partial {
        // Asked for the second factor, and answered wrong.
        attempt.asked_password |= attempt.has(Sentence::PasswordRejected);
    }
    answered_wrong(attempt, line);
    attempt.ends(line);
}

fn try_again(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    attempt.says(Sentence::PasswordRejected, line);
}

fn partial(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server {
        return;
    }
    if let Some(last) = attempt.offered.last_mut() {
        last.accepted = Some(true);
    }
    attempt.partial = true;
    attempt.asked_password = false;
    attempt.says(Sentence::MoreAuthentication, line);
    attempt.passed(Probe::KeyAnswers, line);
    attempt.reach(Probe::Login);
}

/// `Authenticated to web1 ([192.0.2.7]:22) using "publickey".`
fn authenticated(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("Authenticated to ") {
        attempt.verbose = true;
        let host = line.word();
        attempt.arrives_at(host);
        attempt.host.get_or_insert_with(|| host.to_owned());
        if let Some((address, port)) = line
            .between("(", ")")
            .and_then(|place| place.rsplit_once(':'))
        {
            attempt.address = address
                .trim_matches(['[', ']'])
                .parse()
                .ok()
                .or(attempt.address);
            attempt.name_port(port);
        }
    }
    let method = line
        .quoted()
        .or_else(|| line.between("(", ")"))
        .unwrap_or_default()
        .to_owned();
    attempt.passed(Probe::Methods, line);
    attempt.passed(Probe::Login, line);
    attempt.learn(
        Fact::Login(Login::Succeeded {
            method,
            remote: Vec::new(),
        }),
        line,
    );
    attempt.works(line);
    if line.text.contains("Authenticated to ") && !attempt.way.behind().is_empty() {
        // The jump host let it in; the next machine's turn comes.
        attempt.leaves();
    }
}

pub(super) fn too_many(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server || attempt.has(Sentence::TooManyOffered) {
        return;
    }
    attempt.reach(Probe::Methods);
    let offered = attempt.offered.len();
    attempt.tells(Sentence::TooManyOffered, None, Some(offered), "", line);
    attempt.ends(line);
}

/// The connection ends during authentication without a word.
pub(super) fn closed(attempt: &mut Attempt, how: Closing, line: &Line<'_>) {
    if attempt
        .offered
        .last()
        .is_some_and(|offered| offered.accepted == Some(true))
    {
        let said = attempt.banner.clone();
        attempt.learn(
            Fact::Login(Login::RefusedAfterKey { said, closed: true }),
            line,
        );
    } else if attempt.has(Sentence::PasswordRejected) {
        // After three wrong passwords sshd hangs up.
    } else {
        ended(attempt, Ending::Closed(how), line);
    }
}

pub(super) fn disconnected(attempt: &mut Attempt, disconnect: Disconnect, line: &Line<'_>) {
    ended(attempt, Ending::Disconnected(disconnect), line);
}

fn ended(attempt: &mut Attempt, ending: Ending, line: &Line<'_>) {
    attempt.learn(
        Fact::Methods(Methods::Ended {
            ending,
            banner: attempt.banner.clone(),
        }),
        line,
    );
}

fn vendor(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.reach(Probe::Methods);
    attempt.tells(Sentence::VendorPolicy, None, None, line.text, line);
    attempt.banner.push(Untrusted::from(line.text));
}

/// Google's proxy let the person in, and found no machine or no open port behind itself; 4033 is its own refusal.
fn beyond_iap(attempt: &mut Attempt, line: &Line<'_>) {
    let word = line.between("'", "'").unwrap_or_default().to_owned();
    attempt.tells(Sentence::JumpTargetUnreachable, None, None, &word, line);
    attempt.reach(Probe::Connect);
}

fn tailscale(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("permit") || line.text.contains("denied") || line.text.contains("reject")
    {
        vendor(attempt, line);
    }
}

fn teleport(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ERROR:") || line.text.contains("connecting to") {
        vendor(attempt, line);
    }
}

/// Cloud images print it from root's authorized_keys, and close.
fn root_told(attempt: &mut Attempt, line: &Line<'_>) {
    attempt.tells(
        Sentence::RootLoginRefused,
        None,
        None,
        line.quoted().unwrap_or_default(),
        line,
    );
}
