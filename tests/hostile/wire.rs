//! Just enough of a server's side of SSH to misbehave at any point of it: packets in clear (RFC 4253 section 6), one key
//! exchange (RFC 8731), one cipher (RFC 5647). No library does what a hostile server does.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{EphemeralPrivateKey, UnparsedPublicKey, X25519, agree_ephemeral};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _};

pub(super) const IDENT: &str = "SSH-2.0-OpenSSH_9.6p1";

pub(super) const DISCONNECT: u8 = 1;
pub(super) const IGNORE: u8 = 2;
pub(super) const DEBUG: u8 = 4;
pub(super) const SERVICE_ACCEPT: u8 = 6;
pub(super) const EXT_INFO: u8 = 7;
pub(super) const KEXINIT: u8 = 20;
pub(super) const NEWKEYS: u8 = 21;
pub(super) const ECDH_REPLY: u8 = 31;
pub(super) const FAILURE: u8 = 51;
pub(super) const SUCCESS: u8 = 52;
pub(super) const BANNER: u8 = 53;
pub(super) const PK_OK: u8 = 60;

/// A string as SSH writes it (RFC 4251 section 5).
pub(super) fn string(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat()
}

fn mpint(bytes: &[u8]) -> Vec<u8> {
    let bytes = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    let sign = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) {
        &[0][..]
    } else {
        &[]
    };
    string([sign, bytes].concat())
}

/// A message: its number, then its fields.
pub(super) fn message(number: u8, fields: &[Vec<u8>]) -> Vec<u8> {
    [vec![number], fields.concat()].concat()
}

pub(super) fn disconnect(reason: u32, text: &[u8]) -> Vec<u8> {
    let reason = reason.to_be_bytes().to_vec();
    message(DISCONNECT, &[reason, string(text), string("")])
}

pub(super) fn failure(methods: impl AsRef<[u8]>) -> Vec<u8> {
    message(FAILURE, &[string(methods), vec![0]])
}

pub(super) fn banner(text: impl AsRef<[u8]>) -> Vec<u8> {
    message(BANNER, &[string(text), string("")])
}

/// The lists of a KEXINIT that this file can keep.
pub(super) const LISTS: [&str; 8] = [
    "curve25519-sha256",
    "ssh-ed25519",
    "aes128-gcm@openssh.com",
    "aes128-gcm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-256",
    "none",
    "none",
];

pub(super) fn kexinit(lists: [&[u8]; 8]) -> Vec<u8> {
    let lists = lists.map(string).concat();
    // Cookie; no languages, no guess, reserved.
    message(KEXINIT, &[vec![7; 16], lists, vec![0; 4 + 4 + 1 + 4]])
}

/// A payload as a packet in clear.
pub(super) fn packet(payload: &[u8]) -> Vec<u8> {
    let padding = 4 + (8 - (payload.len() + 9) % 8) % 8;
    let length = (payload.len() + padding + 1) as u32;
    let head = [&length.to_be_bytes()[..], &[padding as u8]].concat();
    [head, payload.to_vec(), vec![0; padding]].concat()
}

fn read_packet(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let mut rest = vec![0; length - 1];
    stream.read_exact(&mut rest)?;
    rest.truncate(length - 1 - usize::from(head[4]));
    Ok(rest)
}

fn read_line(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut byte = [0];
    while byte != [b'\n'] {
        stream.read_exact(&mut byte)?;
        line.extend(byte);
    }
    Ok(line.trim_ascii_end().to_vec())
}

/// The host key of all these servers.
pub(super) fn host_key() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[42; 32]).unwrap()
}

pub(super) fn host_key_blob() -> Vec<u8> {
    [string("ssh-ed25519"), string(host_key().public_key())].concat()
}

/// How a key exchange is spoilt.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Exchange {
    Right,
    WrongSignature,
    ZeroPoint,
    NoReply,
}

/// One direction of the cipher.
struct Half {
    key: LessSafeKey,
    nonce: [u8; 12],
}

impl Half {
    fn next_nonce(&mut self) -> Nonce {
        let now = Nonce::assume_unique_for_key(self.nonce);
        let counter = u64::from_be_bytes(self.nonce[4..].try_into().unwrap());
        self.nonce[4..].copy_from_slice(&counter.wrapping_add(1).to_be_bytes());
        now
    }
}

/// A connection behind its key exchange.
pub(super) struct Secure {
    pub(super) stream: TcpStream,
    reading: Half,
    writing: Half,
}

