use super::*;
use crate::evidence::{Certificate, HostKeyStanding, StandingKind};
use crate::text::Untrusted;

use proptest::prelude::*;
use ring::agreement;

/// A key of this type with the fields given.
fn key(algorithm: &str, fields: &[&[u8]]) -> PublicKey {
    let mut blob = Vec::new();
    for field in [algorithm.as_bytes()].iter().chain(fields) {
        blob.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
        blob.extend(*field);
    }
    PublicKey::from_blob(&blob).unwrap()
}

fn ed25519(seed: u8) -> PublicKey {
    key("ssh-ed25519", &[&[seed; 32]])
}

/// A new key of the curve: unlike the others, its point must be one.
fn ecdsa(curve: usize) -> PublicKey {
    let algorithm = match curve {
        256 => &agreement::ECDH_P256,
        _ => &agreement::ECDH_P384,
    };
    let private =
        agreement::EphemeralPrivateKey::generate(algorithm, &ring::rand::SystemRandom::new());
    let point = private.unwrap().compute_public_key().unwrap();
    let name = format!("nistp{curve}");
    key(
        &format!("ecdsa-sha2-{name}"),
        &[name.as_bytes(), point.as_ref()],
    )
}

fn rsa(seed: u8) -> PublicKey {
    key(
        "ssh-rsa",
        &[&[1, 0, 1], &[0x7f; 256].map(|byte: u8| byte ^ (seed & 1))],
    )
}

fn ssh(hostname: &str, port: u16) -> SshConfig {
    SshConfig {
        hostname: hostname.to_owned(),
        port,
        version: Some(String::from("OpenSSH_9.2p1")),
        ..SshConfig::default()
    }
}

fn hosts(content: impl AsRef<[u8]>) -> KnownHosts {
    KnownHosts {
        sources: vec![Source {
            path: PathBuf::from("known_hosts"),
            content: content.as_ref().to_vec(),
            problem: None,
            written: None,
        }],
        types: KeyTypes::of(&SshConfig::default()),
    }
}

/// `NAMES key`, line by line.
fn file(lines: &[(&str, PublicKey)]) -> KnownHosts {
    let lines = lines
        .iter()
        .map(|(names, key)| format!("{names} {}\n", key.line()));
    hosts(lines.collect::<String>())
}

fn judge(hosts: &KnownHosts, config: &SshConfig, offered: &PublicKey) -> HostKeyStanding {
    hosts.standing(config, offered, None, 0)
}

/// The verdict and the lines it rests on, in short.
fn verdict(standing: &HostKeyStanding) -> String {
    let lines = |known: &[KnownKey]| {
        let lines: Vec<_> = known.iter().map(|known| known.line.to_string()).collect();
        lines.join(",")
    };
    match &standing.kind {
        StandingKind::Known(known) => format!("known {}", known.line),
        StandingKind::ByAuthority(known) => format!("authority {}", known.line),
        StandingKind::Unknown => String::from("unknown"),
        StandingKind::Changed(known) => format!("changed {}", lines(known)),
        StandingKind::OtherTypes(known) => format!("other types {}", lines(known)),
        StandingKind::Revoked(known) => format!("revoked {}", known.line),
        StandingKind::RevokedFileUnreadable { text, .. } => {
            format!("unreadable: {}", text.visible(80))
        }
        StandingKind::CertificateInvalid { reason, authority } => format!(
            "certificate {}: {}",
            authority.as_ref().map_or(0, |known| known.line),
            reason.visible(80)
        ),
    }
}

#[test]
fn comments_and_blank_lines_count() {
    let content = format!(
        "# first\n\n \t \nother {0}\n  # more\n\tsrv\t{0}\r\n",
        ed25519(1).line()
    );
    let standing = judge(&hosts(content), &ssh("srv", 22), &ed25519(1));
    assert_eq!(verdict(&standing), "known 6");
    assert_eq!(standing.other_names[0].line, 4);
}

