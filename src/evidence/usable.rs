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

    /// The private key file that belongs to the `.pub` file `path`, if it is where it should be.
    pub fn private_beside(&self, path: &Path) -> Option<PathBuf> {
        let private = path.with_extension("");
        let known = self.files.iter().chain(&self.others).any(|file| {
            file.path == private
                && matches!(
                    file.state,
                    FileState::Usable | FileState::Encrypted | FileState::TooOpen { .. }
                )
        });
        known.then_some(private)
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
