//! The person's keys, and what ssh would offer of them.

use std::path::{Path, PathBuf};

use super::{PublicKey, SshConfig};
use crate::text::Untrusted;

/// All keys of this machine that could matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identities {
    /// The identity files ssh would look at, in its order.
    pub files: Vec<IdentityFile>,
    /// The agent ssh would ask.
    pub agent: Agent,
    /// Certificates named by CertificateFile.
    pub certificates: Vec<(PathBuf, Option<Certificate>)>,
    /// Other key files of the person (`~/.ssh`), likeliest first; not in `files`.
    pub others: Vec<IdentityFile>,
    /// The SSH_AUTH_SOCK agent, where the configuration points ssh to another one or to none.
    pub other_agent: Agent,
}

/// One identity file as it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityFile {
    /// Its path, expanded.
    pub path: PathBuf,
    /// Somebody asked for it (`-i`, IdentityFile); else it is one of the built-in defaults.
    pub explicit: bool,
    /// What is there.
    pub state: FileState,
    /// The public half, where it can be had without a passphrase: from the private file itself, or from `.pub`.
    pub public: Option<PublicKey>,
    /// The `.pub` beside it holds another key than the private file.
    pub pub_mismatch: Option<PublicKey>,
    /// The certificate beside it (`FILE-cert.pub`).
    pub certificate: Option<Certificate>,
    /// The key's comment.
    pub comment: Untrusted,
}

/// What is at the path of an identity file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// ssh can use it as it is.
    Usable,
    /// It needs a passphrase.
    Encrypted,
    /// ENOENT.
    Missing {
        /// Files in the same directory whose names look alike.
        near: Vec<PathBuf>,
    },
    /// EACCES or another error.
    Unreadable {
        /// The system's words.
        text: Untrusted,
        /// The owner's uid.
        owner: Option<u32>,
    },
    /// This user owns it and others may read it (authfile.c `sshkey_perm_ok`).
    TooOpen {
        /// Mode bits.
        mode: u32,
        /// It needs a passphrase, too.
        encrypted: bool,
    },
    /// It is damaged.
    Malformed(Defect),
    /// It holds a public key.
    PublicKey,
    /// A PuTTY key.
    Putty {
        /// Format version, 1 to 3.
        version: u8,
    },
    /// A kind of key this ssh does not know.
    Unsupported {
        /// Which.
        what: String,
    },
    /// A directory, a FIFO, a device.
    NotAFile,
}

/// How a private key file is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// Nothing in it.
    Empty,
    /// Lines end in CR LF.
    Crlf,
    /// The last line has no newline.
    NoFinalNewline,
    /// It starts with a byte-order mark.
    ByteOrderMark,
    /// It is UTF-16.
    Utf16,
    /// It ends before its END line, or its base64 is too short.
    CutShort,
    /// Its line breaks are gone, or written as `\n`.
    OneLine,
    /// Blanks stand before its lines.
    Indented,
    /// Something stands before its BEGIN line.
    LeadingText,
    /// Its BEGIN line is missing or misspelt.
    NoHeader,
    /// It is a web page.
    Html,
    /// Its contents do not decode.
    Corrupt,
}

/// A certificate (PROTOCOL.certkeys), as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Certificate {
    /// The whole certificate blob as a key.
    pub blob: PublicKey,
    /// The key it certifies.
    pub key: PublicKey,
    /// Is it a host certificate?
    pub host: bool,
    /// Key ID.
    pub id: Untrusted,
    /// Serial number.
    pub serial: u64,
    /// Principals.
    pub principals: Vec<Untrusted>,
    /// Valid from, seconds since 1970; 0 is always.
    pub valid_after: u64,
    /// Valid until, seconds since 1970; `u64::MAX` is for ever.
    pub valid_before: u64,
    /// The CA's key.
    pub authority: PublicKey,
    /// The algorithm it was signed with.
    pub signature_algorithm: String,
    /// Names of critical options.
    pub critical_options: Vec<Untrusted>,
}

/// An agent (draft-ietf-sshm-ssh-agent).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Agent {
    /// No socket is named.
    #[default]
    NotConfigured,
    /// `IdentityAgent none`.
    Disabled,
    /// The socket leads nowhere.
    Unreachable {
        /// Its path.
        socket: PathBuf,
        /// The system's words.
        text: Untrusted,
        /// Sockets of this user on which an agent answers.
        alive: Vec<PathBuf>,
    },
    /// It answers with a failure: locked.
    Refused {
        /// Its socket.
        socket: PathBuf,
    },
    /// It does not answer.
    Silent {
        /// Its socket.
        socket: PathBuf,
    },
    /// It answers nonsense.
    Garbage {
        /// Its socket.
        socket: PathBuf,
    },
    /// It lists these keys.
    Keys {
        /// Its socket.
        socket: PathBuf,
        /// In its order.
        keys: Vec<AgentKey>,
    },
}