#[test]
fn the_verdict_is_that_of_ssh() {
    let (mine, stale, rsa) = (ed25519(1), ed25519(2), rsa(0));
    for (lines, expected) in [
        (&[("srv", &mine)] as &[(&str, &PublicKey)], "known 1"),
        (&[("other", &mine)], "unknown"),
        (&[("srv", &stale), ("srv", &mine)], "known 2"),
        (
            &[("srv", &stale), ("*", &stale), ("srv", &rsa)],
            "changed 1,2",
        ),
        (&[("srv", &rsa)], "other types 1"),
        (&[("*,!srv", &mine)], "unknown"),
        (&[("@revoked *", &mine), ("srv", &mine)], "revoked 1"),
        (&[("@revoked *", &stale), ("srv", &mine)], "known 2"),
        (&[("@revoked other", &mine)], "unknown"),
        (&[("@cert-authority *", &mine)], "unknown"),
    ] {
        let lines: Vec<_> = lines
            .iter()
            .map(|&(names, key)| (names, key.clone()))
            .collect();
        let standing = judge(&file(&lines), &ssh("SRV", 22), &mine);
        assert_eq!(verdict(&standing), expected, "{lines:?}");
    }
}

#[test]
fn a_host_with_a_port_is_also_looked_for_without() {
    let (mine, stale) = (ed25519(1), ed25519(2));
    for (lines, expected) in [
        (&[("srv", &mine)] as &[(&str, &PublicKey)], "known 1"),
        (&[("[srv]:2222", &mine)], "known 1"),
        (&[("[srv]:2222", &stale), ("srv", &mine)], "changed 1"),
        (&[("srv", &stale)], "unknown"),
        (&[("@revoked srv", &mine)], "revoked 1"),
        (&[("[srv]:22", &mine)], "unknown"),
    ] {
        let lines: Vec<_> = lines
            .iter()
            .map(|&(names, key)| (names, key.clone()))
            .collect();
        let standing = judge(&file(&lines), &ssh("srv", 2222), &mine);
        assert_eq!(verdict(&standing), expected, "{lines:?}");
    }
    let aliased = SshConfig {
        host_key_alias: Some(String::from("srv")),
        ..ssh("elsewhere", 2222)
    };
    let standing = judge(&file(&[("[srv]:2222", mine.clone())]), &aliased, &mine);
    assert_eq!(
        (verdict(&standing).as_str(), standing.name.as_str()),
        ("unknown", "srv")
    );
}

fn certificate(key: PublicKey, authority: PublicKey) -> Certificate {
    Certificate {
        blob: PublicKey {
            algorithm: format!("{}-cert-v01@openssh.com", key.algorithm),
            blob: vec![1],
        },
        key,
        host: true,
        id: Untrusted::default(),
        serial: 0,
        principals: vec![Untrusted::from("srv")],
        valid_after: 100,
        valid_before: 200,
        signature_algorithm: authority.algorithm.clone(),
        authority,
        ..Certificate::default()
    }
}

