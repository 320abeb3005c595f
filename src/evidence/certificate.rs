//! OpenSSH certificates (PROTOCOL.certkeys).

use super::PublicKey;
use super::public_key::{push_string, take_string, take_u32, take_u64};
use crate::text::Untrusted;

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
    /// Names of extensions.
    pub extensions: Vec<Untrusted>,
    /// When its file was written by this machine's clock, seconds since 1970; nothing where it was not read from a file.
    pub written: Option<u64>,
}

/// OpenSSH refuses a certificate with more principals than this (sshkey.h `SSHKEY_CERT_MAX_PRINCIPALS`).
const PRINCIPALS_OPENSSH_TAKES: usize = 256;
/// No list in a certificate is read further than this.
const LISTED: usize = 65_536;

impl Certificate {
    /// Reads the certificate a key blob holds; `None` where it is a plain key, or does not decode. The authority's
    /// signature is not verified: that is the server's business.
    pub fn from_key(blob: &PublicKey) -> Option<Certificate> {
        if !blob.is_certificate() {
            return None;
        }
        let mut rest = blob.blob.as_slice();
        take_string(&mut rest)?;
        take_string(&mut rest)?; // nonce
        let key = plain_key(&blob.plain_algorithm(), &mut rest)?;
        let serial = take_u64(&mut rest)?;
        let host = match take_u32(&mut rest)? {
            1 => false,
            2 => true,
            _ => return None,
        };
        let id = Untrusted::new(take_string(&mut rest)?);
        let principals = strings(take_string(&mut rest)?)?;
        let valid_after = take_u64(&mut rest)?;
        let valid_before = take_u64(&mut rest)?;
        let critical_options = names(take_string(&mut rest)?)?;
        let extensions = names(take_string(&mut rest)?)?;
        take_string(&mut rest)?; // reserved
        let authority = PublicKey::from_blob(take_string(&mut rest)?)?;
        let mut signature = take_string(&mut rest)?;
        let algorithm = take_string(&mut signature)?;
        rest.is_empty().then(|| Certificate {
            blob: blob.clone(),
            key,
            host,
            id,
            serial,
            principals,
            valid_after,
            valid_before,
            authority,
            signature_algorithm: Untrusted::new(algorithm).visible(64),
            critical_options,
            extensions,
            written: None,
        })
    }

    /// Would OpenSSH load it as a certificate of a user?
    pub fn is_usable_for_login(&self) -> bool {
        !self.host && self.principals.len() <= PRINCIPALS_OPENSSH_TAKES
    }

    /// Does it carry this critical option?
    pub fn demands(&self, option: &str) -> bool {
        self.critical_options.contains(&Untrusted::from(option))
    }

    /// Does it carry this extension?
    pub fn extends(&self, extension: &str) -> bool {
        self.extensions.contains(&Untrusted::from(extension))
    }
}

/// The key between nonce and serial: as many strings as its type has.
fn plain_key(algorithm: &str, rest: &mut &[u8]) -> Option<PublicKey> {
    let mut blob = Vec::new();
    push_string(&mut blob, algorithm.as_bytes());
    for _ in 0..PublicKey::fields(algorithm)? {
        push_string(&mut blob, take_string(rest)?);
    }
    PublicKey::from_blob(&blob)
}

/// A list of strings.
fn strings(mut list: &[u8]) -> Option<Vec<Untrusted>> {
    let mut found = Vec::new();
    while !list.is_empty() && found.len() < LISTED {
        found.push(Untrusted::new(take_string(&mut list)?));
    }
    Some(found)
}

