//! What servers write: sshd in auth.log, secure, the journal and with -d; PAM beside it; dropbear; fail2ban; the kernel.

use std::net::IpAddr;

use crate::evidence::{Fact, Login, Probe, Said, Sentence};

use super::attempt::{Attempt, Line};
use super::scan::{Row, of_server, of_user, server_nothing, server_says, server_tells};

pub(super) const ROWS: &[Row] = &[
    server_nothing("sshd version OpenSSH_"),
    server_nothing("Server listening on "),
    of_server("Connection from ", connection),
    of_server("userauth-request for user ", request),
    // Who
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
    // PAM
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
    // Keys
    of_server("Authentication refused: bad ownership or modes for ", modes),
    of_server(
        "must be owned by user or root, and not writable by group or others",
        |a, l| {
            a.tells(
                Sentence::AuthorizedKeysPermissions,
                l.before().split_whitespace().last(),
                None,
                "",
                l,
            );
        },
    ),
    of_server("Could not open user '", unreadable),
    of_server("Could not open authorized keys '", unreadable),
    of_server("is not a regular file", |a, l| {
        a.tells(
            Sentence::AuthorizedKeysNotAFile,
            l.text.split('\'').nth(3),
            None,
            "",
            l,
        )
    }),
    of_server("with correct key but not from a permitted host", restricted),
    of_server("is not permitted to use this key for login", restricted),
    of_server(
        "valid certificate but not from a permitted source address",
        restricted,
    ),
    of_server(
        "is not permitted to use this certificate for login",
        restricted,
    ),
    of_server("entry expired at ", restricted),
    of_server("(authenticator touch) requirement not met", restricted),
    of_server("user verification requirement not met", restricted),
    of_server("bad key options", line_broken),
    of_server("Bad public key options", line_broken),
    of_server("invalid key option string", line_broken),
    of_server("signature algorithm ", algorithm),
    server_tells(
        "not in PubkeyAcceptedKeyTypes",
        Sentence::KeyAlgorithmRefused,
    ),
    of_server("not in PubkeyAcceptedAlgorithms", algorithm),
    of_server("refusing RSA key: ", |a, l| {
        a.tells(Sentence::KeyAlgorithmRefused, None, None, l.after(), l)
    }),
    of_server("Authentication key ", revoked),
    of_server("Error checking authentication key", |a, l| {
        a.tells(
            Sentence::KeyRevoked,
            l.text.rsplit("file ").next(),
            None,
            "",
            l,
        )
    }),
    of_server("efusing certificate ID", certificate),
    of_server("efused Certificate ID", certificate),
    of_server("error: Certificate invalid: ", certificate),
    server_says(
        "Certificate does not contain an authorized principal",
        Sentence::CertificatePrincipal,
    ),
    of_server(" is not listed in ", untrusted_authority),
    of_server("AuthorizedKeysCommand ", keys_command),
    of_server("AuthorizedKeysCommandUser \"", keys_command_user),
    of_server("Unsafe AuthorizedKeysCommand", |a, l| {
        a.tells(Sentence::KeysCommandFailed, l.quoted(), None, l.text, l)
    }),
    of_server("Could not stat AuthorizedKeysCommand", |a, l| {
        a.tells(Sentence::KeysCommandFailed, l.quoted(), None, l.text, l)
    }),
    of_user("Failed publickey for ", Sentence::PublickeyFailed),
    of_server("Failed password for ", failed_password),
    of_server("Failed keyboard-interactive/pam for ", failed_password),
    of_server("Bad password attempt for ", failed_password),
    of_server("PAM: Authentication failure for ", failed_password),
    of_server("pam_unix(sshd:auth): authentication failure", pam_failure),
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
    // How it ends
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
    server_says("sshd: no hostkeys available", Sentence::SshdHostKeysMissing),
    server_says(
        "no hostkeys available -- exiting",
        Sentence::SshdHostKeysMissing,
    ),
    server_says("No hostkeys available", Sentence::SshdHostKeysMissing),
    of_server("nable to load host key", host_key),
    of_server("Could not load host key", host_key),
    of_server("Missing privilege separation directory", |a, l| {
        a.tells(Sentence::SshdPrivsepMissing, l.words().last(), None, "", l)
    }),
    of_server(
        "must be owned by root and not group or world-writable",
        |a, l| {
            a.tells(
                Sentence::SshdPrivsepMissing,
                l.before().split_whitespace().last(),
                None,
                "",
                l,
            )
        },
    ),
    server_says("Privilege separation user ", Sentence::SshdPrivsepMissing),
    of_server("does not exist or is not executable", upgrade),
    server_tells(
        "OpenSSL version mismatch. Built against",
        Sentence::SshdUpgradeIncomplete,
    ),
    server_tells("sshd: symbol lookup error", Sentence::SshdUpgradeIncomplete),
    server_tells(
        "sshd: error while loading shared libraries",
        Sentence::SshdUpgradeIncomplete,
    ),
    server_tells("-R not supported here", Sentence::SshdUpgradeIncomplete),
    server_tells("rexec version mismatch", Sentence::SshdUpgradeIncomplete),
    of_server("Bind to port ", bind),
    of_server("Cannot bind any address", |a, l| {
        if !a.has(Sentence::SshdBindFailed) {
            a.says(Sentence::SshdBindFailed, l);
        }
    }),
    of_server("is not allowed within a Match block", |a, l| {
        a.tells(
            Sentence::SshdConfigInvalid,
            None,
            l.number_after(" line "),
            l.text,
            l,
        )
    }),
    server_says("Received signal 15; terminating", Sentence::SshdNotRunning),
    of_server("Start request repeated too quickly", start_limit),
    of_server("start-limit-hit", start_limit),
    server_says("Failed to start ssh", Sentence::SshdNotRunning),
    server_says(
        "Failed to start OpenBSD Secure Shell server",
        Sentence::SshdNotRunning,
    ),
    server_says("Failed to start OpenSSH", Sentence::SshdNotRunning),
    of_server(
        "changed on disk. Run 'systemctl daemon-reload'",
        config_not_loaded,
    ),
    server_says(
        "AuthenticationMethods cannot be satisfied",
        Sentence::MethodsUnsatisfied,
    ),
    server_says(
        "No AuthenticationMethods left after",
        Sentence::MethodsUnsatisfied,
    ),
    server_says(
        "no authentication methods enabled",
        Sentence::MethodsUnsatisfied,
    ),
    server_says("refusing previously-used ", Sentence::MethodsUnsatisfied),
    server_says(
        "reverse mapping checking getaddrinfo",
        Sentence::ReverseMapping,
    ),
    server_says(
        "but this does not map back to the address",
        Sentence::ReverseMapping,
    ),
    of_server("subsystem request for ", subsystem),
    of_server("subsystem: cannot stat", |a, l| {
        a.tells(Sentence::SubsystemMissing, l.words().next(), None, "", l)
    }),
    server_tells(
        "refused local port forward",
        Sentence::ForwardingRefusedByServer,
    ),
    server_says(
        "Port forwarding disabled",
        Sentence::ForwardingRefusedByServer,
    ),
    server_says(
        "but the request was denied",
        Sentence::ForwardingRefusedByServer,
    ),
    server_says("no more sessions", Sentence::NoMoreSessions),
    of_server("bad ownership or modes for chroot directory", chroot),
    of_server("Unable to chdir to chroot path", chroot),
    server_says("Timeout, client not responding", Sentence::ClientSilent),
    server_says("terminating inactive connection", Sentence::InactiveClosed),
    server_says("seconds of inactivity", Sentence::InactiveClosed),
    server_tells(
        "preauth child terminated by signal",
        Sentence::ServerChildDied,
    ),
    server_tells("unpriv child crash", Sentence::ServerChildDied),
    server_nothing("mm_request_receive: socket closed"),
    // Beside sshd
    of_server("] Ban ", banned_by_jail),
    of_server("] Restore Ban ", banned_by_jail),
    of_server("] Unban ", unbanned),
    of_server("on service SSH with danger", banned),
    of_server("avc:  denied", selinux),
    of_server("avc: denied", selinux),
    of_server("Failed to get default SELinux security context", selinux),
    of_server("[UFW BLOCK]", firewall),
    of_server("Out of memory: Killed process", resources),
    of_server("nf_conntrack: table full, dropping packet", resources),
    of_server("fork: Cannot allocate memory", resources),
    of_server("Too many open files", resources),
];

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
    let user = behind("user")
        .or_else(|| behind("User"))
        .or_else(|| behind("for").filter(|word| *word != "invalid" && *word != "user"));
    let named = line
        .text
        .split_once("User ")
        .and_then(|(_, rest)| rest.split_whitespace().next());
    if let Some(user) = user.or(named) {
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
pub(super) fn user(attempt: &mut Attempt, what: Sentence, line: &Line<'_>) {
    who(attempt, line);
    attempt.says(what, line);
}

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

/// `bad ownership or modes for directory /home/bob/.ssh`
fn modes(attempt: &mut Attempt, line: &Line<'_>) {
    let path = line
        .after()
        .split_once(' ')
        .map_or(line.after(), |(_, path)| path);
    let path = path.trim_end_matches(" [preauth]").trim();
    attempt.tells(
        Sentence::AuthorizedKeysPermissions,
        Some(path),
        None,
        "",
        line,
    );
}

/// `Could not open user 'bob' authorized keys '/home/bob/.ssh/authorized_keys': Permission denied`
fn unreadable(attempt: &mut Attempt, line: &Line<'_>) {
    let quoted: Vec<&str> = line
        .text
        .get(line.at.0..)
        .unwrap_or_default()
        .split('\'')
        .collect();
    let path = quoted.get(3).or_else(|| quoted.get(1)).copied();
    if let (Some(user), true) = (quoted.get(1), quoted.len() > 4) {
        attempt.name_user(user);
    }
    let missing = line.text.contains("No such file");
    // Of the second of the two usual names it says nothing.
    if missing && path.is_some_and(|path| path.ends_with('2')) {
        return;
    }
    let what = if missing {
        Sentence::AuthorizedKeysMissing
    } else {
        Sentence::AuthorizedKeysUnreadable
    };
    attempt.tells(what, path, None, "", line);
}

fn restricted(attempt: &mut Attempt, line: &Line<'_>) {
    if attempt.has(Sentence::KeyRestricted) {
        return;
    }
    who(attempt, line);
    let (file, number) = file_and_line(line.before());
    attempt.tells(Sentence::KeyRestricted, file, number, line.text, line);
}

fn line_broken(attempt: &mut Attempt, line: &Line<'_>) {
    let (file, number) = file_and_line(line.before());
    attempt.tells(
        Sentence::AuthorizedKeysLineBroken,
        file,
        number,
        line.after().trim_start_matches(':'),
        line,
    );
}

/// `… /home/bob/.ssh/authorized_keys:3: …`
fn file_and_line(text: &str) -> (Option<&str>, Option<usize>) {
    let place = text
        .split_whitespace()
        .find(|word| word.starts_with('/') && word.contains(':'));
    let Some((file, rest)) = place.and_then(|place| place.split_once(':')) else {
        return (None, None);
    };
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (Some(file), digits.parse().ok())
}

fn algorithm(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("not in Pubkey") && !attempt.has(Sentence::KeyAlgorithmRefused) {
        let name = line.text.split_once("algorithm ").map_or("", |(_, rest)| {
            rest.split_whitespace().next().unwrap_or_default()
        });
        attempt.tells(Sentence::KeyAlgorithmRefused, None, None, name, line);
    }
}

fn revoked(attempt: &mut Attempt, line: &Line<'_>) {
    if let Some((_, file)) = line.text.split_once("revoked by file ") {
        attempt.tells(
            Sentence::KeyRevoked,
            Some(file.trim_end_matches(" [preauth]").trim()),
            None,
            "",
            line,
        );
    }
}

fn certificate(attempt: &mut Attempt, line: &Line<'_>) {
    let says = |words: &str| line.text.contains(words);
    let what = if says("not yet valid") {
        Sentence::CertificateNotYetValid
    } else if says("expired") {
        Sentence::CertificateExpired
    } else if says("not a listed principal") || says("principal") {
        Sentence::CertificatePrincipal
    } else if says("not trusted") || says("CA ") && says("not found") {
        Sentence::CertificateAuthorityUntrusted
    } else {
        Sentence::CertificateRefused
    };
    attempt.tells(what, None, None, line.after(), line);
}

/// `CA RSA SHA256:… is not listed in /etc/ssh/ca.pub`, with LogLevel DEBUG2 (auth2-pubkey.c `user_cert_trusted_ca`).
fn untrusted_authority(attempt: &mut Attempt, line: &Line<'_>) {
    if line.before().contains("CA ") && line.after().trim_start().starts_with('/') {
        attempt.tells(
            Sentence::CertificateAuthorityUntrusted,
            line.words().next().map(|file| file.trim_end_matches(':')),
            None,
            "",
            line,
        );
    }
}

/// `AuthorizedKeysCommand /usr/bin/x bob failed, status 1`
fn keys_command(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("failed, status")
        || line.text.contains("exited on signal")
        || line.text.contains("path is not absolute")
    {
        attempt.tells(
            Sentence::KeysCommandFailed,
            line.words().next(),
            line.number_after("failed, status"),
            "",
            line,
        );
    }
}

fn keys_command_user(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("not found") {
        attempt.tells(Sentence::KeysCommandFailed, None, None, line.text, line);
    }
}

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

fn host_key(attempt: &mut Attempt, line: &Line<'_>) {
    let path = line
        .after()
        .trim_start_matches([':', ' '])
        .trim_matches('"');
    attempt.tells(Sentence::SshdHostKeysMissing, Some(path), None, "", line);
}

fn upgrade(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("sshd-") {
        attempt.tells(
            Sentence::SshdUpgradeIncomplete,
            line.before().split_whitespace().last(),
            None,
            line.text,
            line,
        );
    }
}

/// `Bind to port 22 on 0.0.0.0 failed: Address already in use.`
fn bind(attempt: &mut Attempt, line: &Line<'_>) {
    let port = line.word().parse().ok();
    let reason = line
        .text
        .split_once("failed: ")
        .map_or("", |(_, reason)| reason.trim_end_matches('.'));
    attempt.tells(Sentence::SshdBindFailed, None, port, reason, line);
}

fn start_limit(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ssh") {
        attempt.says(Sentence::SshdNotRunning, line);
    }
}

