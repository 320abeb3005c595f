//! A key exchange that is begun and not finished: ssh's own KEXINIT and the request of a method russh does not speak, to
//! see whether the server's answer comes. On a path that loses large packets a method with small ones proves nothing.

use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};

use super::identify::{NoKexInit, Opening};
use super::negotiate::Ours;
use super::packet;
use crate::evidence::{PublicKey, take_string};

/// SSH_MSG_KEX_ECDH_INIT and its answer (RFC 5656 section 4; hybrid methods use the same numbers).
const REQUEST: u8 = 30;
const REPLY: u8 = 31;
/// SSH_DISCONNECT_BY_APPLICATION: what ssh sends when it leaves; no filter counts it as a failure.
const BY_APPLICATION: [u8; 4] = [0, 0, 0, 11];
/// An sntrup761 public key and an X25519 one (OpenSSH kexsntrup761x25519.c). Any bytes are valid ones: the first are
/// decoded modulo their radix, and the second are a point of the curve or its twist (RFC 7748 section 5).
const SNTRUP761X25519: usize = 1158 + 32;

/// Bytes of the public value in ssh's request, for a method with large messages that russh does not speak.
pub fn request_length(method: &str) -> Option<usize> {
    matches!(
        method,
        "sntrup761x25519-sha512" | "sntrup761x25519-sha512@openssh.com"
    )
    .then_some(SNTRUP761X25519)
}

impl<S: AsyncRead + AsyncWrite + Unpin> Opening<S> {
    /// Begins the exchange ssh would begin, with a public value of `length` bytes, and waits for the answer. The server's
    /// KEXINIT must have been read. The host key in the answer is nobody's proof: its signature is not verified.
    pub async fn begin(
        &mut self,
        ours: &Ours,
        length: usize,
        patience: Duration,
    ) -> Result<Option<PublicKey>, NoKexInit> {
        let mut random = vec![0; 16 + length];
        SystemRandom::new()
            .fill(&mut random)
            .map_err(|_| NoKexInit::Malformed("no random numbers"))?;
        let (cookie, public) = random.split_at(16);
        let request = [&[REQUEST][..], &string(public)].concat();
        let both = [packet::wrap(&kexinit(ours, cookie)), packet::wrap(&request)].concat();
        // A write that fails ends the connection; what the server said before is still read.
        let _ = self.stream.write_all(&both).await;
        let reply = self.packet(REPLY, patience).await?;
        let key = reply.get(1..).and_then(|mut rest| take_string(&mut rest));
        Ok(key.and_then(PublicKey::from_blob))
    }

    /// Takes leave, where there is still somebody to take leave of.
    pub async fn leave(&mut self) {
        let goodbye = [&[1][..], &BY_APPLICATION, &string(b""), &string(b"")].concat();
        let _ = self.stream.write_all(&packet::wrap(&goodbye)).await;
    }
}

/// The payload of SSH_MSG_KEXINIT (RFC 4253 section 7.1), with the markers ssh puts behind its methods.
fn kexinit(ours: &Ours, cookie: &[u8]) -> Vec<u8> {
    let markers = ["ext-info-c", "kex-strict-c-v00@openssh.com"].map(str::to_owned);
    let kex = [ours.kex.as_slice(), &markers].concat();
    let lists = [
        &kex,
        &ours.host_key,
        &ours.cipher,
        &ours.cipher,
        &ours.mac,
        &ours.mac,
        &ours.compression,
        &ours.compression,
    ];
    let lists = lists
        .iter()
        .flat_map(|list| string(list.join(",").as_bytes()));
    // No languages, no guess, and a reserved number.
    let rest = [0; 4 + 4 + 1 + 4];
    [packet::KEXINIT]
        .iter()
        .chain(cookie)
        .copied()
        .chain(lists)
        .chain(rest)
        .collect()
}

/// RFC 4251 section 5.
fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::to_be_bytes(bytes.len() as u32)[..], bytes].concat()
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::super::kexinit::KexInit;
    use super::super::packet::{Front, front};
    use super::*;

    fn ours() -> Ours {
        let list = |names: &str| names.split(',').map(str::to_owned).collect();
        Ours {
            kex: list("sntrup761x25519-sha512@openssh.com,curve25519-sha256"),
            host_key: list("ssh-ed25519"),
            cipher: list("aes128-ctr"),
            mac: list("hmac-sha2-256"),
            compression: list("none"),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_request_is_as_large_as_ssh_s_and_the_answer_or_its_absence_is_seen() {
        let blob = [string(b"ssh-ed25519"), string(&[7; 32])].concat();
        let answer = [&[REPLY][..], &string(&blob)].concat();
        let key = PublicKey::from_blob(&blob);
        for (said, expected) in [(Some(answer), Ok(key)), (None, Err(NoKexInit::Stalled))] {
            let (near, mut far) = tokio::io::duplex(1 << 16);
            let mut opening = Opening::new(near);
            if let Some(said) = said {
                far.write_all(&packet::wrap(&said)).await.unwrap();
            }
            let length = request_length("sntrup761x25519-sha512").unwrap();
            let patience = Duration::from_secs(5);
            assert_eq!(opening.begin(&ours(), length, patience).await, expected);
            drop(opening);
            let mut sent = Vec::new();
            far.read_to_end(&mut sent).await.unwrap();
            let Front::Packet(first, taken) = front(&sent) else {
                panic!("no packet")
            };
            let lists = KexInit::read(first).unwrap();
            assert_eq!(lists.kex.last().unwrap(), "kex-strict-c-v00@openssh.com");
            assert_eq!(lists.cipher, [["aes128-ctr"], ["aes128-ctr"]]);
            let Front::Packet(second, _) = front(&sent[taken..]) else {
                panic!("no second packet")
            };
            assert_eq!((second[0], second.len()), (REQUEST, 1 + 4 + 1190));
        }
        assert_eq!(request_length("curve25519-sha256"), None);
    }
}
