//! Keys made by ssh-keygen, and lines made of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// A key pair on disk.
pub(super) struct Key {
    pub(super) private: PathBuf,
    /// `type base64`.
    pub(super) line: String,
}

impl Key {
    pub(super) fn generate(home: &Path, name: &str, kind: &str, bits: Option<&str>) -> Key {
        let private = home.join(name);
        let mut arguments = vec![
            "-q",
            "-t",
            kind,
            "-N",
            "",
            "-C",
            "",
            "-f",
            private.to_str().unwrap(),
        ];
        arguments.extend(bits.iter().flat_map(|bits| ["-b", bits]));
        ssh_keygen(&arguments);
        Key {
            line: public_line(&private.with_extension("pub")),
            private,
        }
    }
}

/// Runs ssh-keygen, which must succeed.
pub(super) fn ssh_keygen(arguments: &[&str]) {
    let done = Command::new("ssh-keygen")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(done.status.success(), "{arguments:?}: {done:?}");
}

/// The first two words of a .pub file.
pub(super) fn public_line(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.split_ascii_whitespace()
        .take(2)
        .collect::<Vec<_>>()
        .join(" ")
}

/// `name` as HashKnownHosts writes it.
pub(super) fn hashed(name: &str, salt: u8) -> String {
    let salt = [salt; 20];
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &salt);
    let hash = hmac::sign(&key, name.as_bytes());
    format!("|1|{}|{}", STANDARD.encode(salt), STANDARD.encode(hash))
}
