//! Identity files and tokens that gave ssh nothing to offer, or something else than they hold.

use super::keys::Case;
use super::{Walk, found};
use crate::evidence::{FileState, IdentityFile, PublicKey, usable_by};
use crate::finding::userauth::identity_file_malformed::IdentityFileMalformed;
use crate::finding::userauth::identity_file_missing::IdentityFileMissing;
use crate::finding::userauth::identity_file_permissions::IdentityFilePermissions;
use crate::finding::userauth::identity_file_putty::IdentityFilePutty;
use crate::finding::userauth::identity_file_unreadable::IdentityFileUnreadable;
use crate::finding::userauth::identity_file_unsupported::IdentityFileUnsupported;
use crate::finding::userauth::key_pair_mismatch::KeyPairMismatch;
use crate::finding::userauth::key_type_refused::KeyTypeRefused;
use crate::finding::userauth::passphrase_required::PassphraseRequired;
use crate::finding::userauth::pkcs11_key_unusable::Pkcs11KeyUnusable;
use crate::finding::userauth::security_key_unavailable::{SecurityKeyUnavailable, Why};

impl Case<'_> {
    /// The PKCS#11 library that ssh is told to use has no keys for it.
    pub(super) fn token_gives_none(&self) -> Option<Pkcs11KeyUnusable> {
        let provider = self.identities.provider.as_ref()?;
        Some(Pkcs11KeyUnusable {
            path: provider.path.clone(),
            complaint: provider.complaint.clone()?,
            others_refused: self.offers.len(),
        })
    }

    /// A key of an identity file that this ssh's own configuration leaves out.
    pub(super) fn left_out(&self, which: impl Fn(&IdentityFile) -> bool) -> Option<Walk> {
        let others_refused = self.offers.len();
        let mut files = self.identities.files.iter();
        let (file, key) = files.find_map(|file| {
            let key = file.announced().or(file.public.as_ref())?;
            let mute = key.is_security_key() && !self.config.speaks_to_tokens();
            let out = mute || !usable_by(self.config, key);
            (which(file) && out).then_some((file, key.clone()))
        })?;
        Some(
            match key.is_security_key() && !self.config.speaks_to_tokens() {
                true => found(SecurityKeyUnavailable {
                    key,
                    path: file.path.clone(),
                    why: Why::NoProvider { others_refused },
                }),
                false => found(KeyTypeRefused {
                    bits: key.rsa_bits(),
                    key,
                    path: Some(file.path.clone()),
                    accepted_algorithms: self.config.pubkey_accepted_algorithms.clone(),
                    required_bits: self.config.required_rsa_size,
                    others_refused,
                }),
            },
        )
    }

    /// A `.pub` file that belongs to another key makes ssh offer that other key.
    pub(super) fn mismatch(&self, which: impl Fn(&PublicKey) -> bool) -> Option<KeyPairMismatch> {
        self.offers.iter().find_map(|offer| {
            let path = offer.origin.file()?;
            let files = &self.identities.files;
            let file = files.iter().find(|file| file.path == path)?;
            let private = file.other_half(&offer.key).filter(|half| which(half))?;
            Some(KeyPairMismatch {
                path: path.to_owned(),
                private: private.clone(),
                beside: offer.key.clone(),
                accepted_beside: false,
                accepted_private: false,
            })
        })
    }

    /// An identity file that is no use to ssh and gave it nothing to offer.
    pub(super) fn defect(&self, which: impl Fn(&IdentityFile) -> bool) -> Option<Walk> {
        let others_refused = self.offers.len();
        // `-i` with a name that does not exist: ssh warns and goes on with the default keys.
        if let Some(path) = self.config.ignored_identities.first().cloned() {
            return Some(found(IdentityFileMissing {
                path,
                near: Vec::new(),
                others_refused,
                agent_lists_none: false,
            }));
        }
        let offered = |file: &&IdentityFile| {
            self.offers
                .iter()
                .any(|offer| offer.origin.file() == Some(file.path.as_path()))
        };
        let files = self
            .identities
            .files
            .iter()
            .filter(|file| which(file) && !offered(file));
        files
            .filter_map(|file| {
                let path = file.path.clone();
                match file.state.clone() {
                    FileState::Usable => None,
                    // A default name that does not exist is no fault.
                    FileState::Missing { .. } if !file.explicit => None,
                    FileState::Missing { near } => Some(found(IdentityFileMissing {
                        path,
                        near,
                        others_refused,
                        agent_lists_none: false,
                    })),
                    FileState::Unreadable { text, owner } => Some(found(IdentityFileUnreadable {
                        path,
                        text,
                        owner,
                        others_refused,
                    })),
                    FileState::TooOpen { mode, .. } if file.public.is_none() => {
                        Some(found(IdentityFilePermissions {
                            path,
                            mode,
                            accepted: false,
                            others_refused,
                        }))
                    }
                    FileState::Malformed(defect) => Some(self.openssh_says().and_then(|openssh| {
                        found(IdentityFileMalformed {
                            path,
                            defect,
                            accepted: false,
                            others_refused,
                            openssh,
                        })
                    })),
                    FileState::Putty { version } => Some(self.openssh_says().and_then(|openssh| {
                        found(IdentityFilePutty {
                            path,
                            version,
                            others_refused,
                            openssh,
                        })
                    })),
                    FileState::Unsupported { what } => {
                        Some(self.openssh_says().and_then(|openssh| {
                            found(IdentityFileUnsupported {
                                path,
                                what,
                                others_refused,
                                openssh,
                            })
                        }))
                    }
                    FileState::NotAFile => Some(found(IdentityFileUnsupported {
                        openssh: None,
                        path,
                        what: String::from(IdentityFileUnsupported::NOT_A_FILE),
                        others_refused,
                    })),
                    FileState::Encrypted if file.public.is_none() => self.encrypted_unknown(file),
                    FileState::TooOpen { .. } | FileState::Encrypted | FileState::PublicKey => None,
                }
            })
            .next()
    }

    /// An encrypted file without a readable public half: ssh must open it before it can offer anything.
    fn encrypted_unknown(&self, file: &IdentityFile) -> Option<Walk> {
        if self.evidence.someone_to_ask && !self.config.batch_mode {
            return None;
        }
        let agent = self.identities.agent.clone();
        let (path, key) = (file.path.clone(), PublicKey::default());
        Some(found(PassphraseRequired {
            started_by: self.evidence.started_by,
            path,
            key,
            batch_mode: self.config.batch_mode,
            agent,
        }))
    }
}