fn config_not_loaded(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ssh") {
        attempt.says(Sentence::SshdConfigNotLoaded, line);
    }
}

/// `subsystem request for sftp by user bob failed, subsystem not found`
fn subsystem(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("failed") {
        who(attempt, line);
        attempt.tells(Sentence::SubsystemMissing, None, None, line.word(), line);
    }
}

fn chroot(attempt: &mut Attempt, line: &Line<'_>) {
    let path = line.quoted().or_else(|| line.words().last());
    attempt.tells(Sentence::ChrootPermissions, path, None, "", line);
}

fn banned(attempt: &mut Attempt, line: &Line<'_>) {
    let words = line.text.split_whitespace();
    attempt.from = words
        .filter_map(|word| word.trim_matches(['"', '\'', ',']).parse().ok())
        .next_back();
    let address = attempt
        .from
        .map(|address| address.to_string())
        .unwrap_or_default();
    attempt.tells(Sentence::ClientBanned, None, None, &address, line);
}

/// fail2ban's jails are named by whoever made them: `[sshd]`, `[ssh-iptables]`, `[sshd-ddos]`, `[recidive]` for all services.
fn of_ssh_s_jail(line: &Line<'_>) -> bool {
    let jail = line.before().rsplit('[').next().unwrap_or_default();
    jail.contains("ssh") || jail == "dropbear" || jail == "recidive"
}

fn banned_by_jail(attempt: &mut Attempt, line: &Line<'_>) {
    if of_ssh_s_jail(line) {
        banned(attempt, line);
    }
}

/// The ban is over.
fn unbanned(attempt: &mut Attempt, line: &Line<'_>) {
    if of_ssh_s_jail(line) {
        let word = line.word();
        let still =
            |said: &Said| said.what != Sentence::ClientBanned || said.word.visible(60) != word;
        attempt.said.retain(|(said, _)| still(said));
    }
}

fn selinux(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("ssh") {
        attempt.tells(Sentence::SelinuxDenied, None, None, line.text, line);
    }
}

fn firewall(attempt: &mut Attempt, line: &Line<'_>) {
    if line.text.contains("DPT=22 ") {
        attempt.from = line
            .text
            .split_once("SRC=")
            .and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
        attempt.tells(Sentence::FirewallBlocks, None, Some(22), "", line);
    }
}

fn resources(attempt: &mut Attempt, line: &Line<'_>) {
    if line.server || line.text.contains("ssh") || line.text.contains("nf_conntrack") {
        attempt.tells(
            Sentence::ServerResourcesExhausted,
            None,
            None,
            line.text,
            line,
        );
    }
}