impl Agent {
    /// The keys it lists.
    pub fn keys(&self) -> &[AgentKey] {
        match self {
            Agent::Keys { keys, .. } => keys,
            Agent::NotConfigured
            | Agent::Disabled
            | Agent::Unreachable { .. }
            | Agent::Refused { .. }
            | Agent::Silent { .. }
            | Agent::Garbage { .. } => &[],
        }
    }

    /// Does it hold this key?
    pub fn holds(&self, key: &PublicKey) -> bool {
        self.keys().iter().any(|held| held.key == *key)
    }
}

/// A key in an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentKey {
    /// The public half.
    pub key: PublicKey,
    /// Its comment.
    pub comment: Untrusted,
}

/// Where a key lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// In a file.
    File(PathBuf),
    /// In the agent; also in this identity file, if ssh matched one.
    Agent {
        /// Its comment.
        comment: Untrusted,
        /// The IdentityFile it was matched with.
        file: Option<PathBuf>,
    },
}

impl Origin {
    /// The file, if it has one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Origin::File(path) => Some(path),
            Origin::Agent { file, .. } => file.as_deref(),
        }
    }

    /// Does the agent hold the private half?
    pub const fn in_agent(&self) -> bool {
        matches!(self, Origin::Agent { .. })
    }
}

/// A key ssh would offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is offered: a key, or a certificate.
    pub key: PublicKey,
    /// The certificate, if it is one.
    pub certificate: Option<Certificate>,
    /// Where the private half lives.
    pub origin: Origin,
}

impl Identities {
    /// What ssh would offer, in its order (sshconnect2.c `pubkey_prepare`): agent keys that match an identity file in the
    /// order of the files, then the agent's other keys unless IdentitiesOnly, then files; certificates before their plain keys.
    /// Keys whose algorithm PubkeyAcceptedAlgorithms lacks, and RSA keys below RequiredRSASize, are left out.
    pub fn offer(&self, config: &SshConfig) -> Vec<Offer> {
        if !config.may_use("publickey") {
            return Vec::new();
        }
        let mut certificates = Vec::new();
        for (path, certificate) in &self.certificates {
            certificates.extend(
                certificate
                    .iter()
                    .map(|certificate| (path.clone(), certificate.clone())),
            );
        }
        for file in &self.files {
            certificates.extend(
                file.certificate
                    .iter()
                    .map(|certificate| (file.path.clone(), certificate.clone())),
            );
        }

        let mut offers: Vec<Offer> = Vec::new();
        let mut push = |key: &PublicKey, certificate: Option<Certificate>, origin: Origin| {
            let known = offers.iter().any(|offer| offer.key == *key);
            if !known && usable_by(config, key) {
                offers.push(Offer {
                    key: key.clone(),
                    certificate,
                    origin,
                });
            }
        };
        let in_agent = |key: &PublicKey| self.agent.keys().iter().find(|held| held.key == *key);

        for (path, certificate) in &certificates {
            if let Some(held) = in_agent(&certificate.blob).or_else(|| in_agent(&certificate.key)) {
                let origin = Origin::Agent {
                    comment: held.comment.clone(),
                    file: Some(path.clone()),
                };
                push(&certificate.blob, Some(certificate.clone()), origin);
            }
        }
        for file in &self.files {
            if let Some(held) = file.public.as_ref().and_then(in_agent) {
                let origin = Origin::Agent {
                    comment: held.comment.clone(),
                    file: Some(file.path.clone()),
                };
                push(&held.key, None, origin);
            }
        }
        if !config.identities_only {
            for held in self.agent.keys() {
                push(
                    &held.key,
                    None,
                    Origin::Agent {
                        comment: held.comment.clone(),
                        file: None,
                    },
                );
            }
        }
        for file in &self.files {
            for (path, certificate) in &certificates {
                if file.public.as_ref() == Some(&certificate.key) {
                    push(
                        &certificate.blob,
                        Some(certificate.clone()),
                        Origin::File(path.clone()),
                    );
                }
            }
            if let Some(public) = &file.public {
                push(public, None, Origin::File(file.path.clone()));
            }
        }
        offers
    }

    /// The identity file with this key, among those ssh looks at and the others.
    pub fn file_of(&self, key: &PublicKey) -> Option<&IdentityFile> {
        self.files
            .iter()
            .chain(&self.others)
            .find(|file| file.public.as_ref() == Some(key))
    }
}

/// Would ssh offer a key of this type and size at all?
pub fn usable_by(config: &SshConfig, key: &PublicKey) -> bool {
    let accepted = |name: &str| {
        config
            .pubkey_accepted_algorithms
            .iter()
            .any(|algorithm| algorithm == name)
    };
    let unknown = config.pubkey_accepted_algorithms.is_empty();
    let plain = key.plain_algorithm();
    let algorithm = if plain == "ssh-rsa" {
        let suffix = if key.is_certificate() {
            "-cert-v01@openssh.com"
        } else {
            ""
        };
        ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"]
            .iter()
            .any(|name| accepted(&format!("{name}{suffix}")))
    } else {
        accepted(&key.algorithm)
    };
    let size = key
        .rsa_bits()
        .is_none_or(|bits| bits >= config.required_rsa_size as usize);
    (unknown || algorithm) && size
}
