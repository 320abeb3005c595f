//! What keys a machine may hold.

use super::*;

/// An identity file in `state` whose public half is `public`.
pub(super) fn identity(
    explicit: bool,
    state: FileState,
    public: Option<PublicKey>,
) -> IdentityFile {
    IdentityFile {
        path: PathBuf::from(if explicit {
            "/home/u/.ssh/deploy"
        } else {
            "/home/u/.ssh/id_ed25519"
        }),
        explicit,
        state,
        public,
        pub_mismatch: None,
        signs_unasked: false,
        certificate: None,
        comment: Untrusted::default(),
        dates: Vec::new(),
    }
}

/// A user certificate of `key(3)` as it travels (PROTOCOL.certkeys); its signature is nobody's.
pub(super) fn certificate(
    principal: &str,
    valid_after: u64,
    valid_before: u64,
    signed_with: &str,
) -> Option<Certificate> {
    let string = |bytes: &[u8]| {
        let mut field = Vec::new();
        push_string(&mut field, bytes);
        field
    };
    let algorithm = "ssh-ed25519-cert-v01@openssh.com";
    let blob = [
        string(algorithm.as_bytes()),
        string(&[0; 32]),
        string(&[3; 32]),
        1_u64.to_be_bytes().to_vec(),
        1_u32.to_be_bytes().to_vec(),
        string(b"specimen"),
        string(&string(principal.as_bytes())),
        valid_after.to_be_bytes().to_vec(),
        valid_before.to_be_bytes().to_vec(),
        string(b""),
        string(b""),
        string(b""),
        string(&key(9).blob),
        string(&[string(signed_with.as_bytes()), string(&[0; 64])].concat()),
    ]
    .concat();
    Certificate::from_key(&PublicKey {
        algorithm: algorithm.to_owned(),
        blob,
    })
}

