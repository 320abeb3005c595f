//! The key on a line, read as strictly as ssh reads it (sshkey.c `sshkey_read`): a key it cannot parse it does not know.

use ring::agreement;
use ring::rand::SystemRandom;

use super::line::{is_blank, trim_start};
use crate::evidence::Release;
use crate::evidence::{PublicKey, SshConfig, take_string};

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoKey {
    /// `invalid format`, or a type this ssh does not know.
    Invalid,
    /// An RSA key below 1,024 bits.
    TooShort,
}

/// The key types the person's ssh can read at all.
#[derive(Debug, Clone, Default)]
pub(super) struct KeyTypes(Vec<String>);

/// Key types of every OpenSSH since 8.2, where this one was not asked.
const USUAL: [&str; 7] = [
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-rsa",
];

impl KeyTypes {
    /// What `ssh -Q key` said; else the usual ones.
    pub(super) fn of(config: &SshConfig) -> KeyTypes {
        let asked = config.supported.iter().find(|(query, _)| query == "key");
        if let Some((_, types)) = asked.filter(|(_, types)| !types.is_empty()) {
            return KeyTypes(types.clone());
        }
        let mut types: Vec<String> = USUAL.map(String::from).to_vec();
        if Release::of(config) < Release(10, 0) {
            types.push(String::from("ssh-dss"));
        }
        KeyTypes(types)
    }

    /// Reads `type base64 comment`.
    pub(super) fn read(&self, text: &[u8]) -> Result<PublicKey, NoKey> {
        let (name, rest) = word(trim_start(text));
        let (base64, _) = word(trim_start(rest));
        if !self.knows(name) {
            return Err(NoKey::Invalid);
        }
        let key = from_base64(base64)
            .filter(|key| key.algorithm.as_bytes() == name)
            .ok_or(NoKey::Invalid)?;
        if !is_well_formed(&key) {
            return Err(NoKey::Invalid);
        }
        match key.rsa_bits() {
            Some(bits) if bits < 1024 => Err(NoKey::TooShort),
            _ => Ok(key),
        }
    }

    fn knows(&self, name: &[u8]) -> bool {
        let Ok(name) = std::str::from_utf8(name) else {
            return false;
        };
        let key = PublicKey {
            algorithm: name.to_owned(),
            blob: Vec::new(),
        };
        let plain = key.plain_algorithm();
        self.0.iter().any(|known| known == name || *known == plain)
    }
}

/// Does `text` spell out `key`, which is known to be a key?
pub(super) fn spells(text: &[u8], key: &PublicKey) -> bool {
    let (name, rest) = word(trim_start(text));
    let (base64, _) = word(trim_start(rest));
    name == key.algorithm.as_bytes() && from_base64(base64).as_ref() == Some(key)
}

/// The first word of `text`, and what follows it.
fn word(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().position(is_blank).unwrap_or(text.len()))
}

/// b64_pton(3) skips white space wherever it stands: this is how a file with CR LF line ends works.
fn from_base64(text: &[u8]) -> Option<PublicKey> {
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'\x0b';
    let text: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !is_space(byte))
        .collect();
    PublicKey::from_base64(std::str::from_utf8(&text).ok()?)
}

/// What one field of a public key must look like.
#[derive(Clone, Copy)]
enum Field {
    Bytes(usize),
    Text(&'static [u8]),
    AnyText,
    Point(usize),
    Number,
}

/// The fields of a key of this type after its name (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4,
/// PROTOCOL.u2f).
fn fields(algorithm: &str) -> Option<&'static [Field]> {
    use Field::{AnyText, Bytes, Number, Point, Text};
    Some(match algorithm {
        "ssh-ed25519" => &[Bytes(32)],
        "sk-ssh-ed25519@openssh.com" => &[Bytes(32), AnyText],
        "ssh-rsa" => &[Number, Number],
        "ssh-dss" => &[Number, Number, Number, Number],
        "ecdsa-sha2-nistp256" => &[Text(b"nistp256"), Point(32)],
        "ecdsa-sha2-nistp384" => &[Text(b"nistp384"), Point(48)],
        "ecdsa-sha2-nistp521" => &[Text(b"nistp521"), Point(66)],
        "sk-ecdsa-sha2-nistp256@openssh.com" => &[Text(b"nistp256"), Point(32), AnyText],
        _ => return None,
    })
}

impl Field {
    fn holds(self, value: &[u8]) -> bool {
        match self {
            Field::Bytes(length) => value.len() == length,
            Field::Text(text) => value == text,
            Field::AnyText => !value.contains(&0),
            // Only uncompressed ones (sshbuf-getput-crypto.c `get_ec`).
            Field::Point(size) => {
                value.len() == 1 + 2 * size && value[0] == 4 && is_on_curve(size, value)
            }
            // Not negative, and of at most 16,384 bits (sshbuf_get_bignum2).
            Field::Number => value.first().is_none_or(|&byte| byte < 0x80) && value.len() <= 2049,
        }
    }
}

