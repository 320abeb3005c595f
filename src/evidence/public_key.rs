//! Public keys as they travel (RFC 4253 section 6.6).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::Certificate;

/// The fingerprint of a key whose fingerprint nobody told.
pub(crate) const UNKNOWN: &str = "SHA256:?";

/// A signature scheme of the time after quantum computers, and Ed25519 beside it (OpenSSH 10.4, ssh-mldsa-eddsa.c). No
/// PubkeyAcceptedAlgorithms holds it unless told to.
pub(crate) const MLDSA44_ED25519: &str = "ssh-mldsa44-ed25519@openssh.com";

/// A public key blob and the words people know it by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct PublicKey {
    /// The key type: `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-ed25519-cert-v01@openssh.com` …
    pub algorithm: String,
    /// The blob.
    pub blob: Vec<u8>,
}

impl PublicKey {
    /// The key whose blob this is; the type is the blob's first string.
    pub fn from_blob(blob: &[u8]) -> Option<PublicKey> {
        let length = u32::from_be_bytes(blob.get(..4)?.try_into().ok()?) as usize;
        let name = blob.get(4..4_usize.checked_add(length)?)?;
        let plain = !name.is_empty() && name.len() <= 64 && name.iter().all(u8::is_ascii_graphic);
        let algorithm = String::from_utf8(name.to_vec()).ok().filter(|_| plain)?;
        Some(PublicKey {
            algorithm,
            blob: blob.to_vec(),
        })
    }

    /// The key of one line `type base64 …`, as in a .pub file.
    pub fn from_line(line: &str) -> Option<PublicKey> {
        let mut words = line.split_ascii_whitespace();
        let algorithm = words.next()?;
        let key = PublicKey::from_base64(words.next()?)?;
        (key.algorithm == algorithm).then_some(key)
    }

    /// A key of which only type and fingerprint are known, as a log has it. Its blob is the fingerprint's text, which no
    /// real blob can be: that begins with the length of a short name.
    pub fn from_fingerprint(algorithm: &str, fingerprint: &str) -> PublicKey {
        PublicKey {
            algorithm: algorithm.to_owned(),
            blob: fingerprint.as_bytes().to_vec(),
        }
    }

    /// Is the fingerprint all that is known?
    pub fn is_fingerprint_only(&self) -> bool {
        self.blob.starts_with(b"SHA256:") || self.blob.starts_with(b"MD5:")
    }

    /// Is anything but its type known? A log may not hold the fingerprint.
    pub fn is_known(&self) -> bool {
        self.blob != UNKNOWN.as_bytes()
    }

    /// The key whose blob is written in base64.
    pub fn from_base64(text: &str) -> Option<PublicKey> {
        PublicKey::from_blob(&STANDARD.decode(text).ok()?)
    }

    /// `SHA256:…`, as ssh-keygen(1) writes it: a certificate has the fingerprint of the key it certifies.
    pub fn fingerprint(&self) -> String {
        match self.digest() {
            Some(digest) => format!("SHA256:{}", STANDARD_NO_PAD.encode(digest)),
            None => String::from_utf8_lossy(&self.blob).into_owned(),
        }
    }

    /// SHA-256 of the blob, of a certificate of the key it certifies; `None` where the fingerprint's text is all there is.
    pub fn digest(&self) -> Option<ring::digest::Digest> {
        if self.is_fingerprint_only() {
            return None;
        }
        let certificate = Certificate::from_key(self);
        let key = certificate.as_ref().map_or(self, |it| &it.key);
        Some(ring::digest::digest(&ring::digest::SHA256, &key.blob))
    }

    /// Its size in bits as ssh-keygen prints it (sshkey.c `sshkey_size`); `None` for a type this program does not know.
    pub fn size(&self) -> Option<usize> {
        match self.plain_algorithm().as_str() {
            "ssh-rsa" => self.rsa_bits(),
            "ecdsa-sha2-nistp384" => Some(384),
            "ecdsa-sha2-nistp521" => Some(521),
            "ssh-ed25519"
            | MLDSA44_ED25519
            | "ecdsa-sha2-nistp256"
            | "sk-ssh-ed25519@openssh.com"
            | "sk-ecdsa-sha2-nistp256@openssh.com" => Some(256),
            _ => None,
        }
    }

