//! Has the other side acknowledged what was sent? Linux tells everybody in /proc/net/tcp and tcp6 (proc(5)): the bytes in
//! a socket's send queue are those not yet acknowledged.

use std::net::SocketAddr;

/// Are bytes of the connection between these two ends still unacknowledged? `None` where the system does not tell.
pub(super) fn any(local: SocketAddr, remote: SocketAddr) -> Option<bool> {
    let table = if local.is_ipv4() {
        "/proc/net/tcp"
    } else {
        "/proc/net/tcp6"
    };
    let table = std::fs::read_to_string(table).ok()?;
    let (local, remote) = (written(local), written(remote));
    let row = table.lines().find_map(|line| {
        let mut words = line.split_ascii_whitespace().skip(1);
        (words.next()? == local && words.next()? == remote)
            .then(|| words.nth(1))
            .flatten()
    })?;
    let (queued, _) = row.split_once(':')?;
    Some(u64::from_str_radix(queued, 16).ok()? > 0)
}

/// An address as the table writes it: each 32 bits as this machine stores them, then the port.
fn written(address: SocketAddr) -> String {
    let bytes = match address.ip() {
        std::net::IpAddr::V4(v4) => v4.octets().to_vec(),
        std::net::IpAddr::V6(v6) => v6.octets().to_vec(),
    };
    let words: String = bytes
        .chunks_exact(4)
        .filter_map(|word| Some(u32::from_ne_bytes(word.try_into().ok()?)))
        .map(|word| format!("{word:08X}"))
        .collect();
    format!("{words}:{:04X}", address.port())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::Write as _;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_peer_that_lives_acknowledges() {
        for at in ["127.0.0.1:0", "[::1]:0"] {
            let listener = TcpListener::bind(at).unwrap();
            let mut stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            stream.write_all(b"hello").unwrap();
            let ends = (stream.local_addr().unwrap(), stream.peer_addr().unwrap());
            assert_eq!(any(ends.0, ends.1), Some(false));
            assert_eq!(any(ends.0, "192.0.2.1:9".parse().unwrap()), None);
        }
    }
}