#[test]
fn a_certificate_is_judged_before_its_key() {
    let (mine, stale, authority) = (ed25519(1), ed25519(2), ed25519(3));
    let certificate = certificate(mine.clone(), authority.clone());
    for (port, now, lines, expected) in [
        (
            22,
            150,
            &[("@cert-authority *", &authority)] as &[(&str, &PublicKey)],
            "authority 1",
        ),
        (
            22,
            150,
            &[("srv", &stale), ("@cert-authority *", &authority)],
            "authority 2",
        ),
        (
            22,
            250,
            &[("@cert-authority *", &authority)],
            "certificate 1: Certificate invalid: expired",
        ),
        (
            22,
            250,
            &[("@cert-authority *", &authority), ("srv", &mine)],
            "known 2",
        ),
        (
            22,
            250,
            &[("@cert-authority *", &authority), ("srv", &stale)],
            "changed 2",
        ),
        (
            22,
            150,
            &[("@cert-authority *", &stale)],
            "certificate 0: No matching CA found",
        ),
        (22, 150, &[("srv", &mine)], "known 1"),
        (22, 150, &[], "unknown"),
        (
            22,
            150,
            &[("@revoked *", &authority), ("srv", &mine)],
            "revoked 1",
        ),
        (
            22,
            150,
            &[("@revoked *", &mine), ("@cert-authority *", &authority)],
            "revoked 1",
        ),
        (
            2222,
            150,
            &[("@cert-authority srv", &authority)],
            "authority 1",
        ),
        (
            2222,
            250,
            &[("@cert-authority srv", &authority)],
            "certificate 1: Certificate invalid: expired",
        ),
        // The host without its port is asked about the certificate before the host with it is about the plain key.
        (
            2222,
            150,
            &[("[srv]:2222", &stale), ("srv", &mine)],
            "known 2",
        ),
    ] {
        let lines: Vec<_> = lines
            .iter()
            .map(|&(names, key)| (names, key.clone()))
            .collect();
        let standing = file(&lines).standing(
            &ssh("srv", port),
            &certificate.blob,
            Some(&certificate),
            now,
        );
        assert_eq!(verdict(&standing), expected, "{port} {now} {lines:?}");
    }
}

#[test]
fn a_newer_ssh_falls_back_only_to_what_is_permitted() {
    let certificate = certificate(rsa(0), ed25519(3));
    let judged = |version: &str, algorithms: &[&str]| {
        let config = SshConfig {
            version: Some(format!("OpenSSH_{version}p1")),
            host_key_algorithms: algorithms.iter().map(|&name| name.to_owned()).collect(),
            ..ssh("srv", 22)
        };
        let known = file(&[("srv", rsa(0))]);
        verdict(&known.standing(&config, &certificate.blob, Some(&certificate), 150))
    };
    let only = "rsa-sha2-512-cert-v01@openssh.com";
    assert_eq!(judged("9.7", &[only]), "known 1");
    assert_eq!(
        judged("9.8", &[only]),
        "certificate 0: host key ssh-rsa not permitted by HostkeyAlgorithms"
    );
    assert_eq!(judged("9.8", &[only, "rsa-sha2-256"]), "known 1");
}

#[test]
fn broken_lines_count_only_for_their_name() {
    let content = format!(
        "srv ssh-ed25519 AAAA\nother ssh-ed25519 AAAA\nsrv\nsrv 1024 35 1234\n|1|x|y ssh-ed25519 AAAA\nsrv {}\n",
        ed25519(1).line()
    );
    let standing = judge(&hosts(content), &ssh("srv", 22), &ed25519(1));
    let broken: Vec<_> = standing.broken.iter().map(|(_, line)| *line).collect();
    assert_eq!(
        (verdict(&standing).as_str(), broken),
        ("known 6", vec![1, 3, 4])
    );
}

#[test]
fn other_names_are_few() {
    let lines: Vec<_> = (0..20)
        .map(|n| format!("h{n} {}\n", ed25519(1).line()))
        .collect();
    let standing = judge(&hosts(lines.concat()), &ssh("h3", 22), &ed25519(1));
    let other: Vec<_> = standing
        .other_names
        .iter()
        .map(|known| known.line)
        .collect();
    assert_eq!(other, [1, 2, 3, 5, 6, 7, 8, 9]);
}

#[test]
fn files_are_read_in_order_and_missing_ones_are_empty() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name);
    std::fs::write(path("second"), format!("srv {}", ed25519(1).line())).unwrap();
    let config = SshConfig {
        known_hosts_files: vec![
            path("missing"),
            home.path().to_owned(),
            path("second"),
            path("second"),
            "none".into(),
        ],
        ..ssh("srv", 22)
    };
    let standing = judge(&KnownHosts::load(&config), &config, &ed25519(1));
    let StandingKind::Known(known) = &standing.kind else {
        panic!("{standing:?}")
    };
    assert_eq!(known.file, path("second"));
    assert_eq!(
        standing.unreadable,
        [(home.path().to_owned(), Untrusted::from("Is a directory"))]
    );
    assert_eq!(standing.files.len(), 3);
}

