use super::super::{Agent, IdentityFile, push_string};
use super::*;
use crate::text::Untrusted;

fn blob(fields: &[&[u8]]) -> PublicKey {
    let mut blob = Vec::new();
    fields
        .iter()
        .for_each(|field| push_string(&mut blob, field));
    PublicKey::from_blob(&blob).unwrap()
}

fn key(byte: u8) -> PublicKey {
    blob(&[b"ssh-ed25519", &[byte; 32]])
}

/// A certificate of that key, of a security key where `option` is set.
fn certified(byte: u8, sk: bool, option: &[u8]) -> PublicKey {
    let kind: &[u8] = match sk {
        true => b"sk-ssh-ed25519-cert-v01@openssh.com",
        false => b"ssh-ed25519-cert-v01@openssh.com",
    };
    let mut options = Vec::new();
    push_string(&mut options, option);
    push_string(&mut options, b"");
    let extension = option.starts_with(b"no-");
    let list = |wanted: bool| if wanted { options.as_slice() } else { b"" };

    let mut blob = Vec::new();
    [kind, b"nonce", &[byte; 32]]
        .iter()
        .for_each(|field| push_string(&mut blob, field));
    if sk {
        push_string(&mut blob, b"ssh:");
    }
    blob.extend([0; 8]);
    blob.extend([0, 0, 0, 1]);
    push_string(&mut blob, b"id");
    push_string(&mut blob, b"");
    blob.extend([0; 8]);
    blob.extend([255; 8]);
    push_string(&mut blob, list(!option.is_empty() && !extension));
    push_string(&mut blob, list(extension));
    push_string(&mut blob, b"");
    push_string(&mut blob, &key(0).blob);
    let mut signature = Vec::new();
    push_string(&mut signature, b"ssh-ed25519");
    push_string(&mut blob, &signature);
    PublicKey::from_blob(&blob).unwrap()
}

fn held(keys: &[PublicKey]) -> Agent {
    let keys = keys.iter().map(|key| AgentKey {
        key: key.clone(),
        comment: Untrusted::from("held"),
    });
    Agent::Keys {
        socket: PathBuf::from("/agent"),
        keys: keys.collect(),
    }
}

fn file(name: &str, key: &PublicKey, explicit: bool) -> IdentityFile {
    IdentityFile {
        path: PathBuf::from(name),
        explicit,
        state: FileState::Usable,
        public: Some(key.clone()),
        pub_mismatch: None,
        signs_unasked: false,
        certificate: None,
        comment: Untrusted::default(),
        dates: Vec::new(),
    }
}

fn config(version: &str) -> SshConfig {
    SshConfig {
        version: Some(version.to_owned()),
        pubkey_authentication: true,
        ..SshConfig::default()
    }
}

fn offered(identities: &Identities, config: &SshConfig) -> Vec<PublicKey> {
    identities
        .offer(config)
        .into_iter()
        .map(|offer| offer.key)
        .collect()
}

#[test]
fn openssh_10_5_puts_certificates_first_among_what_nobody_asked_for() {
    let (touch, pin) = (
        certified(2, true, b"no-touch-required"),
        certified(3, true, b"verify-required"),
    );
    let (plain, asked) = (certified(4, false, b""), certified(5, false, b""));
    let identities = Identities {
        files: vec![file("/asked", &key(1), true)],
        agent: held(&[
            key(9),
            pin.clone(),
            key(1),
            plain.clone(),
            touch.clone(),
            asked.clone(),
        ]),
        ..Identities::default()
    };
    let first = [
        key(1),
        touch,
        plain.clone(),
        asked.clone(),
        pin.clone(),
        key(9),
    ];
    assert_eq!(offered(&identities, &config("OpenSSH_10.5p1")), first);
    let agents = offered(&identities, &config("OpenSSH_10.4p1"));
    assert_eq!(agents[..3], [key(1), key(9), pin]);

    let defaults = |explicit| Identities {
        files: vec![
            file("/a", &key(1), explicit),
            IdentityFile {
                certificate: Certificate::from_key(&plain),
                ..file("/b", &key(4), explicit)
            },
        ],
        ..Identities::default()
    };
    let new = config("OpenSSH_10.5p1");
    assert_eq!(
        offered(&defaults(false), &new),
        [plain.clone(), key(1), key(4)]
    );
    assert_eq!(offered(&defaults(true), &new), [key(1), key(4), plain]);
}

