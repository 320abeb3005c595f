//! Addresses as tables of sockets write them.

use std::net::IpAddr;

use super::said;
use crate::evidence::server::Socket;

/// `0.0.0.0:22`, `[::]:22`, `*:22`, `:::22`, `127.0.0.1%lo:53`.
pub(super) fn socket(text: &str, program: &str) -> Option<Socket> {
    let (address, port) = text.rsplit_once(':')?;
    let bare = address.trim_start_matches('[').trim_end_matches(']');
    let bare = bare.split('%').next().unwrap_or_default();
    let address = bare
        .parse::<IpAddr>()
        .ok()
        .filter(|address| !address.is_unspecified());
    Some(Socket {
        address,
        port: port.parse().ok()?,
        program: said(program),
    })
}

/// The address of a line of /proc/net/tcp, each word of four bytes in this machine's order.
pub(super) fn hex_address(text: &str) -> Option<IpAddr> {
    let (address, _) = text.rsplit_once(':')?;
    let word = |at: usize| {
        u32::from_str_radix(address.get(at..at + 8)?, 16)
            .ok()
            .map(u32::swap_bytes)
    };
    let found = match address.len() {
        8 => IpAddr::from(word(0)?.to_be_bytes()),
        32 => {
            let words = [word(0)?, word(8)?, word(16)?, word(24)?].map(u32::to_be_bytes);
            IpAddr::from(<[u8; 16]>::try_from(words.concat()).ok()?)
        }
        _ => return None,
    };
    (!found.is_unspecified()).then_some(found)
}