#[test]
fn revoked_host_keys_come_first() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("revoked");
    let certificate = certificate(ed25519(1), ed25519(3));
    let judged = |content: Option<String>, certificate: Option<&Certificate>| {
        match content {
            Some(content) => std::fs::write(&path, content).unwrap(),
            None => std::fs::remove_file(&path).unwrap_or_default(),
        }
        let config = SshConfig {
            revoked_host_keys: Some(path.clone()),
            ..ssh("srv", 22)
        };
        verdict(&file(&[("srv", ed25519(1))]).standing(&config, &ed25519(1), certificate, 150))
    };
    let line = |seed| format!("{} comment\n", ed25519(seed).line());
    let short = key("ssh-rsa", &[&[3], &[0x7f; 64]]).line();
    assert_eq!(judged(None, None), "unreadable: No such file or directory");
    assert_eq!(judged(Some(String::new()), None), "known 1");
    assert_eq!(judged(Some(line(2)), None), "known 1");
    assert_eq!(
        judged(Some(format!("# x\n\n{}{}", line(2), line(1))), None),
        "revoked 4"
    );
    assert_eq!(
        judged(Some(format!("srv {}{}", line(2), line(1))), None),
        "unreadable: line 1: invalid format"
    );
    assert_eq!(
        judged(Some(format!("{short} x\n{}", line(1))), None),
        "revoked 2"
    );
    assert_eq!(judged(Some(line(3)), Some(&certificate)), "revoked 1");
    assert_eq!(judged(Some(line(3)), None), "known 1");
}

#[test]
fn recorded_types_are_listed_once() {
    let known = file(&[
        ("srv", rsa(0)),
        ("srv", ed25519(1)),
        ("*", rsa(1)),
        ("@revoked srv", ecdsa(256)),
        ("other", ecdsa(256)),
    ]);
    assert_eq!(known.recorded_types("srv"), ["ssh-rsa", "ssh-ed25519"]);
}

#[test]
fn recorded_types_are_proposed_first() {
    const DEFAULT: &str = "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,ssh-ed25519,\
        ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,rsa-sha2-512";
    let order = |version: &str, names: &[(&str, PublicKey)], fixed| {
        let config = SshConfig {
            version: Some(format!("OpenSSH_{version}p1")),
            host_key_algorithms: DEFAULT.split(',').map(String::from).collect(),
            host_key_algorithms_fixed: fixed,
            ..ssh("srv", 22)
        };
        file(names)
            .order_host_key_algorithms(&config, "srv")
            .join(",")
    };
    let rsa_first = "rsa-sha2-512,ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,ssh-ed25519,\
        ecdsa-sha2-nistp256,ecdsa-sha2-nistp384";
    let with_rsa = [("srv", rsa(0))];
    assert_eq!(order("9.2", &with_rsa, false), rsa_first);
    assert_eq!(order("9.2", &with_rsa, true), DEFAULT);
    assert_eq!(order("9.2", &[("other", rsa(0))], false), DEFAULT);
    assert_eq!(
        order("9.2", &[("@revoked srv", rsa(0)), ("srv", rsa(0))], false),
        DEFAULT
    );

    // From 8.4 on the list stays as it is where its first entry will do.
    let with_both = [("srv", rsa(0)), ("srv", ed25519(1))];
    assert_eq!(order("8.4", &with_both, false), DEFAULT);
    assert!(
        order("8.3", &with_both, false)
            .starts_with("ssh-ed25519-cert-v01@openssh.com,ssh-ed25519,rsa-sha2-512,")
    );

    // From 8.5 on each curve is a type of its own; from 8.4 on an authority moves all certificates to the front.
    let with_p384 = [("srv", ecdsa(384))];
    assert!(order("8.5", &with_p384, false).starts_with("ecdsa-sha2-nistp384,ssh-ed25519-cert"));
    assert!(
        order("8.4", &with_p384, false)
            .starts_with("ecdsa-sha2-nistp256-cert-v01@openssh.com,ecdsa-sha2-nistp256,")
    );
    let with_authority = [("@cert-authority *", ed25519(3)), ("srv", rsa(0))];
    assert!(
        order("8.4", &with_authority, false)
            .contains("nistp256-cert-v01@openssh.com,rsa-sha2-512,ssh-ed25519,")
    );
    assert_eq!(order("8.3", &with_authority, false), rsa_first);
}

