//! The person's keys, and what ssh would offer of them.

use std::path::{Path, PathBuf};

use super::{Certificate, FileDate, ListedKey, OtherHome, PublicKey};
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
    /// Other homes of the person, which ssh does not look into.
    pub other_homes: Vec<OtherHome>,
    /// The PKCS#11 library that ssh is told to load.
    pub provider: Option<Provider>,
    /// What ssh itself lists of the keys it would offer, where it can (`ssh -Z`).
    pub listed: Option<Vec<ListedKey>>,
    /// The SSH_AUTH_SOCK agent, where the configuration points ssh to another one or to none.
    pub other_agent: Agent,
}

/// A PKCS#11 library (PKCS11Provider, `-I`), asked for its public keys as ssh itself asks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its path.
    pub path: PathBuf,
    /// The keys of the tokens it finds.
    pub keys: Vec<PublicKey>,
    /// What OpenSSH says where it cannot be used.
    pub complaint: Option<Untrusted>,
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
    /// The `.pub` beside it holds another key than the private file. This is what ssh offers, and cannot sign for.
    pub pub_mismatch: Option<PublicKey>,
    /// ssh itself sees no public half (a PEM file without `.pub`): it does not ask the server first but loads the private
    /// key when its turn comes, prints `Trying private key`, and signs. It finds no agent key for such a file.
    pub signs_unasked: bool,
    /// The certificate beside it (`FILE-cert.pub`).
    pub certificate: Option<Certificate>,
    /// The key's comment.
    pub comment: Untrusted,
    /// What the file system keeps of the private file and its `.pub`, as far as they are there.
    pub dates: Vec<FileDate>,
}

impl IdentityFile {
    /// The public key ssh takes this file for before it looks at the private half (authfile.c `sshkey_load_public`: the
    /// file itself if it is a public key, then `.pub`, then what an OpenSSH-format private file says of itself).
    pub fn announced(&self) -> Option<&PublicKey> {
        if self.signs_unasked {
            return None;
        }
        self.pub_mismatch.as_ref().or(self.public.as_ref())
    }

    /// Is this key its private half's, the one its `.pub` names, or the certificate beside it?
    pub fn has(&self, key: &PublicKey) -> bool {
        let certificate = self.certificate.as_ref().map(|it| &it.blob);
        [
            self.public.as_ref(),
            self.pub_mismatch.as_ref(),
            certificate,
        ]
        .contains(&Some(key))
    }
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

impl Identities {
    /// The identity file with this key, among those ssh looks at and the others.
    pub fn file_of(&self, key: &PublicKey) -> Option<&IdentityFile> {
        self.files
            .iter()
            .chain(&self.others)
            .find(|file| file.has(key))
    }
}
