//! Negotiation, key exchange, host keys.

use super::*;

pub(super) fn negotiations() -> Vec<(&'static str, Negotiation)> {
    let stop = |slot| {
        Negotiation::NoCommon(NoCommon {
            slot,
            ours: vec![String::from("new")],
            theirs: vec![String::from("old")],
            could_enable: Some(vec![String::from("old")]),
            server: Untrusted::from("SSH-2.0-OpenSSH_5.3"),
            client: Some(Release(9, 2)),
            mend: None,
        })
    };
    let agreed = Agreed {
        kex: String::from("curve25519-sha256"),
        host_key: String::from("ssh-ed25519"),
        ..Agreed::default()
    };
    vec![
        ("agreed", Negotiation::Agreed(agreed)),
        ("no common key exchange method", stop(Slot::Kex)),
        ("no common host key type", stop(Slot::HostKey)),
        ("no common cipher", stop(Slot::Cipher)),
        ("no common MAC", stop(Slot::Mac)),
        ("no common compression", stop(Slot::Compression)),
        ("stalled", Negotiation::Stalled(stall(None))),
        (
            "closed",
            Negotiation::Closed {
                how: Closing::Reset,
                disconnect: None,
            },
        ),
        (
            "no KEXINIT",
            Negotiation::Malformed {
                what: "packet length out of range",
                first: Untrusted::from("?"),
            },
        ),
    ]
}

pub(super) fn stall(small_segments_pass: Option<bool>) -> Stall {
    Stall {
        seconds: 5.0,
        small_segments_pass,
        ..Stall::default()
    }
}

pub(super) fn exchanges() -> Vec<(&'static str, KeyExchange)> {
    vec![
        (
            "done",
            KeyExchange::Done {
                method: String::from("curve25519-sha256"),
                answers_ours: false,
                host_key: key(1),
                certificate: None,
            },
        ),
        ("stalled", KeyExchange::Stalled(stall(None))),
        (
            "stalled, small segments pass",
            KeyExchange::Stalled(stall(Some(true))),
        ),
        (
            "ssh's large method stalls, a small one passes",
            KeyExchange::Stalled(Stall {
                smaller: Some(String::from("curve25519-sha256")),
                ..stall(Some(false))
            }),
        ),
        (
            "closed",
            KeyExchange::Closed {
                how: Closing::Eof,
                disconnect: None,
            },
        ),
        (
            "failed",
            KeyExchange::Failed {
                text: Untrusted::from("incorrect signature"),
            },
        ),
        (
            "sshdoctor cannot follow",
            KeyExchange::CannotFollow {
                algorithm: String::from("sntrup761x25519-sha512"),
            },
        ),
    ]
}

pub(super) fn known(seed: u8) -> KnownKey {
    KnownKey {
        file: PathBuf::from("known_hosts"),
        line: 14,
        key: key(seed),
        hashed: false,
    }
}

pub(super) fn standings() -> Vec<(&'static str, HostKeyStanding)> {
    let standing = |kind| HostKeyStanding {
        name: String::from("192.0.2.7"),
        offered: key(1),
        kind,
        other_types: Vec::new(),
        address: Vec::new(),
        other_names: Vec::new(),
        unreadable: Vec::new(),
        broken: Vec::new(),
        files: vec![PathBuf::from("known_hosts")],
        met: None,
        written: Vec::new(),
    };
    let file = PathBuf::from("revoked");
    let text = Untrusted::from("Permission denied");
    let unreadable = HostKeyStanding {
        unreadable: vec![(file.clone(), text.clone())],
        ..standing(StandingKind::Unknown)
    };
    vec![
        ("known", standing(StandingKind::Known(known(1)))),
        (
            "known, its address has another",
            HostKeyStanding {
                address: vec![known(2)],
                ..standing(StandingKind::Known(known(1)))
            },
        ),
        (
            "known for long",
            HostKeyStanding {
                met: Some(Met {
                    file: PathBuf::from("known_hosts"),
                    line: 14,
                    written: NOW - 10 * 86_400,
                    others_since: true,
                }),
                ..standing(StandingKind::Known(known(1)))
            },
        ),
        ("certified", standing(StandingKind::ByAuthority(known(2)))),
        ("unknown", standing(StandingKind::Unknown)),
        ("known_hosts unreadable", unreadable),
        ("changed", standing(StandingKind::Changed(vec![known(2)]))),
        (
            "other types on record",
            standing(StandingKind::OtherTypes(vec![known(7)])),
        ),
        ("revoked", standing(StandingKind::Revoked(known(1)))),
        (
            "RevokedHostKeys unreadable",
            standing(StandingKind::RevokedFileUnreadable { file, text }),
        ),
        (
            "certificate invalid",
            standing(StandingKind::CertificateInvalid {
                reason: Untrusted::from("expired"),
                authority: None,
            }),
        ),
    ]
}
