//! Packets before encryption (RFC 4253 section 6).

use crate::evidence::Disconnect;
use crate::text::Untrusted;

/// SSH_MSG_DISCONNECT
const DISCONNECT: u8 = 1;
/// SSH_MSG_KEXINIT
pub const KEXINIT: u8 = 20;
/// SSH_MSG_NEWKEYS: what follows is encrypted.
const NEWKEYS: u8 = 21;
/// OpenSSH reads no longer packet (packet.c, PACKET_MAX_SIZE).
const LONGEST: usize = 256 * 1024;

/// What stands at the front of a buffer.
#[derive(Debug, PartialEq, Eq)]
pub enum Front<'a> {
    /// A whole packet: its payload, and how many bytes it took.
    Packet(&'a [u8], usize),
    /// The beginning of one.
    More,
    /// No packet can begin so.
    Nonsense(&'static str),
}

/// Looks at the front of `buffer`.
pub fn front(buffer: &[u8]) -> Front<'_> {
    let Some(head) = buffer.first_chunk::<5>() else {
        return Front::More;
    };
    let [a, b, c, d, padding] = *head;
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    let padding = padding as usize;
    if !(5..=LONGEST).contains(&length) {
        return Front::Nonsense("packet length out of range");
    }
    if padding + 1 >= length {
        return Front::Nonsense("padding longer than its packet");
    }
    match buffer.get(5..4 + length - padding) {
        Some(payload) if buffer.len() >= 4 + length => Front::Packet(payload, 4 + length),
        Some(_) | None => Front::More,
    }
}

/// The packet that carries `payload`: a multiple of eight bytes, with at least four of padding.
pub fn wrap(payload: &[u8]) -> Vec<u8> {
    let padding = 4 + (8 - (payload.len() + 5 + 4) % 8) % 8;
    let mut bytes = u32::to_be_bytes((payload.len() + padding + 1) as u32).to_vec();
    bytes.push(padding as u8);
    bytes.extend(payload);
    bytes.resize(bytes.len() + padding, 0);
    bytes
}

/// The SSH_MSG_DISCONNECT among the clear packets of `buffer`, if there is one.
pub fn disconnect_in(mut buffer: &[u8]) -> Option<Disconnect> {
    while let Front::Packet(payload, taken) = front(buffer) {
        match *payload.first()? {
            DISCONNECT => return disconnect(payload),
            NEWKEYS => return None,
            _ => buffer = &buffer[taken..],
        }
    }
    None
}

fn disconnect(payload: &[u8]) -> Option<Disconnect> {
    let reason = u32::from_be_bytes(payload.get(1..5)?.try_into().ok()?);
    let length = u32::from_be_bytes(payload.get(5..9)?.try_into().ok()?) as usize;
    let end = 9_usize.checked_add(length)?.min(payload.len());
    Some(Disconnect {
        reason,
        text: Untrusted::new(payload.get(9..end)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_cut_off_the_front() {
        for length in 1..40 {
            assert_eq!(wrap(&vec![1; length]).len() % 8, 0, "{length}");
        }
        let bytes = wrap(&[KEXINIT, 1, 2]);
        assert_eq!(front(&bytes), Front::Packet(&[KEXINIT, 1, 2], bytes.len()));
        for cut in 0..bytes.len() {
            assert_eq!(front(&bytes[..cut]), Front::More, "{cut}");
        }
        assert!(matches!(front(b"Protocol mismatch.\n"), Front::Nonsense(_)));
        assert!(matches!(front(&[0, 0, 0, 12, 11, 0]), Front::Nonsense(_)));
    }

    #[test]
    fn a_disconnect_is_found_before_newkeys_only() {
        let goodbye = wrap(b"\x01\x00\x00\x00\x02\x00\x00\x00\x03byeen");
        let found = disconnect_in(&[wrap(&[4, 0]), goodbye.clone()].concat());
        assert_eq!(
            found,
            Some(Disconnect {
                reason: 2,
                text: Untrusted::from("bye")
            })
        );
        assert_eq!(disconnect_in(&[wrap(&[NEWKEYS]), goodbye].concat()), None);
        assert_eq!(
            disconnect_in(&wrap(b"\x01\x00\x00\x00\x02\xff\xff\xff\xffx")),
            Some(Disconnect {
                reason: 2,
                text: Untrusted::from("x")
            })
        );
    }
}
