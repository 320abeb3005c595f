//! PEM, as OpenSSL 3 reads it for OpenSSH (`PEM_read_bio_PrivateKey`): lenient where OpenSSH's own format is strict. Text
//! before the BEGIN line, CR LF, a byte-order mark, trailing blanks and a missing last newline are all right.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

use super::der::{self, Curve, Elements, Fault};
use super::{Client, Private, Reading};
use crate::evidence::{Defect, FileState, PublicKey, RSA_MINIMUM};
use crate::text::Untrusted;

/// Labels of private keys.
const LABELS: [&str; 5] = [
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "DSA PRIVATE KEY",
    "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
];

/// Ciphers of `DEK-Info` that OpenSSL 3 has without its legacy provider.
const DEK_CIPHERS: [&str; 3] = ["AES-", "CAMELLIA-", "DES-EDE3-"];

/// OpenSSL minds no bits behind the last byte.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// Reads the first private key in PEM.
pub(super) fn read(bytes: &[u8], client: &Client) -> Reading {
    match Block::find(bytes) {
        None => Reading::Absent,
        Some(block) => block
            .and_then(|block| block.judge(client))
            .map_or_else(Reading::Refused, Reading::Loaded),
    }
}

struct Block<'a> {
    label: &'a str,
    /// `Proc-Type` and `DEK-Info`.
    headers: Vec<&'a [u8]>,
    data: Vec<u8>,
}

impl<'a> Block<'a> {
    fn find(bytes: &'a [u8]) -> Option<Result<Block<'a>, FileState>> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut lines = bytes
            .split(|&byte| byte == b'\n')
            .map(without_trailing_blanks);
        let label = lines.find_map(|line| {
            let label = line.strip_prefix(b"-----BEGIN ")?.strip_suffix(b"-----")?;
            LABELS.into_iter().find(|known| known.as_bytes() == label)
        })?;
        let mut inner = Vec::new();
        for line in lines {
            match line.strip_prefix(b"-----END ") {
                None => inner.push(line),
                Some(end) if end == [label.as_bytes(), b"-----"].concat() => {
                    return Some(Block::of(label, &inner));
                }
                Some(_) => return Some(damaged(Defect::Corrupt)),
            }
        }
        Some(damaged(Defect::CutShort))
    }

    /// An empty line ends the headers. With one, lines are held to 64 columns; without, to nothing.
    fn of(label: &'static str, lines: &[&'a [u8]]) -> Result<Block<'a>, FileState> {
        let (headers, data) = match lines.iter().position(|line| line.is_empty()) {
            None => (&lines[..0], lines),
            Some(blank) => {
                let full = |(last, full): (&&[u8], &[&[u8]])| {
                    (1..=64).contains(&last.len()) && full.iter().all(|line| line.len() == 64)
                };
                if !lines[blank + 1..].split_last().is_some_and(full) {
                    return damaged(Defect::Corrupt);
                }
                (&lines[..blank], &lines[blank + 1..])
            }
        };
        let mut text = data.concat();
        text.retain(|byte| !byte.is_ascii_whitespace());
        let data = BASE64.decode(&text).map_err(|_| {
            let cut = !text.len().is_multiple_of(4) && text.iter().all(is_base64);
            FileState::Malformed(if cut {
                Defect::CutShort
            } else {
                Defect::Corrupt
            })
        })?;
        let headers = headers.to_vec();
        Ok(Block {
            label,
            headers,
            data,
        })
    }

    fn judge(&self, client: &Client) -> Result<Private, FileState> {
        let encrypted = Private {
            encrypted: true,
            ..Private::default()
        };
        if let Some(first) = self.headers.first() {
            return self.dek_cipher(first).map(|()| encrypted);
        }
        let public = match self.label {
            "RSA PRIVATE KEY" => der::rsa(&self.data).map_err(fault)?,
            "DSA PRIVATE KEY" => der::dsa(&self.data).map_err(fault)?,
            "EC PRIVATE KEY" => ec(&self.data, None)?,
            "PRIVATE KEY" => pkcs8(&self.data, client)?,
            _ => {
                let mut fields = Elements(&self.data).sequence().map_err(fault)?;
                fields.take(der::SEQUENCE).map_err(fault)?;
                fields.take(der::OCTET_STRING).map_err(fault)?;
                return Ok(encrypted);
            }
        };
        loadable(public, client)
    }

    /// `Proc-Type: 4,ENCRYPTED`, then `DEK-Info: CIPHER,IV` (RFC 1421).
    fn dek_cipher(&self, first: &[u8]) -> Result<(), FileState> {
        let cipher = self.headers.get(1).and_then(|line| {
            let cipher = line.strip_prefix(b"DEK-Info: ")?;
            str::from_utf8(cipher.split(|&byte| byte == b',').next()?).ok()
        });
        match cipher.filter(|_| first.starts_with(b"Proc-Type: 4,ENCRYPTED")) {
            None => damaged(Defect::Corrupt),
            Some(cipher) if DEK_CIPHERS.iter().any(|known| cipher.starts_with(known)) => Ok(()),
            Some(cipher) => unsupported(format!("PEM, {cipher}")),
        }
    }
}

