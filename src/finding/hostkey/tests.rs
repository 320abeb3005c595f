//! Every cause of this stage in its cases: code, certainty, candidates, first command.

use super::*;
use crate::evidence::{KnownKey, RecordedKey, StandingKind, StrictHostKeyChecking};
use crate::finding::Certainty::{Certain, Likely};
use crate::finding::steps::check;
use crate::lang::Lang;

const WITH_ITS_PICTURE: &str = "ssh-keygen -lvf /etc/ssh/ssh_host_ed25519_key.pub";
const ED25519_ON_SERVER: &str = "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub";

fn known(file: &str, line: usize, algorithm: &str) -> KnownKey {
    KnownKey {
        file: file.into(),
        line,
        key: PublicKey {
            algorithm: algorithm.to_owned(),
            blob: algorithm.as_bytes().to_vec(),
        },
        hashed: false,
    }
}

fn standing(kind: StandingKind) -> HostKeyStanding {
    HostKeyStanding {
        other_types: Vec::new(),
        address: Vec::new(),
        name: String::from("[web1]:2222"),
        offered: PublicKey {
            algorithm: String::from("ssh-ed25519"),
            blob: Vec::new(),
        },
        kind,
        other_names: Vec::new(),
        unreadable: Vec::new(),
        broken: Vec::new(),
        files: vec!["/h/.ssh/known_hosts".into()],
        met: None,
        written: Vec::new(),
    }
}

#[test]
fn unknown_or_unreadable() {
    let unknown = |unreadable: &[&str]| {
        let mut standing = standing(StandingKind::Unknown);
        standing.other_names = vec![known("/h/.ssh/known_hosts", 3, "ssh-ed25519")];
        standing.unreadable = unreadable
            .iter()
            .map(|file| (file.into(), "Permission denied".into()))
            .collect();
        Box::new(host_key_unknown::HostKeyUnknown {
            standing,
            strict: StrictHostKeyChecking::Ask,
            someone_to_ask: false,
        })
    };
    let files = |file: &str, text: &str| {
        Box::new(known_hosts_unreadable::KnownHostsUnreadable {
            files: vec![(file.into(), text.into())],
            revoked: false,
            broken: Vec::new(),
        })
    };
    check::rows(vec![
        (
            unknown(&[]),
            "host-key-unknown",
            Certain,
            &[],
            ED25519_ON_SERVER,
        ),
        (
            unknown(&["/h/.ssh/known_hosts2"]),
            "host-key-unknown",
            Likely,
            &["known-hosts-unreadable"],
            ED25519_ON_SERVER,
        ),
        (
            files("/h/.ssh/known_hosts", "Permission denied"),
            "known-hosts-unreadable",
            Certain,
            &[],
            r#"sh -c 'sudo chown "$(id -u)" /h/.ssh/known_hosts && chmod u+rw /h/.ssh/known_hosts'"#,
        ),
        (
            files("/etc/ssh/ssh_known_hosts", "Permission denied"),
            "known-hosts-unreadable",
            Certain,
            &[],
            "sudo chmod a+r /etc/ssh/ssh_known_hosts",
        ),
        (
            files("/h/.ssh/known_hosts", "Is a directory"),
            "known-hosts-unreadable",
            Certain,
            &[],
            "mv /h/.ssh/known_hosts /h/.ssh/known_hosts.before",
        ),
        (
            Box::new(known_hosts_unreadable::KnownHostsUnreadable {
                files: Vec::new(),
                revoked: false,
                broken: vec![("/h/known".into(), 3), ("/h/known".into(), 7)],
            }),
            "known-hosts-unreadable",
            Certain,
            &[],
            "cp -p /h/known /h/known.before && sed '3d;7d' /h/known.before > /h/known",
        ),
    ]);
}

#[test]
fn changed() {
    let lines = || {
        vec![
            known("/h/.ssh/known_hosts", 14, "ssh-ed25519"),
            known("/h/.ssh/known_hosts", 20, "ssh-ed25519"),
            known("/etc/ssh/ssh_known_hosts", 2, "ssh-ed25519"),
        ]
    };
    let changed = |kind, recorded, rebuilt| {
        Box::new(host_key_changed::HostKeyChanged {
            standing: standing(kind),
            recorded,
            rebuilt,
            strict: StrictHostKeyChecking::Ask,
            software: None,
        })
    };
    let same = known("/h/.ssh/known_hosts", 1, "ssh-rsa");
    check::rows(vec![
        (
            changed(StandingKind::Changed(lines()), None, None),
            "host-key-changed",
            Certain,
            &[],
            WITH_ITS_PICTURE,
        ),
        (
            changed(StandingKind::Changed(lines()), None, Some(false)),
            "host-key-changed",
            Certain,
            &[],
            WITH_ITS_PICTURE,
        ),
        (
            changed(StandingKind::Changed(lines()), None, Some(true)),
            "host-key-changed",
            Certain,
            &[],
            WITH_ITS_PICTURE,
        ),
        (
            changed(
                StandingKind::OtherTypes(lines()),
                Some(RecordedKey::NotServed),
                None,
            ),
            "host-key-changed",
            Certain,
            &[],
            WITH_ITS_PICTURE,
        ),
        (
            changed(
                StandingKind::OtherTypes(lines()),
                Some(RecordedKey::CouldNotAsk),
                None,
            ),
            "host-key-changed",
            Likely,
            &[],
            WITH_ITS_PICTURE,
        ),
        (
            changed(
                StandingKind::Changed(lines()),
                Some(RecordedKey::Different {
                    known: lines().remove(0),
                    served: lines().remove(0).key,
                    others: vec![(same.clone(), Some(same.key.clone()))],
                }),
                None,
            ),
            "host-key-changed",
            Certain,
            &[],
            "ssh -o 'HostKeyAlgorithms=^rsa-sha2-512,rsa-sha2-256' -o UpdateHostKeys=yes deploy@web1",
        ),
        (
            Box::new(host_key_type_changed::HostKeyTypeChanged {
                standing: standing(StandingKind::OtherTypes(vec![same.clone()])),
                same,
            }),
            "host-key-type-changed",
            Certain,
            &[],
            "ssh -o 'HostKeyAlgorithms=^rsa-sha2-512,rsa-sha2-256' -o UpdateHostKeys=yes deploy@web1",
        ),
    ]);
}

