//! In which order the reasons of key-not-accepted stand, by what is known.

use super::{certificate, codes, in_file, key, path, refused};
use crate::evidence::{FileDate, KeyAge, Met, Offer};
use crate::finding::Cause as _;
use crate::finding::userauth::key_not_accepted::KeyNotAccepted;
use crate::lang::Lang;

const PLAIN: &str = "SSH-2.0-OpenSSH_9.9";
const UBUNTU: &str = "SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5";

fn one() -> KeyNotAccepted {
    refused(vec![in_file("id_ed25519")], &["publickey"])
}

/// The first `count` codes.
fn order(cause: &KeyNotAccepted, count: usize) -> String {
    codes(cause)[..count].join(" ")
}

#[test]
fn the_identification_string_and_the_name_say_which_reasons_are_likely() {
    for (user, ident, expected) in [
        (
            "deploy",
            PLAIN,
            "key-not-registered authorized-keys-missing",
        ),
        ("deploy", UBUNTU, "key-not-registered wrong-user"),
        (
            "ubuntu",
            UBUNTU,
            "key-not-registered authorized-keys-missing",
        ),
        ("ec2-user", UBUNTU, "key-not-registered wrong-user"),
        (
            "deploy",
            "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3",
            "key-not-registered wrong-user",
        ),
        (
            "admin",
            "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3",
            "key-not-registered authorized-keys-missing",
        ),
        (
            "ubuntu",
            "SSH-2.0-OpenSSH_7.9p1 Raspbian-10+deb10u2",
            "key-not-registered wrong-user",
        ),
        (
            "pi",
            "SSH-2.0-OpenSSH_7.9p1 Raspbian-10+deb10u2",
            "key-not-registered authorized-keys-missing",
        ),
        (
            "deploy",
            "SSH-2.0-OpenSSH_9.6 FreeBSD-20240806",
            "key-not-registered wrong-user",
        ),
        (
            "freebsd",
            "SSH-2.0-OpenSSH_9.6 FreeBSD-20240806",
            "key-not-registered authorized-keys-missing",
        ),
        (
            "eve",
            "SSH-2.0-OpenSSH_for_Windows_9.5",
            "key-not-registered wrong-user authorized-keys-elsewhere",
        ),
        (
            "Administrator",
            "SSH-2.0-OpenSSH_for_Windows_9.5",
            "key-not-registered authorized-keys-elsewhere",
        ),
        (
            "deploy",
            "SSH-2.0-dropbear",
            "key-not-registered wrong-user authorized-keys-missing",
        ),
        (
            "git",
            "SSH-2.0-Go",
            "git-key-not-registered key-not-registered",
        ),
        ("root", PLAIN, "key-registered-for-other-user wrong-user"),
        ("root", UBUNTU, "key-registered-for-other-user wrong-user"),
        (
            "root",
            "SSH-2.0-dropbear_2022.83",
            "key-registered-for-other-user wrong-user key-not-registered authorized-keys-elsewhere",
        ),
    ] {
        let cause = KeyNotAccepted {
            user: user.to_owned(),
            ident: ident.into(),
            ..one()
        };
        let count = expected.split(' ').count();
        assert_eq!(order(&cause, count), expected, "{user} {ident}");
    }
    let last = |ident: &str| {
        let cause = KeyNotAccepted {
            ident: ident.into(),
            ..one()
        };
        *codes(&cause).last().unwrap()
    };
    assert_eq!(last(PLAIN), "key-revoked");
    assert_eq!(last(UBUNTU), "selinux-denied");
}

#[test]
fn what_the_person_says_outweighs_it() {
    for (installed, image, user, expected) in [
        (None, Some("ubuntu"), "deploy", "wrong-user user-unknown"),
        (
            None,
            Some("ubuntu"),
            "ubuntu",
            "key-not-registered authorized-keys-missing",
        ),
        (
            None,
            Some("unknown"),
            "deploy",
            "key-not-registered wrong-user",
        ),
        (
            Some("never"),
            None,
            "root",
            "key-not-registered authorized-keys-missing",
        ),
        (
            Some("ssh-copy-id"),
            None,
            "deploy",
            "authorized-keys-permissions key-registered-for-other-user",
        ),
        (
            Some("console"),
            None,
            "deploy",
            "authorized-keys-line-broken authorized-keys-permissions",
        ),
        (Some("provider"), None, "deploy", "wrong-user user-unknown"),
        (
            Some("administrator"),
            None,
            "deploy",
            "key-not-registered wrong-user",
        ),
    ] {
        let cause = KeyNotAccepted {
            user: user.to_owned(),
            ident: UBUNTU.into(),
            installed: installed.map(str::to_owned),
            image: image.map(str::to_owned),
            ..one()
        };
        assert_eq!(order(&cause, 2), expected, "{installed:?} {image:?} {user}");
    }
}

#[test]
fn several_refused_keys_and_certificates_count() {
    let mut many = one();
    many.other_refused = vec![key(), key()];
    assert_eq!(codes(&many).last(), Some(&"key-revoked"));
    let mut root = one();
    root.user = "root".to_owned();
    assert!(!codes(&root).contains(&"user-unknown"));
    let certified = Offer {
        certificate: Some(certificate()),
        ..in_file("id_ed25519")
    };
    assert_eq!(
        codes(&refused(vec![certified], &["publickey"]))[1],
        "certificate-authority-untrusted"
    );
}

