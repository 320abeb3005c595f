//! The user's keys, their options and certificates.

use super::who;
use crate::evidence::Sentence;
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, of_server, server_says, server_tells};

pub(super) const ROWS: &[Row] = &[
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
    // Win32-OpenSSH names no file where its access list is at fault (auth.c `auth_openfile`).
    of_server("Authentication refused.", |a, l| {
        if !a.has(Sentence::AuthorizedKeysPermissions) {
            a.says(Sentence::AuthorizedKeysPermissions, l);
        }
    }),
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
    of_server("key type ", |a, l| {
        if l.after().contains(" is not in permitted list ") {
            a.tells(Sentence::KeyAlgorithmRefused, None, None, l.word(), l);
        }
    }),
    server_says("WARNING: revoked key for ", Sentence::KeyRevoked),
    of_server("error: Certificate critical option ", certificate),
    server_tells(
        "error: Unable to parse certificate options",
        Sentence::CertificateRefused,
    ),
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
];

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
