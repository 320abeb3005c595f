//! Whether the private half of an offered key is at hand.

use std::path::{Path, PathBuf};

use super::{FileState, Identities, IdentityFile, Offer, Origin, PublicKey};

impl Identities {
    /// Could ssh sign with this offer, asking for a passphrase if need be?
    pub fn can_sign(&self, offer: &Offer) -> bool {
        match &offer.origin {
            Origin::Agent { .. } => true,
            Origin::File(path) => self
                .files
                .iter()
                .find(|file| file.path == *path)
                .is_none_or(|file| {
                    matches!(file.state, FileState::Usable | FileState::Encrypted)
                        && file.other_half(&offer.key).is_none()
                }),
        }
    }

    /// The private key file that belongs to the `.pub` file `path` with this key: where it should be, else under another name.
    pub fn private_beside(&self, path: &Path, key: &PublicKey) -> Option<PathBuf> {
        let private = path.with_extension("");
        let mut files = self.files.iter().chain(&self.others).filter(|file| {
            matches!(
                file.state,
                FileState::Usable | FileState::Encrypted | FileState::TooOpen { .. }
            )
        });
        let beside = files.clone().find(|file| file.path == private);
        let found = beside.or_else(|| files.find(|file| file.public.as_ref() == Some(key)))?;
        Some(found.path.clone())
    }
}

impl IdentityFile {
    /// The key the private file really holds, where ssh offers `offered` for it because of its `.pub` file.
    pub fn other_half(&self, offered: &PublicKey) -> Option<&PublicKey> {
        self.pub_mismatch
            .as_ref()
            .filter(|beside| *beside == offered)?;
        self.public.as_ref().filter(|private| *private != offered)
    }
}