/// An sshd before 6.8 comes with an ssh-keygen that prints MD5: the same digest is had without it.
#[test]
fn an_old_server_prints_the_same_digest_in_another_way() {
    use crate::finding::Cause as _;
    let place = tempfile::tempdir().unwrap();
    let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAII1JvRbIU1hgjJdKjA8BvRrD3+hKwmNHOJ2oH2rNPeFK";
    let offered = PublicKey::from_line(line).unwrap();
    let cause = host_key_changed::HostKeyChanged {
        standing: HostKeyStanding {
            offered: offered.clone(),
            ..standing(StandingKind::Changed(vec![known("/h/k", 1, "ssh-ed25519")]))
        },
        recorded: None,
        rebuilt: None,
        strict: StrictHostKeyChecking::Ask,
        software: Some("SSH-2.0-OpenSSH_6.6.1".into()),
    };
    let step = &cause.next(&check::web1())[0];
    let file = place.path().join("key.pub");
    std::fs::write(&file, format!("{line} root@old\n")).unwrap();
    let command = step
        .command
        .as_ref()
        .and_then(|command| command.line())
        .unwrap();
    let command = command.replace("/etc/ssh/ssh_host_ed25519_key.pub", &file.to_string_lossy());
    let ran = std::process::Command::new("sh")
        .args(["-c", &command])
        .output()
        .unwrap();
    let printed = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(
        format!("SHA256:{}", printed.trim()),
        format!("{}=", offered.fingerprint())
    );
    assert!(step.text.lang(Lang::En).contains(printed.trim()));
}

#[test]
fn an_old_key_is_forgotten_in_every_file_that_holds_it_and_never_without_a_word() {
    use crate::finding::Cause as _;
    let cause = host_key_changed::HostKeyChanged {
        standing: standing(StandingKind::Changed(vec![
            known("/h/.ssh/known_hosts", 14, "ssh-ed25519"),
            known("/h/.ssh/known_hosts", 20, "ssh-ed25519"),
            known("/etc/ssh/ssh_known_hosts", 2, "ssh-ed25519"),
        ])),
        recorded: None,
        rebuilt: None,
        strict: StrictHostKeyChecking::Ask,
        software: None,
    };
    let steps = cause.next(&check::web1());
    let removing: Vec<_> = steps
        .iter()
        .filter(|step| step.caution.is_some())
        .filter_map(|step| step.command.as_ref()?.line())
        .collect();
    assert_eq!(
        removing,
        [
            "ssh-keygen -R '[web1]:2222' -f /h/.ssh/known_hosts",
            "sudo ssh-keygen -R '[web1]:2222' -f /etc/ssh/ssh_known_hosts"
        ]
    );
    let seen = cause.evidence(&check::web1());
    assert_eq!(
        seen.iter().filter_map(|seen| seen.line).collect::<Vec<_>>(),
        [14, 20, 2]
    );
    assert!(
        cause
            .cause(&check::web1())
            .lang(Lang::En)
            .starts_with("STOP")
    );
}

#[test]
fn revoked_or_not_certified() {
    let revoked = |kind| {
        Box::new(host_key_revoked::HostKeyRevoked {
            standing: standing(kind),
        })
    };
    let list = |text: &str| StandingKind::RevokedFileUnreadable {
        file: "/h/revoked".into(),
        text: text.into(),
    };
    let certificate = |reason: &str| {
        Box::new(host_certificate_invalid::HostCertificateInvalid {
            standing: standing(StandingKind::CertificateInvalid {
                reason: reason.into(),
                authority: Some(known("/h/.ssh/known_hosts", 1, "ssh-ed25519")),
            }),
        })
    };
    check::rows(vec![
        (
            revoked(StandingKind::Revoked(known("/h/k", 2, "ssh-ed25519"))),
            "host-key-revoked",
            Certain,
            &[],
            ED25519_ON_SERVER,
        ),
        (
            revoked(list("No such file or directory")),
            "host-key-revoked",
            Certain,
            &[],
            "ssh -o RevokedHostKeys=none deploy@web1",
        ),
        (
            revoked(list("Permission denied")),
            "host-key-revoked",
            Certain,
            &[],
            "chmod a+r /h/revoked",
        ),
        (
            certificate("Certificate invalid: expired"),
            "host-certificate-invalid",
            Certain,
            &[],
            "date -u",
        ),
        (
            certificate("Certificate lacks principal list"),
            "host-certificate-invalid",
            Certain,
            &[],
            ED25519_ON_SERVER,
        ),
    ]);
}
