//! OpenSSH's own format (PROTOCOL.key), as sshkey.c reads it: the BEGIN line is at byte 0 and ends in LF, the END line
//! follows a LF and ends in LF, blanks between them count for nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Client, Private, Reading};
use crate::evidence::{
    Defect, FileState, MLDSA44_ED25519, PublicKey, RSA_MINIMUM, push_string, take_string, take_u32,
};
use crate::text::Untrusted;

const BEGIN: &[u8] = b"-----BEGIN OPENSSH PRIVATE KEY-----\n";
const END: &[u8] = b"\n-----END OPENSSH PRIVATE KEY-----\n";
const MAGIC: &[u8] = b"openssh-key-v1\0";

/// Ciphers a key file may be encrypted with: name, block size, bytes of the tag (cipher.c).
const CIPHERS: [(&str, usize, usize); 12] = [
    ("none", 8, 0),
    ("3des-cbc", 8, 0),
    ("aes128-cbc", 16, 0),
    ("aes192-cbc", 16, 0),
    ("aes256-cbc", 16, 0),
    ("aes128-ctr", 16, 0),
    ("aes192-ctr", 16, 0),
    ("aes256-ctr", 16, 0),
    ("aes128-gcm@openssh.com", 16, 16),
    ("aes256-gcm@openssh.com", 16, 16),
    ("chacha20-poly1305@openssh.com", 8, 16),
    ("rijndael-cbc@lysator.liu.se", 16, 0),
];

/// Reads a private key in this format.
pub(super) fn read(bytes: &[u8], client: &Client) -> Reading {
    let Some(decoded) = decode(bytes) else {
        return Reading::Absent;
    };
    match Envelope::read(&decoded) {
        Some(envelope) => envelope
            .judge(client)
            .map_or_else(Reading::Refused, Reading::Loaded),
        None => Reading::Refused(FileState::Malformed(Defect::CutShort)),
    }
}

/// The public half such a file names, even if the private half is encrypted or damaged.
pub(in crate::probe) fn public(bytes: &[u8]) -> Option<PublicKey> {
    let decoded = decode(bytes)?;
    let mut rest = decoded.strip_prefix(MAGIC)?;
    for _ in ["cipher", "kdf", "kdf options"] {
        take_string(&mut rest)?;
    }
    let one = take_u32(&mut rest)? == 1;
    let key = PublicKey::from_blob(take_string(&mut rest)?)?;
    (one && key.decodes()).then_some(key)
}

/// sshkey.c `private2_uudecode`.
fn decode(bytes: &[u8]) -> Option<Vec<u8>> {
    // The LF of the BEGIN line may be the one before the END line.
    let rest = bytes
        .strip_prefix(BEGIN)
        .map(|_| &bytes[BEGIN.len() - 1..])?;
    let end = rest.windows(END.len()).position(|window| window == END)?;
    let mut text = rest[..end].to_vec();
    text.retain(|byte| !byte.is_ascii_whitespace() && *byte != b'\x0b');
    STANDARD
        .decode(text)
        .ok()
        .filter(|decoded| decoded.starts_with(MAGIC))
}

struct Envelope<'a> {
    cipher: String,
    kdf: String,
    keys: u32,
    public: &'a [u8],
    private_length: usize,
    rest: &'a [u8],
}

impl<'a> Envelope<'a> {
    fn read(decoded: &'a [u8]) -> Option<Envelope<'a>> {
        let mut rest = decoded.strip_prefix(MAGIC)?;
        let mut name =
            || take_string(&mut rest).map(|name| String::from_utf8_lossy(name).into_owned());
        let (cipher, kdf) = (name()?, name()?);
        take_string(&mut rest)?; // options of the KDF
        Some(Envelope {
            cipher,
            kdf,
            keys: take_u32(&mut rest)?,
            public: take_string(&mut rest)?,
            private_length: take_u32(&mut rest)? as usize,
            rest,
        })
    }

    /// sshkey.c `private2_decrypt`, and the checks behind it that need no passphrase.
    fn judge(&self, client: &Client) -> Result<Private, FileState> {
        let corrupt = FileState::Malformed(Defect::Corrupt);
        let public = PublicKey::from_blob(self.public).ok_or_else(|| corrupt.clone())?;
        if !client.knows(&public.algorithm) {
            return Err(unsupported(public.algorithm));
        }
        if let Some(bits) = public.rsa_bits().filter(|&bits| bits < RSA_MINIMUM) {
            return Err(unsupported(format!("RSA, {bits} bits")));
        }
        let known = CIPHERS.iter().find(|(name, ..)| *name == self.cipher);
        let &(_, block, tag) = known.ok_or_else(|| unsupported(self.cipher.clone()))?;
        if !["none", "bcrypt"].contains(&self.kdf.as_str()) {
            return Err(unsupported(self.kdf.clone()));
        }
        if self.rest.len() < self.private_length.saturating_add(tag) {
            return Err(FileState::Malformed(Defect::CutShort));
        }
        let encrypted = self.kdf != "none";
        let whole = self.rest.len() == self.private_length + tag
            && self.private_length >= block
            && self.private_length.is_multiple_of(block)
            && self.keys == 1
            && public.decodes()
            && (encrypted || self.cipher == "none");
        let comment = match encrypted {
            true => Some(Untrusted::default()), // it is encrypted, too
            false => private_half(self.rest, &public),
        };
        let comment = comment.filter(|_| whole).ok_or(corrupt)?;
        Ok(Private {
            encrypted,
            public: Some(public),
            comment,
        })
    }
}

fn unsupported(what: String) -> FileState {
    let what = Untrusted::new(what).visible(60);
    FileState::Unsupported { what }
}

/// Checks an unencrypted private half against the public one, and returns the comment.
fn private_half(mut rest: &[u8], public: &PublicKey) -> Option<Untrusted> {
    let rest = &mut rest;
    if take_u32(rest)? != take_u32(rest)? {
        return None;
    }
    let algorithm = take_string(rest)?;
    let same = public_of(algorithm, rest)? == public.blob;
    let comment = Untrusted::new(take_string(rest)?);
    let padded = (1_u8..=255).zip(rest.iter()).all(|(n, &byte)| n == byte);
    (same && padded).then_some(comment)
}

/// Takes the private fields, and gives the public blob they belong to.
fn public_of(algorithm: &[u8], rest: &mut &[u8]) -> Option<Vec<u8>> {
    let mut blob = Vec::new();
    push_string(&mut blob, algorithm);
    let mut take =
        |count: usize| -> Option<Vec<&[u8]>> { (0..count).map(|_| take_string(rest)).collect() };
    let public: Vec<&[u8]> = match algorithm {
        b"ssh-ed25519" => {
            let fields = take(2)?;
            fields[..1]
                .iter()
                .copied()
                .filter(|_| fields[1].len() == 64)
                .collect()
        }
        b"ssh-rsa" => {
            let fields = take(6)?;
            vec![fields[1], fields[0]]
        }
        b"ssh-dss" => take(5)?[..4].to_vec(),
        mldsa if mldsa == MLDSA44_ED25519.as_bytes() => take(2)?[..1].to_vec(),
        sk if sk.starts_with(b"sk-") => {
            let public = take(PublicKey::fields(str::from_utf8(sk).ok()?)?)?;
            *rest = rest.get(1..)?; // flags
            take_string(rest)?; // key handle
            take_string(rest)?; // reserved
            public
        }
        _ => take(3)?[..2].to_vec(),
    };
    public
        .iter()
        .for_each(|field| push_string(&mut blob, field));
    Some(blob)
}