/// The names in a list of names and data.
fn names(mut list: &[u8]) -> Option<Vec<Untrusted>> {
    let mut found = Vec::new();
    while !list.is_empty() && found.len() < LISTED {
        found.push(Untrusted::new(take_string(&mut list)?));
        take_string(&mut list)?;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::process::Command;

    use super::*;

    fn keygen(directory: &Path, words: &[&str]) {
        let done = Command::new("ssh-keygen")
            .current_dir(directory)
            .args(words)
            .output()
            .unwrap();
        assert!(done.status.success(), "{words:?}: {done:?}");
    }

    fn signed(kind: &str, bits: &str, options: &[&str]) -> (Certificate, PublicKey) {
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path();
        keygen(at, &["-q", "-t", "ed25519", "-N", "", "-f", "ca"]);
        keygen(at, &["-q", "-t", kind, "-b", bits, "-N", "", "-f", "key"]);
        let mut words = vec!["-q", "-s", "ca", "-I", "an id", "-z", "7"];
        words.extend(options);
        words.push("key.pub");
        keygen(at, &words);
        let read = |name| PublicKey::from_line(&fs::read_to_string(at.join(name)).unwrap());
        let certificate = Certificate::from_key(&read("key-cert.pub").unwrap()).unwrap();
        assert_eq!(certificate.authority, read("ca.pub").unwrap());
        (certificate, read("key.pub").unwrap())
    }

    #[test]
    fn every_type_that_ssh_keygen_makes_is_read() {
        for (kind, bits) in [
            ("ed25519", "256"),
            ("rsa", "2048"),
            ("ecdsa", "256"),
            ("ecdsa", "384"),
            ("ecdsa", "521"),
        ] {
            let options = [
                "-n",
                "alice,bob",
                "-V",
                "0x3e8:0x7d0",
                "-O",
                "force-command=id",
            ];
            let (certificate, key) = signed(kind, bits, &options);
            assert_eq!(certificate.key, key, "{kind}");
            assert_eq!(certificate.blob.fingerprint(), key.fingerprint(), "{kind}");
            assert_eq!((certificate.serial, certificate.host), (7, false));
            assert_eq!(
                (certificate.valid_after, certificate.valid_before),
                (1000, 2000)
            );
            assert_eq!(
                certificate.principals,
                [Untrusted::from("alice"), Untrusted::from("bob")]
            );
            assert_eq!(certificate.id, Untrusted::from("an id"));
            assert_eq!(certificate.signature_algorithm, "ssh-ed25519");
            assert!(certificate.demands("force-command") && certificate.is_usable_for_login());
        }
    }

    #[test]
    fn a_host_certificate_is_no_login() {
        let (certificate, _) = signed("ed25519", "256", &["-h", "-n", "srv"]);
        assert!(certificate.host && !certificate.is_usable_for_login());
        assert_eq!(
            (certificate.valid_after, certificate.valid_before),
            (0, u64::MAX)
        );
    }

    /// ssh-keygen cannot make one: OpenSSH itself stops at 256 principals.
    #[test]
    fn ten_thousand_principals_are_read_and_are_too_many() {
        let (certificate, key) = signed("ed25519", "256", &["-n", "x"]);
        let many: Vec<Untrusted> = (0..10_000)
            .map(|n| Untrusted::new(format!("user{n}")))
            .collect();
        let blob = assembled(&certificate, &key, &many);
        let read = Certificate::from_key(&blob).unwrap();
        assert_eq!(read.principals, many);
        assert!(!read.is_usable_for_login());
    }

    #[test]
    fn a_damaged_one_is_none() {
        let (certificate, key) = signed("rsa", "2048", &["-n", "x"]);
        assert_eq!(Certificate::from_key(&key), None);
        let whole = certificate.blob.blob;
        for length in 0..whole.len() {
            let cut = PublicKey {
                algorithm: certificate.blob.algorithm.clone(),
                blob: whole[..length].to_vec(),
            };
            assert_eq!(Certificate::from_key(&cut), None, "{length}");
        }
    }

    fn assembled(like: &Certificate, key: &PublicKey, principals: &[Untrusted]) -> PublicKey {
        let mut list = Vec::new();
        principals
            .iter()
            .for_each(|name| push_string(&mut list, name.bytes()));
        let mut signature = Vec::new();
        push_string(&mut signature, b"ssh-ed25519");
        push_string(&mut signature, &[0; 64]);
        let mut key_fields = key.blob.as_slice();
        take_string(&mut key_fields).unwrap();

        let mut blob = Vec::new();
        push_string(&mut blob, like.blob.algorithm.as_bytes());
        push_string(&mut blob, &[0; 32]);
        blob.extend(key_fields);
        blob.extend(7_u64.to_be_bytes());
        blob.extend(1_u32.to_be_bytes());
        push_string(&mut blob, b"id");
        push_string(&mut blob, &list);
        blob.extend(0_u64.to_be_bytes());
        blob.extend(u64::MAX.to_be_bytes());
        for empty in [b""; 3] {
            push_string(&mut blob, empty);
        }
        push_string(&mut blob, &like.authority.blob);
        push_string(&mut blob, &signature);
        PublicKey::from_blob(&blob).unwrap()
    }
}