fn is_base64(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=".contains(byte)
}

/// OpenSSL takes off whatever is no printable character at the end of a line.
fn without_trailing_blanks(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|&byte| byte > b' ');
    &line[..end.map_or(0, |last| last + 1)]
}

fn damaged<T>(defect: Defect) -> Result<T, FileState> {
    Err(FileState::Malformed(defect))
}

fn unsupported<T>(what: String) -> Result<T, FileState> {
    let what = Untrusted::new(what).visible(60);
    Err(FileState::Unsupported { what })
}

fn fault(fault: Fault) -> FileState {
    FileState::Malformed(match fault {
        Fault::Short => Defect::CutShort,
        Fault::Wrong => Defect::Corrupt,
    })
}

/// A key whose public half is not written in the file is loadable all the same.
fn loadable(public: Option<PublicKey>, client: &Client) -> Result<Private, FileState> {
    if let Some(key) = &public {
        if !client.knows(&key.algorithm) {
            return unsupported(key.algorithm.clone());
        }
        if let Some(bits) = key.rsa_bits().filter(|&bits| bits < RSA_MINIMUM) {
            return unsupported(format!("RSA, {bits} bits"));
        }
    }
    Ok(Private {
        public,
        ..Private::default()
    })
}

fn ec(der: &[u8], outer: Option<Curve>) -> Result<Option<PublicKey>, FileState> {
    match der::ec(der, outer).map_err(fault)? {
        (Some(Curve::Other), _) => unsupported(String::from("ECDSA, not a NIST curve")),
        (_, public) => Ok(public),
    }
}

/// `PrivateKeyInfo` (RFC 5208): the algorithm, and the key in that algorithm's own form.
fn pkcs8(der: &[u8], client: &Client) -> Result<Option<PublicKey>, FileState> {
    let mut fields = Elements(der).sequence().map_err(fault)?;
    fields.take(der::INTEGER).map_err(fault)?;
    let mut algorithm = fields.sequence().map_err(fault)?;
    let identifier = algorithm.take(der::OID).map_err(fault)?;
    let key = fields.take(der::OCTET_STRING).map_err(fault)?;
    match identifier {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1] => der::rsa(key).map_err(fault),
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1] => {
            let curve = algorithm
                .take_if(der::OID)
                .map_err(fault)?
                .map(Curve::named);
            ec(key, curve)
        }
        // Its public half is not written there; a power away, and not worth it.
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1] if client.knows("ssh-dss") => Ok(None),
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1] => unsupported(String::from("ssh-dss")),
        [0x2b, 0x65, 112] if client.reads_ed25519_pkcs8 => Ok(der::ed25519(der)),
        [0x2b, 0x65, 112] => unsupported(String::from("Ed25519 in PKCS#8")),
        [0x2b, 0x65, 113] => unsupported(String::from("Ed448")),
        [0x2b, 0x65, 110 | 111] => unsupported(String::from("X25519 or X448")),
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10] => unsupported(String::from("RSA-PSS")),
        _ => unsupported(String::from("PKCS#8, another algorithm")),
    }
}