#[test]
fn names_in_clear_are_listed() {
    let known = file(&[
        ("Web1,10.0.0.1", rsa(0)),
        ("[db]:2222", rsa(0)),
        ("*.lab,!x", rsa(0)),
        ("|1|a|b", rsa(0)),
        ("web1", rsa(1)),
    ]);
    assert_eq!(known.names(), ["10.0.0.1", "db", "web1"]);
}

proptest! {
    #[test]
    fn no_file_is_too_strange(content: Vec<u8>, words in "[srv*?!,|@1# \t\r\n\\x00a-zA-Z=+/-]{0,400}") {
        for content in [content.as_slice(), words.as_bytes(), &[words.as_bytes(), &content].concat()] {
            let known = hosts(content);
            let config = ssh("srv", 2222);
            let standing = judge(&known, &config, &ed25519(1));
            prop_assert!(standing.other_names.len() <= 8);
            prop_assert!(standing.broken.len() <= 2 * content.len());
            known.names();
            known.order_host_key_algorithms(&config, "srv");
        }
    }

    #[test]
    fn patterns_match_as_their_plain_reading_says(pattern in "[ab*?]{0,8}", text in "[ab]{0,8}") {
        prop_assert_eq!(pattern::matches(pattern.as_bytes(), text.as_bytes()), plainly(pattern.as_bytes(), text.as_bytes()));
    }
}

/// match.c `match_pattern` before it was made fast.
fn plainly(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, text) => text.is_none(),
        (Some((b'*', rest)), _) => (0..=text.len()).any(|skipped| plainly(rest, &text[skipped..])),
        (Some((b'?', pattern)), Some((_, text))) => plainly(pattern, text),
        (Some((wanted, pattern)), Some((found, text))) => wanted == found && plainly(pattern, text),
        (Some(_), None) => false,
    }
}

/// Ten thousand lines, half of them hashed, are no burden. Only an optimised build is held to the clock.
#[test]
fn ten_thousand_lines_are_read_at_once() {
    let hashed = "|1|AAECAwQFBgcICQoLDA0ODxAREhM=|AAECAwQFBgcICQoLDA0ODxAREhM=";
    let lines = (0..10_000).map(|n| match n % 2 {
        0 => format!(
            "host{n}.lab,10.0.{}.{} {}\n",
            n / 256,
            n % 256,
            rsa(1).line()
        ),
        _ => format!("{hashed} {}\n", ed25519(2).line()),
    });
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("known_hosts");
    std::fs::write(&path, lines.collect::<String>()).unwrap();
    let config = SshConfig {
        known_hosts_files: vec![path],
        ..ssh("host9998.lab", 22)
    };

    let started = std::time::Instant::now();
    let known = KnownHosts::load(&config);
    let standing = judge(&known, &config, &ed25519(1));
    let elapsed = started.elapsed();
    assert_eq!(verdict(&standing), "other types 9999");
    assert!(
        cfg!(debug_assertions) || elapsed.as_millis() < 50,
        "{elapsed:?}"
    );
}