impl Secure {
    /// Everything up to NEWKEYS on both sides; `None` where the exchange was spoilt.
    pub(super) fn exchange(mut stream: TcpStream, how: Exchange) -> io::Result<Option<Secure>> {
        let ours = kexinit(LISTS.map(str::as_bytes));
        stream.write_all(format!("{IDENT}\r\n").as_bytes())?;
        stream.write_all(&packet(&ours))?;
        let their_ident = read_line(&mut stream)?;
        let theirs = read_packet(&mut stream)?;
        let init = read_packet(&mut stream)?;
        if how == Exchange::NoReply {
            return Ok(None);
        }
        let their_point = init[5..].to_vec();
        let random = SystemRandom::new();
        let private = EphemeralPrivateKey::generate(&X25519, &random).unwrap();
        let our_point = private.compute_public_key().unwrap().as_ref().to_vec();
        let shared = agree_ephemeral(
            private,
            &UnparsedPublicKey::new(&X25519, &their_point),
            mpint,
        )
        .unwrap();
        let our_point = match how {
            Exchange::ZeroPoint => vec![0; 32],
            _ => our_point,
        };
        let transcript = [
            string(&their_ident),
            string(IDENT),
            string(&theirs),
            string(&ours),
            string(host_key_blob()),
            string(&their_point),
            string(&our_point),
            shared.clone(),
        ];
        let hash = digest(&SHA256, &transcript.concat()).as_ref().to_vec();
        let signed = match how {
            Exchange::WrongSignature => vec![1; 32],
            _ => hash.clone(),
        };
        let signature = host_key().sign(&signed);
        let signature = [string("ssh-ed25519"), string(signature.as_ref())].concat();
        let reply = [
            string(host_key_blob()),
            string(our_point),
            string(signature),
        ];
        stream.write_all(&packet(&message(ECDH_REPLY, &reply)))?;
        stream.write_all(&packet(&[NEWKEYS]))?;
        if read_packet(&mut stream)? != [NEWKEYS] {
            return Ok(None);
        }
        let derive = |letter: u8| {
            let parts = [&shared[..], &hash, &[letter], &hash].concat();
            digest(&SHA256, &parts).as_ref().to_vec()
        };
        let half = |nonce: u8, key: u8| Half {
            key: LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &derive(key)[..16]).unwrap()),
            nonce: derive(nonce)[..12].try_into().unwrap(),
        };
        Ok(Some(Secure {
            stream,
            reading: half(b'A', b'C'),
            writing: half(b'B', b'D'),
        }))
    }

    /// The payload as an encrypted packet.
    pub(super) fn seal(&mut self, payload: &[u8]) -> Vec<u8> {
        let padding = 4 + (16 - (payload.len() + 5) % 16) % 16;
        let length = ((payload.len() + padding + 1) as u32).to_be_bytes();
        let mut body = [&[padding as u8], payload, &vec![0; padding]].concat();
        let nonce = self.writing.next_nonce();
        let key = &self.writing.key;
        key.seal_in_place_append_tag(nonce, Aad::from(length), &mut body)
            .unwrap();
        [&length[..], &body].concat()
    }

    pub(super) fn send(&mut self, payload: &[u8]) -> io::Result<()> {
        let sealed = self.seal(payload);
        self.stream.write_all(&sealed)
    }

    /// The payload of the client's next packet.
    pub(super) fn receive(&mut self) -> io::Result<Vec<u8>> {
        let mut length = [0; 4];
        self.stream.read_exact(&mut length)?;
        let mut body = vec![0; u32::from_be_bytes(length) as usize + 16];
        self.stream.read_exact(&mut body)?;
        let nonce = self.reading.next_nonce();
        let opened = self
            .reading
            .key
            .open_in_place(nonce, Aad::from(length), &mut body);
        let opened = opened.map_err(|_| io::Error::other("not for this key"))?;
        let padding = usize::from(opened[0]);
        Ok(opened[1..opened.len() - padding].to_vec())
    }

    /// Accepts the service, and takes the request `none`.
    pub(super) fn up_to_none(mut self) -> io::Result<Secure> {
        self.receive()?;
        self.send(&message(SERVICE_ACCEPT, &[string("ssh-userauth")]))?;
        self.receive()?;
        Ok(self)
    }
}

/// Algorithm and blob of the key a publickey request names.
pub(super) fn key_of(request: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut rest = &request[1..];
    let mut next = || {
        let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
        let field = rest[4..4 + length].to_vec();
        rest = &rest[4 + length..];
        field
    };
    let (_user, _service, _method) = (next(), next(), next());
    rest = &rest[1..];
    let mut next = || {
        let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
        let field = rest[4..4 + length].to_vec();
        rest = &rest[4 + length..];
        field
    };
    (next(), next())
}