#[test]
fn a_build_that_cannot_speak_to_tokens_offers_no_security_key_of_a_file() {
    let sk = blob(&[b"sk-ssh-ed25519@openssh.com", &[1; 32], b"ssh:"]);
    let held_sk = blob(&[b"sk-ssh-ed25519@openssh.com", &[2; 32], b"ssh:"]);
    let identities = Identities {
        files: vec![file("/sk", &sk, true), file("/a", &key(1), true)],
        agent: held(std::slice::from_ref(&held_sk)),
        ..Identities::default()
    };
    let mut config = config("OpenSSH_9.9p1");
    for (provider, expected) in [
        (None, vec![held_sk.clone(), sk.clone(), key(1)]),
        (Some("internal"), vec![held_sk.clone(), sk, key(1)]),
        (Some("none"), vec![held_sk, key(1)]),
    ] {
        config.security_key_provider = provider.map(str::to_owned);
        assert_eq!(offered(&identities, &config), expected, "{provider:?}");
    }
}

/// Seen with SoftHSM, OpenSSH 9.2 and 10.5: of two keys in a token a file names the second.
#[test]
fn a_token_comes_first_and_with_identities_only_no_more_of_it_than_a_file_names() {
    let identities = Identities {
        files: vec![file("/a", &key(1), true), file("/named", &key(4), true)],
        provider: Some(super::super::Provider {
            path: PathBuf::from("/lib/token.so"),
            keys: vec![key(3), key(4)],
            complaint: None,
        }),
        ..Identities::default()
    };
    for version in ["OpenSSH_9.2p1", "OpenSSH_10.5p1"] {
        let mut config = config(version);
        assert_eq!(
            offered(&identities, &config),
            [key(4), key(3), key(1), key(4)]
        );
        config.identities_only = true;
        assert_eq!(offered(&identities, &config), [key(4), key(1), key(4)]);
    }
}

#[test]
fn one_key_ssh_cannot_decode_hides_the_agents_others() {
    let broken = blob(&[b"ssh-ed25519", b"short"]);
    let foreign = blob(&[b"ssh-new@example.com", b"?"]);
    let with = |odd: PublicKey| Identities {
        files: vec![file("/a", &key(1), true)],
        agent: held(&[odd, key(2)]),
        ..Identities::default()
    };
    let mut config = config("OpenSSH_9.2p1");
    config.pubkey_accepted_algorithms = vec![String::from("ssh-ed25519")];
    assert_eq!(offered(&with(broken), &config), [key(1)]);
    assert_eq!(offered(&with(foreign), &config), [key(2), key(1)]);
}

#[test]
fn a_certificate_says_who_signs_for_it() {
    let certificate = certified(2, false, b"");
    let path = PathBuf::from("/apart-cert.pub");
    let mut identities = Identities {
        certificates: vec![(path.clone(), Certificate::from_key(&certificate))],
        ..Identities::default()
    };
    let config = config("OpenSSH_9.2p1");
    let origin = |identities: &Identities| identities.offer(&config)[0].origin.clone();
    assert_eq!(origin(&identities), Origin::File(path.clone()));
    identities.files = vec![file("/b", &key(2), true)];
    assert_eq!(origin(&identities), Origin::File(PathBuf::from("/b")));
    identities.files.clear();
    identities.agent = held(&[key(2)]);
    assert!(matches!(origin(&identities), Origin::Agent { file: Some(file), .. } if file == path));
}

#[test]
fn an_rsa_key_goes_by_any_of_its_three_algorithms() {
    let rsa = blob(&[b"ssh-rsa", &[1], &[0x80; 256]]);
    let mut config = config("OpenSSH_9.2p1");
    assert!(usable_by(&config, &rsa));
    for (accepted, usable) in [
        ("rsa-sha2-256", true),
        ("ssh-rsa", true),
        ("ssh-ed25519", false),
    ] {
        config.pubkey_accepted_algorithms = vec![accepted.to_owned()];
        assert_eq!(usable_by(&config, &rsa), usable, "{accepted}");
    }
    config.pubkey_accepted_algorithms.clear();
    config.required_rsa_size = 3072;
    assert!(!usable_by(&config, &rsa) && usable_by(&config, &key(1)));
}

#[test]
fn a_version_is_compared_by_its_numbers() {
    for (version, newer) in [
        ("OpenSSH_10.5p1", true),
        ("OpenSSH_9.10", false),
        ("OpenSSH_for_Windows_8.1p1", false),
        ("dropbear", true),
    ] {
        assert_eq!(config(version).is_at_least(10, 1), newer, "{version}");
    }
}