pub(super) fn identities() -> Vec<(&'static str, Identities)> {
    let files = |files: Vec<IdentityFile>| Identities {
        files,
        ..Identities::default()
    };
    let one = |explicit, state, public| files(vec![identity(explicit, state, public)]);
    let missing = || FileState::Missing { near: Vec::new() };
    let usable = || identity(false, FileState::Usable, Some(key(3)));
    let other = || IdentityFile {
        path: PathBuf::from("/home/u/.ssh/other"),
        ..identity(false, FileState::Usable, Some(key(4)))
    };
    let signed = |principal, after, before, with| {
        files(vec![IdentityFile {
            certificate: certificate(principal, after, before, with),
            ..usable()
        }])
    };
    let certified = |principal, after, before| signed(principal, after, before, "ssh-ed25519");
    let text = || Untrusted::from("Permission denied");
    let socket = || PathBuf::from("/tmp/agent");
    let agent = |seeds: &[u8]| Agent::Keys {
        socket: socket(),
        keys: seeds
            .iter()
            .map(|seed| AgentKey {
                key: key(*seed),
                comment: Untrusted::from("work"),
            })
            .collect(),
    };
    let elsewhere = |whose, keys| OtherHome {
        path: PathBuf::from("/home/u"),
        whose,
        keys,
        agents: Vec::new(),
    };
    let rsa = PublicKey {
        algorithm: String::from("ssh-rsa"),
        blob: vec![0, 0, 0, 7],
    };
    let sk = PublicKey {
        algorithm: String::from("sk-ssh-ed25519@openssh.com"),
        blob: vec![0, 0, 0, 7],
    };
    let dsa = PublicKey {
        algorithm: String::from("ssh-dss"),
        blob: vec![0, 0, 0, 7],
    };
    vec![
        ("one key", files(vec![usable()])),
        (
            "one key, a day old",
            files(vec![IdentityFile {
                dates: vec![FileDate {
                    path: usable().path,
                    at: NOW - 86_400,
                    birth: true,
                }],
                ..usable()
            }]),
        ),
        ("none", one(false, missing(), None)),
        (
            "a PKCS#11 library without keys",
            Identities {
                provider: Some(Provider {
                    path: PathBuf::from("/usr/lib/opensc-pkcs11.so"),
                    keys: Vec::new(),
                    complaint: Some(text()),
                }),
                ..one(false, missing(), None)
            },
        ),
        (
            "one key, another file beside",
            Identities {
                others: vec![other()],
                ..files(vec![usable()])
            },
        ),
        (
            "no key, another file",
            Identities {
                others: vec![other()],
                ..one(false, missing(), None)
            },
        ),
        (
            "no key, one in the home of who typed sudo",
            Identities {
                other_homes: vec![elsewhere(Whose::Caller(String::from("u")), vec![other()])],
                ..one(false, missing(), None)
            },
        ),
        (
            "a key, one where HOME points",
            Identities {
                other_homes: vec![elsewhere(Whose::Variable, vec![other()])],
                ..files(vec![usable()])
            },
        ),
        (
            "three keys in the agent",
            Identities {
                agent: agent(&[4, 5, 6]),
                ..one(false, missing(), None)
            },
        ),
        (
            "a key, and one in the agent",
            Identities {
                agent: agent(&[4]),
                ..files(vec![usable()])
            },
        ),
        ("an RSA key", one(false, FileState::Usable, Some(rsa))),
        ("a security key", one(false, FileState::Usable, Some(sk))),
        (
            "a key this ssh leaves out",
            one(false, FileState::Usable, Some(dsa)),
        ),
        ("encrypted", one(false, FileState::Encrypted, Some(key(3)))),
        (
            "encrypted, public half unknown",
            one(true, FileState::Encrypted, None),
        ),
        (
            "too open",
            one(
                false,
                FileState::TooOpen {
                    mode: 0o644,
                    encrypted: false,
                },
                Some(key(3)),
            ),
        ),
        (
            "too open, public half unknown",
            one(
                false,
                FileState::TooOpen {
                    mode: 0o644,
                    encrypted: false,
                },
                None,
            ),
        ),
        (
            "damaged",
            one(false, FileState::Malformed(Defect::Crlf), None),
        ),
        (
            "damaged, .pub whole",
            one(true, FileState::Malformed(Defect::CutShort), Some(key(3))),
        ),
        ("missing", one(true, missing(), None)),
        ("missing, .pub there", one(true, missing(), Some(key(3)))),
        (
            "unreadable",
            one(
                true,
                FileState::Unreadable {
                    text: text(),
                    owner: Some(0),
                },
                None,
            ),
        ),
        (
            "unreadable, .pub there",
            one(
                true,
                FileState::Unreadable {
                    text: text(),
                    owner: Some(0),
                },
                Some(key(3)),
            ),
        ),
        (
            "public half given",
            one(true, FileState::PublicKey, Some(key(3))),
        ),
        (
            "PuTTY key",
            one(true, FileState::Putty { version: 3 }, None),
        ),
        (
            "PuTTY key, .pub there",
            one(true, FileState::Putty { version: 3 }, Some(key(3))),
        ),
        (
            "unsupported",
            one(
                true,
                FileState::Unsupported {
                    what: String::from("DSA"),
                },
                None,
            ),
        ),
        (
            "unsupported, .pub there",
            one(
                true,
                FileState::Unsupported {
                    what: String::from("DSA"),
                },
                Some(key(3)),
            ),
        ),
        ("a directory", one(true, FileState::NotAFile, None)),
        (
            "a directory, .pub there",
            one(true, FileState::NotAFile, Some(key(3))),
        ),
        (
            ".pub of another key",
            files(vec![IdentityFile {
                pub_mismatch: Some(key(5)),
                ..usable()
            }]),
        ),
        (
            "agent unreachable",
            Identities {
                agent: Agent::Unreachable {
                    socket: socket(),
                    text: text(),
                    alive: Vec::new(),
                },
                ..one(false, missing(), None)
            },
        ),
        (
            "agent locked, .pub there",
            Identities {
                agent: Agent::Refused { socket: socket() },
                ..one(false, missing(), Some(key(3)))
            },
        ),
        ("certificate valid", certified("deploy", 0, u64::MAX)),
        ("certificate expired", certified("deploy", 0, NOW - 1)),
        (
            "certificate not yet valid",
            certified("deploy", NOW + 1, u64::MAX),
        ),
        (
            "certificate signed with SHA-1",
            signed("deploy", 0, u64::MAX, "ssh-rsa"),
        ),
        (
            "certificate for another name",
            certified("eve", 0, u64::MAX),
        ),
    ]
}