    /// `type base64`, as in a .pub file; of a key known by its fingerprint only, what no command can hold.
    pub fn line(&self) -> String {
        if self.is_fingerprint_only() {
            return String::from("\u{0}");
        }
        format!("{} {}", self.algorithm, STANDARD.encode(&self.blob))
    }

    /// The short type ssh prints: `ED25519`, `RSA`, `ECDSA`, `ED25519-SK`, `ED25519-CERT` (sshkey.c).
    pub fn kind(&self) -> String {
        let base = self.plain_algorithm();
        let kind = match base.as_str() {
            "ssh-rsa" => "RSA",
            "ssh-dss" => "DSA",
            "ssh-ed25519" => "ED25519",
            "sk-ssh-ed25519@openssh.com" => "ED25519-SK",
            "sk-ecdsa-sha2-nistp256@openssh.com" => "ECDSA-SK",
            MLDSA44_ED25519 => "MLDSA44-ED25519",
            ecdsa if ecdsa.starts_with("ecdsa-sha2-") => "ECDSA",
            other => other,
        };
        if self.is_certificate() {
            format!("{kind}-CERT")
        } else {
            kind.to_owned()
        }
    }

    /// Is it a certificate?
    pub fn is_certificate(&self) -> bool {
        self.algorithm.contains("-cert-v0")
    }

    /// The type without its certificate suffix.
    pub fn plain_algorithm(&self) -> String {
        match self.algorithm.split_once("-cert-v0") {
            Some((plain, suffix)) if plain.starts_with("sk-") || plain.starts_with("ssh-mldsa") => {
                format!(
                    "{plain}@{}",
                    suffix
                        .split_once('@')
                        .map_or("openssh.com", |(_, domain)| domain)
                )
            }
            Some((plain, _)) => plain.to_owned(),
            None => self.algorithm.clone(),
        }
    }

    /// Does the private half live in a security token (U2F/FIDO)?
    pub fn is_security_key(&self) -> bool {
        self.algorithm.starts_with("sk-")
    }

    /// The bits of an RSA modulus, in a plain key or a certificate.
    pub fn rsa_bits(&self) -> Option<usize> {
        if self.plain_algorithm() != "ssh-rsa" {
            return None;
        }
        let mut rest = self.blob.as_slice();
        take_string(&mut rest)?;
        if self.is_certificate() {
            take_string(&mut rest)?; // nonce
        }
        take_string(&mut rest)?; // exponent
        let modulus = take_string(&mut rest)?;
        let significant = modulus.iter().position(|&byte| byte != 0)?;
        let leading = modulus[significant].leading_zeros() as usize;
        Some((modulus.len() - significant) * 8 - leading)
    }

    /// How many strings follow the type in a plain key; `None` for a type this program does not know.
    pub fn fields(plain_algorithm: &str) -> Option<usize> {
        Some(match plain_algorithm {
            "ssh-ed25519" | MLDSA44_ED25519 => 1,
            "ssh-rsa" | "sk-ssh-ed25519@openssh.com" => 2,
            "ecdsa-sha2-nistp256" | "ecdsa-sha2-nistp384" | "ecdsa-sha2-nistp521" => 2,
            "sk-ecdsa-sha2-nistp256@openssh.com" => 3,
            "ssh-dss" => 4,
            _ => return None,
        })
    }

    /// Would OpenSSH read this blob as a key (sshkey.c `sshkey_from_blob`)? A point is not checked against its curve,
    /// nor a certificate's signature against its authority.
    pub fn decodes(&self) -> bool {
        if self.is_fingerprint_only() {
            return true; // somebody's ssh has read it
        }
        let shape = if self.is_certificate() {
            Certificate::from_key(self).is_some()
        } else {
            self.has_its_fields().unwrap_or(false)
        };
        shape && self.rsa_bits().is_none_or(|bits| bits >= RSA_MINIMUM)
    }

