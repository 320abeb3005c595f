//! One identity file, judged as OpenSSH would judge it (authfile.c, sshkey.c): not by what it looks like, but by whether
//! ssh could load it.

mod damage;
mod dates;
mod der;
mod near;
pub(super) mod openssh;
mod pem;
#[cfg(test)]
mod tests;

use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::bounded::{self, Found};
use super::public_half;
use crate::evidence::{FileState, IdentityFile, MLDSA44_ED25519, PublicKey, SshConfig};
use crate::text::Untrusted;

/// The ssh a file is judged for, and who runs it.
#[derive(Debug, Clone)]
pub struct Client {
    /// The person's uid: ssh minds the modes of a file only if it belongs to the person.
    pub uid: u32,
    /// `ssh -Q key`; empty where it was not asked.
    pub key_types: Vec<String>,
    /// PubkeyAcceptedAlgorithms turns DSA on again, which ssh does only where it was built with it.
    pub takes_dsa: bool,
    /// Knows the keys that OpenSSH 10.4 brought.
    pub knows_mldsa: bool,
    /// Reads Ed25519 from PKCS#8, as OpenSSH 9.6 and later do.
    pub reads_ed25519_pkcs8: bool,
}

impl Client {
    /// The ssh of this configuration, run by `uid`.
    pub fn new(config: &SshConfig, uid: u32) -> Client {
        let asked = config.supported.iter().find(|(list, _)| list == "key");
        Client {
            uid,
            key_types: asked.map(|(_, types)| types.clone()).unwrap_or_default(),
            takes_dsa: config
                .pubkey_accepted_algorithms
                .iter()
                .any(|name| name == "ssh-dss"),
            knows_mldsa: config.is_at_least(10, 4),
            reads_ed25519_pkcs8: config.is_at_least(9, 6),
        }
    }

    /// Does this ssh take keys of this type? Where it was not asked: all of its age, and DSA, off since OpenSSH 7.0, only where
    /// it is turned on.
    fn knows(&self, key_type: &str) -> bool {
        if self.key_types.is_empty() {
            match key_type {
                "ssh-dss" => self.takes_dsa,
                MLDSA44_ED25519 => self.knows_mldsa,
                other => PublicKey::fields(other).is_some(),
            }
        } else {
            self.key_types.iter().any(|known| known == key_type)
        }
    }
}

/// A private key ssh can load, or could with its passphrase.
#[derive(Default)]
struct Private {
    encrypted: bool,
    public: Option<PublicKey>,
    comment: Untrusted,
}

/// What one of ssh's two readers says of a file.
enum Reading {
    /// It is not this reader's format.
    Absent,
    Loaded(Private),
    Refused(FileState),
}

/// What one file holds.
struct Contents {
    state: FileState,
    public: Option<PublicKey>,
    /// ssh reads the public half from this very file.
    announces: bool,
    comment: Untrusted,
}

impl From<FileState> for Contents {
    fn from(state: FileState) -> Contents {
        Contents {
            state,
            public: None,
            announces: false,
            comment: Untrusted::default(),
        }
    }
}

/// Looks at one identity file, its `.pub` and the certificate beside it. `path` is already expanded.
pub fn look(path: &Path, explicit: bool, client: &Client) -> IdentityFile {
    let own = contents(path, explicit, client);
    let beside = bounded::bytes(&public_half::with_suffix(path, ".pub"));
    let (beside, comment) = beside
        .as_deref()
        .filter(|_| own.state != FileState::PublicKey) // ssh then does not look for it
        .and_then(public_half::in_text)
        .unzip();
    let private = matches!(
        own.state,
        FileState::Usable | FileState::Encrypted | FileState::TooOpen { .. }
    );
    let differs = |key: &PublicKey| own.public.as_ref().is_some_and(|own| own != key);
    IdentityFile {
        path: path.to_owned(),
        explicit,
        signs_unasked: private && !own.announces && beside.is_none(),
        pub_mismatch: beside.clone().filter(differs),
        certificate: public_half::certificate_beside(path),
        comment: comment
            .filter(|_| own.comment.is_empty())
            .unwrap_or(own.comment),
        public: own.public.or(beside),
        state: own.state,
        dates: dates::of(path),
    }
}

fn contents(path: &Path, explicit: bool, client: &Client) -> Contents {
    match bounded::read(path) {
        Found::File(bytes, metadata) => {
            let judged = judge(&bytes, client);
            let mode = metadata.mode() & 0o7777;
            if metadata.uid() == client.uid && mode & 0o077 != 0 {
                too_open(judged, mode)
            } else {
                judged
            }
        }
        Found::NotAFile => FileState::NotAFile.into(),
        Found::Failed(error, _) if error.kind() == ErrorKind::NotFound => {
            // That a default is not there is the usual case, and no slip of the pen.
            let near = if explicit {
                near::beside(path)
            } else {
                Vec::new()
            };
            FileState::Missing { near }.into()
        }
        Found::Failed(error, metadata) => Contents::from(FileState::Unreadable {
            text: Untrusted::new(error.to_string()),
            owner: metadata.map(|metadata| metadata.uid()),
        }),
    }
}

/// What these bytes are to ssh: its own format first, then PEM through libcrypto (sshkey.c
/// `sshkey_parse_private_fileblob_type`).
fn judge(bytes: &[u8], client: &Client) -> Contents {
    let announced = openssh::public(bytes);
    let reading = match openssh::read(bytes, client) {
        Reading::Absent => pem::read(bytes, client),
        own_format => own_format,
    };
    let (state, public, comment) = match reading {
        Reading::Loaded(private) if private.encrypted => {
            (FileState::Encrypted, private.public, private.comment)
        }
        Reading::Loaded(private) => (FileState::Usable, private.public, private.comment),
        Reading::Refused(state) => (state, None, Untrusted::default()),
        Reading::Absent => return not_private(bytes),
    };
    Contents {
        state,
        announces: announced.is_some(),
        public: announced.or(public),
        comment,
    }
}

fn not_private(bytes: &[u8]) -> Contents {
    match public_half::in_text(bytes) {
        Some((key, comment)) => Contents {
            state: FileState::PublicKey,
            public: Some(key),
            announces: true,
            comment,
        },
        None => damage::name(bytes).into(),
    }
}

/// Only of a key that would load otherwise: other modes mend no other fault.
fn too_open(contents: Contents, mode: u32) -> Contents {
    let encrypted = contents.state == FileState::Encrypted;
    let state = match contents.state {
        FileState::Usable | FileState::Encrypted => FileState::TooOpen { mode, encrypted },
        other => other,
    };
    Contents { state, ..contents }
}
