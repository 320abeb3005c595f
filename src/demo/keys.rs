//! Keys for one demonstration, made anew each time.

use ring::rand::SecureRandom as _;
use russh::keys::PrivateKey;
use russh::keys::ssh_key::LineEnding;
use russh::keys::ssh_key::private::Ed25519Keypair;

/// A key pair in every form the demonstration needs.
pub(super) struct Pair {
    pub(super) private: PrivateKey,
    /// As a private key file.
    pub(super) file: String,
    /// `type base64`.
    pub(super) public: String,
}

pub(super) fn generate() -> Pair {
    let mut seed = [0; 32];
    // Without randomness the demonstration still works; its keys protect nothing.
    let _ = ring::rand::SystemRandom::new().fill(&mut seed);
    let private = PrivateKey::from(Ed25519Keypair::from_seed(&seed));
    let file = private
        .to_openssh(LineEnding::LF)
        .map(|text| text.to_string())
        .unwrap_or_default();
    let public = private
        .public_key()
        .to_openssh()
        .unwrap_or_default()
        .trim()
        .to_owned();
    Pair {
        private,
        file,
        public,
    }
}