    fn has_its_fields(&self) -> Option<bool> {
        let mut rest = self.blob.as_slice();
        let mut last = take_string(&mut rest)?;
        for _ in 0..PublicKey::fields(&self.algorithm)? {
            last = take_string(&mut rest)?;
        }
        let length = match self.algorithm.as_str() {
            "ssh-ed25519" => last.len() == 32,
            MLDSA44_ED25519 => last.len() == 1312 + 32,
            _ => true,
        };
        Some(rest.is_empty() && length)
    }
}

/// OpenSSH knows no smaller RSA key (sshkey.h `SSH_RSA_MINIMUM_MODULUS_SIZE`).
pub(crate) const RSA_MINIMUM: usize = 1024;

/// Takes one SSH string (RFC 4251 section 5) off the front of `rest`.
pub(crate) fn take_string<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
    let taken = rest.get(4..4_usize.checked_add(length)?)?;
    *rest = &rest[4 + length..];
    Some(taken)
}

/// Takes one uint32 off the front of `rest`.
pub(crate) fn take_u32(rest: &mut &[u8]) -> Option<u32> {
    let (taken, left) = rest.split_first_chunk()?;
    *rest = left;
    Some(u32::from_be_bytes(*taken))
}

/// Takes one uint64 off the front of `rest`.
pub(crate) fn take_u64(rest: &mut &[u8]) -> Option<u64> {
    let (taken, left) = rest.split_first_chunk()?;
    *rest = left;
    Some(u64::from_be_bytes(*taken))
}

/// Appends one SSH string.
pub(crate) fn push_string(blob: &mut Vec<u8>, string: &[u8]) {
    let length = u32::try_from(string.len()).unwrap_or(u32::MAX);
    blob.extend(length.to_be_bytes());
    blob.extend(&string[..length as usize]);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl comment";

    #[test]
    fn a_key_line_is_read_and_written_back() {
        let key = PublicKey::from_line(ED25519).unwrap();
        assert_eq!(key.kind(), "ED25519");
        assert_eq!(format!("{} comment", key.line()), ED25519);
        assert_eq!(key.fingerprint().len(), "SHA256:".len() + 43);
    }

    #[test]
    fn what_is_no_key_is_none() {
        for line in [
            "",
            "ssh-ed25519",
            "ssh-ed25519 !!!",
            "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl",
        ] {
            assert_eq!(PublicKey::from_line(line), None, "{line}");
        }
        assert_eq!(PublicKey::from_blob(&[255; 4]), None);
    }

    #[test]
    fn a_composite_key_has_one_field_of_its_length() {
        let of = |length: usize| {
            let mut blob = Vec::new();
            push_string(&mut blob, MLDSA44_ED25519.as_bytes());
            push_string(&mut blob, &vec![7; length]);
            PublicKey::from_blob(&blob).unwrap()
        };
        assert!(of(1344).decodes() && !of(1343).decodes());
        assert_eq!(of(1344).kind(), "MLDSA44-ED25519");
    }

    #[test]
    fn certificates_know_their_plain_type() {
        for (algorithm, plain, kind) in [
            (
                "ssh-ed25519-cert-v01@openssh.com",
                "ssh-ed25519",
                "ED25519-CERT",
            ),
            (
                "sk-ssh-ed25519-cert-v01@openssh.com",
                "sk-ssh-ed25519@openssh.com",
                "ED25519-SK-CERT",
            ),
            ("ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384", "ECDSA"),
            (
                "ssh-mldsa44-ed25519-cert-v01@openssh.com",
                MLDSA44_ED25519,
                "MLDSA44-ED25519-CERT",
            ),
        ] {
            let key = PublicKey {
                algorithm: algorithm.to_owned(),
                blob: Vec::new(),
            };
            assert_eq!(
                (key.plain_algorithm().as_str(), key.kind().as_str()),
                (plain, kind)
            );
        }
    }
}