/// A damaged ECDSA key is mostly no point of its curve, and then no key. ring tells for two of the curves; a point of
/// nistp521 is taken as it is.
fn is_on_curve(size: usize, point: &[u8]) -> bool {
    let curve = match size {
        32 => &agreement::ECDH_P256,
        48 => &agreement::ECDH_P384,
        _ => return true,
    };
    let Ok(private) = agreement::EphemeralPrivateKey::generate(curve, &SystemRandom::new()) else {
        return true;
    };
    let point = agreement::UnparsedPublicKey::new(curve, point);
    agreement::agree_ephemeral(private, &point, |_| ()).is_ok()
}

/// Would sshkey.c `sshkey_from_blob` take it? Of a certificate, and of a type from after this was written, nothing is asked.
fn is_well_formed(key: &PublicKey) -> bool {
    let Some(fields) = fields(&key.algorithm) else {
        return true;
    };
    let mut rest = key.blob.as_slice();
    take_string(&mut rest).is_some()
        && fields
            .iter()
            .all(|field| take_string(&mut rest).is_some_and(|value| field.holds(value)))
        && rest.is_empty()
}

/// The key inside a certificate; any other key is itself (sshkey.c `sshkey_drop_cert`).
pub(super) fn without_certificate(key: &PublicKey) -> PublicKey {
    plain(key).unwrap_or_else(|| key.clone())
}

fn plain(key: &PublicKey) -> Option<PublicKey> {
    if !key.is_certificate() {
        return None;
    }
    let algorithm = key.plain_algorithm();
    let mut blob = string(algorithm.as_bytes());
    let mut rest = key.blob.as_slice();
    take_string(&mut rest)?; // type
    take_string(&mut rest)?; // nonce
    for _ in fields(&algorithm)? {
        blob.extend(string(take_string(&mut rest)?));
    }
    Some(PublicKey { algorithm, blob })
}

fn string(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl";

    fn read(text: &str) -> Result<PublicKey, NoKey> {
        KeyTypes::of(&SshConfig::default()).read(text.as_bytes())
    }

    fn rsa(bytes: usize) -> String {
        let mut modulus = vec![0xff; bytes];
        modulus.insert(0, 0);
        let blob = [string(b"ssh-rsa"), string(&[1, 0, 1]), string(&modulus)].concat();
        format!("ssh-rsa {}", STANDARD.encode(blob))
    }

    #[test]
    fn white_space_is_where_ssh_takes_it() {
        let expected = PublicKey::from_line(ED25519).unwrap();
        let (name, base64) = ED25519.split_once(' ').unwrap();
        for text in [
            ED25519.to_owned(),
            format!(" \t{name} \t {base64} a comment"),
            format!("{ED25519}\r"),
            format!("{name} {}\r{}", &base64[..10], &base64[10..]),
        ] {
            assert_eq!(read(&text), Ok(expected.clone()), "{text:?}");
        }
    }

    #[test]
    fn what_ssh_cannot_read_is_no_key() {
        for text in [
            "",
            "ssh-ed25519",
            "ssh-ed25519 ",
            &ED25519[..ED25519.len() - 4],
            &format!("{ED25519}AAAA"),
            &ED25519.replacen("ssh-ed25519", "ssh-rsa", 1),
            &ED25519.replacen("ssh-ed25519", "SSH-ED25519", 1),
            "1024 35 1234567890",
            "ssh-unknown AAAAC3NzaC1lZDI1NTE5",
        ] {
            assert_eq!(read(text), Err(NoKey::Invalid), "{text:?}");
        }
        assert!(read(&rsa(128)).is_ok());
        assert_eq!(read(&rsa(127)), Err(NoKey::TooShort));
    }

    #[test]
    fn an_ecdsa_key_is_a_point_of_its_curve() {
        // The generator of nistp256 (SEC 2, section 2.4.2).
        let x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
        let y = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
        let hex = |at: usize| u8::from_str_radix(&format!("{x}{y}")[at..at + 2], 16).unwrap();
        let mut point: Vec<u8> = (0..128).step_by(2).map(hex).collect();
        point.insert(0, 4);
        assert!(Field::Point(32).holds(&point));
        point[64] ^= 1;
        assert!(!Field::Point(32).holds(&point));
        assert!(!Field::Point(32).holds(&point[..33]));
        assert!(!Field::Point(32).holds(&[]));
    }

    #[test]
    fn the_types_are_those_of_the_persons_ssh() {
        let of = |version: &str| {
            KeyTypes::of(&SshConfig {
                version: Some(version.to_owned()),
                ..SshConfig::default()
            })
        };
        assert!(of("OpenSSH_9.2p1").knows(b"ssh-dss"));
        assert!(!of("OpenSSH_10.0p2").knows(b"ssh-dss"));
        assert!(of("OpenSSH_10.0p2").knows(b"sk-ssh-ed25519-cert-v01@openssh.com"));
    }

    #[test]
    fn a_certificate_holds_its_key() {
        let plain = PublicKey::from_line(ED25519).unwrap();
        let algorithm = String::from("ssh-ed25519-cert-v01@openssh.com");
        let mut blob = string(algorithm.as_bytes());
        blob.extend(string(b"nonce"));
        blob.extend(&plain.blob[4 + "ssh-ed25519".len()..]);
        blob.extend(b"and so on");
        assert_eq!(without_certificate(&PublicKey { algorithm, blob }), plain);
        assert_eq!(without_certificate(&plain), plain);
    }
}
