//! What sshd says of a key it refused (SSH_MSG_DEBUG after a login; `Remote: …` in `ssh -v`), taken apart
//! (auth2-pubkeyfile.c and auth2-pubkey.c, `auth_debug_add`).

use std::path::PathBuf;

use crate::text::Untrusted;

/// One line of sshd's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it is about.
    pub kind: RemarkKind,
    /// The file it names: on the server.
    pub file: Option<PathBuf>,
    /// The line of that file, from 1.
    pub line: Option<usize>,
    /// The whole line.
    pub text: Untrusted,
}

/// What one line of sshd's is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemarkKind {
    /// `Ignored authorized keys: bad ownership or modes for …`: StrictModes.
    BadModes,
    /// `from=` does not name this address.
    NotFromHere,
    /// `expiry-time=` is over.
    Expired,
    /// The line has options sshd cannot read. It may be another key's line: sshd reads the options first.
    BadOptions,
    /// The line is this key's, and its options contradict each other.
    OptionsOfAuthority,
    /// The certificate is past its validity.
    CertificateExpired,
    /// The certificate is not valid yet.
    CertificateNotYetValid,
    /// The certificate does not list the login name.
    CertificatePrincipal,
    /// Another rule of the certificate: source address, options.
    CertificateRestricted,
    /// What the key that was taken may do.
    KeyOptions,
    /// Anything else.
    Other,
}

/// Words that tell one remark from another; the first that fits.
const WORDS: &[(&str, RemarkKind)] = &[
    ("Ignored authorized", RemarkKind::BadModes),
    (
        "is not permitted to use this key for login",
        RemarkKind::NotFromHere,
    ),
    (
        "is not permitted to use this certificate",
        RemarkKind::CertificateRestricted,
    ),
    ("entry expired at", RemarkKind::Expired),
    ("bad key options", RemarkKind::BadOptions),
    ("bad principals options", RemarkKind::BadOptions),
    ("invalid key option string", RemarkKind::BadOptions),
    ("principals on non-CA key", RemarkKind::OptionsOfAuthority),
    (
        "cert-authority flag invalid",
        RemarkKind::OptionsOfAuthority,
    ),
    ("invalid from criteria", RemarkKind::OptionsOfAuthority),
    (
        "Certificate invalid: expired",
        RemarkKind::CertificateExpired,
    ),
    (
        "Certificate invalid: not yet valid",
        RemarkKind::CertificateNotYetValid,
    ),
    (
        "is not a listed principal",
        RemarkKind::CertificatePrincipal,
    ),
    (
        "does not contain an authorized principal",
        RemarkKind::CertificatePrincipal,
    ),
    ("lacks principal list", RemarkKind::CertificatePrincipal),
    ("Refused by certificate", RemarkKind::CertificateRestricted),
    (
        "Invalid certificate options",
        RemarkKind::CertificateRestricted,
    ),
    (": key options:", RemarkKind::KeyOptions),
];

impl Remark {
    /// Takes one line apart.
    pub fn parse(text: &Untrusted) -> Remark {
        let kind = WORDS
            .iter()
            .find(|(words, _)| text.contains(words))
            .map_or(RemarkKind::Other, |(_, kind)| *kind);
        let words = String::from_utf8_lossy(text.bytes()).into_owned();
        let (file, line) = match kind {
            RemarkKind::BadModes => (named_path(&words), None),
            _ => placed(&words).unzip(),
        };
        Remark {
            kind,
            file,
            line,
            text: text.clone(),
        }
    }
}

/// `bad ownership or modes for directory /home/u`.
fn named_path(words: &str) -> Option<PathBuf> {
    let (_, rest) = words.split_once(" for ")?;
    let path = rest
        .strip_prefix("directory ")
        .or_else(|| rest.strip_prefix("file "))?;
    path.starts_with('/')
        .then(|| PathBuf::from(path.trim_end()))
}