#[test]
fn an_algorithm_that_no_server_takes_unless_told_to_comes_first() {
    let mut cause = one();
    cause.refused[0].key.algorithm = String::from("ssh-mldsa44-ed25519@openssh.com");
    assert_eq!(order(&cause, 2), "key-algorithm-refused key-not-registered");
    cause.refused.push(in_file("id_ed25519"));
    assert_eq!(order(&cause, 1), "key-not-registered");
}

fn made(at: u64) -> FileDate {
    FileDate {
        path: path("id_ed25519"),
        at,
        birth: true,
    }
}

fn met(written: u64) -> Met {
    Met {
        file: path("known_hosts"),
        line: 3,
        written,
        others_since: true,
    }
}

/// 2025-11-20 18:00:00 UTC.
const THEN: u64 = 1_763_661_600;

#[test]
fn the_age_of_the_key_orders_what_remains() {
    let newer = || Some(KeyAge::SinceMet(made(THEN + 1), met(THEN)));
    let older = || Some(KeyAge::BeforeMet(made(THEN - 1), met(THEN)));
    let young = || Some(KeyAge::JustMade(made(THEN)));
    let unregistered = "key-not-registered authorized-keys-missing";
    let changed = "authorized-keys-permissions user-not-allowed";
    for (age, worked_before, installed, user, expected) in [
        // A key from after the meeting was never registered, whatever else speaks for another name.
        (newer(), None, None, "deploy", unregistered),
        (newer(), None, None, "root", unregistered),
        (newer(), Some(true), None, "deploy", unregistered),
        (newer(), None, Some("provider"), "deploy", unregistered),
        // Who put it there by hand knows better.
        (
            newer(),
            None,
            Some("ssh-copy-id"),
            "deploy",
            "authorized-keys-permissions key-registered-for-other-user",
        ),
        // What worked with a key that was there then has changed on the server.
        (older(), Some(true), None, "deploy", changed),
        (older(), Some(true), None, "root", changed),
        (None, Some(true), None, "deploy", changed),
        // Nothing told: as it was.
        (
            older(),
            None,
            None,
            "deploy",
            "key-not-registered wrong-user",
        ),
        (
            older(),
            Some(false),
            None,
            "deploy",
            "key-not-registered wrong-user",
        ),
        (
            young(),
            None,
            None,
            "deploy",
            "key-not-registered wrong-user",
        ),
        (
            young(),
            None,
            None,
            "root",
            "key-registered-for-other-user wrong-user",
        ),
    ] {
        let cause = KeyNotAccepted {
            user: user.to_owned(),
            ident: UBUNTU.into(),
            age,
            worked_before,
            installed: installed.map(str::to_owned),
            ..one()
        };
        assert_eq!(
            order(&cause, 2),
            expected,
            "{:?} {worked_before:?} {installed:?} {user}",
            cause.age
        );
        let all = codes(&cause);
        let at = |code| all.iter().position(|other| *other == code).unwrap();
        if worked_before == Some(true) && expected == changed {
            assert!(at("key-not-registered") < at("wrong-user"));
            assert!(at("account-expired") < at("key-not-registered"));
        }
        if worked_before == Some(false) || matches!(cause.age, Some(KeyAge::JustMade(_))) {
            assert_eq!(
                all[all.len() - 3..],
                ["account-expired", "key-restricted", "key-revoked"]
            );
        }
    }
}

#[test]
fn what_was_seen_is_told_with_its_dates() {
    let told = |age, worked_before| {
        let cause = KeyNotAccepted {
            age,
            worked_before,
            ..one()
        };
        let seen = cause.evidence(&super::web1());
        let seen = seen
            .iter()
            .filter(|seen| matches!(seen.source, "files" | "answer"));
        let both = |seen: &crate::finding::Seen| {
            [Lang::En, Lang::Ja].map(|lang| seen.text.lang(lang).to_owned())
        };
        seen.map(both).collect::<Vec<_>>()
    };
    let newer = told(Some(KeyAge::SinceMet(made(THEN + 1), met(THEN))), None);
    for text in &newer[0] {
        for fact in [
            "/home/u/.ssh/id_ed25519",
            "2025-11-20 18:00:01 UTC",
            "/home/u/.ssh/known_hosts",
            "3",
            "2025-11-20 18:00:00 UTC",
        ] {
            assert!(text.contains(fact), "{fact}: {text}");
        }
    }
    assert!(newer[0][0].contains("may know an older one"));
    let written = FileDate {
        birth: false,
        ..made(THEN)
    };
    let older = told(Some(KeyAge::BeforeMet(written, met(THEN))), Some(true));
    assert!(
        older[0][0].contains("id_ed25519 was last written on"),
        "{older:?}"
    );
    assert!(
        older[1][0].contains("something has changed on the server"),
        "{older:?}"
    );
    assert_eq!(told(None, None), [] as [[String; 2]; 0]);
}