/// `FILE:LINE: …`.
fn placed(words: &str) -> Option<(PathBuf, usize)> {
    words.match_indices(": ").find_map(|(at, _)| {
        let (file, line) = words[..at].rsplit_once(':')?;
        let line = line.parse().ok()?;
        file.starts_with('/').then(|| (PathBuf::from(file), line))
    })
}

/// The reasons for the refused key, which was shown first. What sshd says of the key it took afterwards stands before that
/// key's own `key options:` line as well, and again with its signature: what is said twice so is not about the first key.
pub fn reasons(lines: &[Untrusted]) -> Vec<Remark> {
    let remarks: Vec<Remark> = lines.iter().map(Remark::parse).collect();
    let taken = remarks
        .iter()
        .position(|remark| remark.kind == RemarkKind::KeyOptions)
        .unwrap_or(remarks.len());
    let (before, after) = remarks.split_at(taken);
    let of_the_file = |kind| matches!(kind, RemarkKind::BadModes | RemarkKind::BadOptions);
    let mut found: Vec<Remark> = Vec::new();
    for remark in before {
        let of_the_other = !of_the_file(remark.kind) && after.contains(remark);
        if remark.kind != RemarkKind::Other && !of_the_other && !found.contains(remark) {
            found.push(remark.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sshd_says_names_the_rule_the_file_and_the_line() {
        let keys = "/home/bob/.ssh/authorized_keys";
        for (text, kind, file, line) in [
            (
                "Ignored authorized keys: bad ownership or modes for directory /home/bob",
                RemarkKind::BadModes,
                Some("/home/bob"),
                None,
            ),
            (
                "Ignored authorized keys: bad ownership or modes for file /home/b: 7: c/k",
                RemarkKind::BadModes,
                Some("/home/b: 7: c/k"),
                None,
            ),
            (
                "/home/bob/.ssh/authorized_keys:2: Your host 'srv' is not permitted to use this key for login.",
                RemarkKind::NotFromHere,
                Some(keys),
                Some(2),
            ),
            (
                "/home/bob/.ssh/authorized_keys:13: entry expired at 2020-01-01T00:00:00",
                RemarkKind::Expired,
                Some(keys),
                Some(13),
            ),
            (
                "/home/bob/.ssh/authorized_keys:1: bad key options: unknown key option",
                RemarkKind::BadOptions,
                Some(keys),
                Some(1),
            ),
            (
                "Refused Certificate ID \"alice\" serial=7: Certificate invalid: expired",
                RemarkKind::CertificateExpired,
                None,
                None,
            ),
            (
                "Certificate invalid: name is not a listed principal",
                RemarkKind::CertificatePrincipal,
                None,
                None,
            ),
            (
                "/home/bob/.ssh/authorized_keys:1: key options: agent-forwarding pty",
                RemarkKind::KeyOptions,
                Some(keys),
                Some(1),
            ),
            ("Refused by key options", RemarkKind::Other, None, None),
            ("nothing: known: 7: here", RemarkKind::Other, None, None),
        ] {
            let remark = Remark::parse(&Untrusted::from(text));
            assert_eq!(
                (remark.kind, remark.file, remark.line),
                (kind, file.map(PathBuf::from), line),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_said_of_the_key_that_was_taken_is_no_reason() {
        let said = |lines: &[&str]| {
            let lines: Vec<Untrusted> = lines.iter().map(|line| Untrusted::from(*line)).collect();
            reasons(&lines)
                .iter()
                .map(|remark| remark.kind)
                .collect::<Vec<_>>()
        };
        let (expired, other) = ("/k:1: entry expired at X", "/k:2: entry expired at X");
        let options = "/k:3: key options: pty";
        assert_eq!(
            said(&[
                expired,
                "Refused by key options",
                other,
                options,
                other,
                options
            ]),
            [RemarkKind::Expired]
        );
        assert!(said(&[other, options, other, options]).is_empty());
        let modes = "Ignored authorized keys: bad ownership or modes for file /k";
        assert_eq!(
            said(&[modes, modes, options, modes, options]),
            [RemarkKind::BadModes]
        );
        assert_eq!(said(&[modes]), [RemarkKind::BadModes]);
    }
}
