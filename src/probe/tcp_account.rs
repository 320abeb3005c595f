//! The kernel's own account of a TCP connection (tcp(7), TCP_INFO), asked of sock_diag(7): it tells of any socket of this
//! machine, without privileges. Linux only; elsewhere, and where the kernel lacks it, nothing is told.

use std::net::SocketAddr;

use crate::evidence::{Losses, Lost};

/// Which way segments of the connection between these two ends got lost.
pub(super) fn lost(ends: Option<(SocketAddr, SocketAddr)>) -> Option<Lost> {
    let (local, remote) = ends?;
    let info = ask(local, remote)?;
    judge(&info)
}

/// How many segments of that connection got lost, as far as this end can know.
pub(super) fn losses(ends: Option<(SocketAddr, SocketAddr)>) -> Losses {
    let info = ends.and_then(|(local, remote)| ask(local, remote));
    match info.as_deref().and_then(segments) {
        Some(segments) => Losses::Segments(segments),
        None => Losses::Unknown,
    }
}

/// `tcpi_total_retrans` and `tcpi_rcv_ooopack`.
fn segments(info: &[u8]) -> Option<u32> {
    Some(number(info, 100)? + number(info, 224).unwrap_or(0))
}

fn number(info: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(info.get(at..at + 4)?.try_into().ok()?))
}

/// Reads struct tcp_info (linux/tcp.h): it only ever grew at its end.
fn judge(info: &[u8]) -> Option<Lost> {
    let number = |at| number(info, at);
    let (unacknowledged, again) = (number(24)?, number(100)?);
    if unacknowledged > 0 && again > 0 {
        return Some(Lost::Out {
            segments: unacknowledged,
            again,
        });
    }
    // tcpi_rcv_ooopack, since Linux 5.4.
    let ahead = number(224)?;
    (unacknowledged == 0 && ahead > 0).then_some(Lost::Back { ahead })
}

#[cfg(target_os = "linux")]
fn ask(local: SocketAddr, remote: SocketAddr) -> Option<Vec<u8>> {
    use std::os::fd::AsRawFd as _;

    use nix::libc;
    use nix::sys::socket::{
        AddressFamily, MsgFlags, SockFlag, SockProtocol, SockType, recv, send, setsockopt, socket,
        sockopt,
    };
    use nix::sys::time::{TimeVal, TimeValLike as _};

    /// NLM_F_REQUEST and SOCK_DIAG_BY_FAMILY (linux/netlink.h, linux/sock_diag.h).
    const REQUEST: u16 = 1;
    const BY_FAMILY: u16 = 20;
    /// INET_DIAG_INFO (linux/inet_diag.h), as a type and as a bit of the request.
    const INFO: u16 = 2;
    const WITH_INFO: u8 = 1 << (INFO - 1);
    /// struct nlmsghdr, and with it struct inet_diag_msg.
    const HEADER: usize = 16;
    const ANSWER: usize = HEADER + 72;

    let family = if local.is_ipv4() {
        libc::AF_INET
    } else {
        libc::AF_INET6
    };
    let mut request = vec![u8::try_from(family).ok()?, 6, WITH_INFO, 0];
    request.extend(u32::MAX.to_ne_bytes()); // in any state
    request.extend(local.port().to_be_bytes());
    request.extend(remote.port().to_be_bytes());
    request.extend(address(local));
    request.extend(address(remote));
    request.extend([0; 4]); // by any interface
    request.extend([0xff; 8]); // by its ends, not by a cookie
    let mut message = u32::try_from(HEADER + request.len())
        .ok()?
        .to_ne_bytes()
        .to_vec();
    message.extend([BY_FAMILY, REQUEST].map(u16::to_ne_bytes).concat());
    message.extend([0; 8]);
    message.extend(request);

    let kernel = socket(
        AddressFamily::Netlink,
        SockType::Datagram,
        SockFlag::SOCK_CLOEXEC,
        SockProtocol::NetlinkSockDiag,
    )
    .ok()?;
    setsockopt(
        &kernel,
        sockopt::ReceiveTimeout,
        &TimeVal::milliseconds(200),
    )
    .ok()?;
    send(kernel.as_raw_fd(), &message, MsgFlags::empty()).ok()?;
    let mut answer = vec![0; 8192];
    let length = recv(kernel.as_raw_fd(), &mut answer, MsgFlags::empty()).ok()?;
    answer.truncate(length);
    if answer.get(4..6)? != BY_FAMILY.to_ne_bytes() {
        return None;
    }
    let mut rest = answer.get(ANSWER..)?;
    while let Some(head) = rest.first_chunk::<4>() {
        let [a, b, c, d] = *head;
        let length = usize::from(u16::from_ne_bytes([a, b]));
        let body = rest.get(4..length)?;
        if u16::from_ne_bytes([c, d]) == INFO {
            return Some(body.to_vec());
        }
        rest = rest.get(length.next_multiple_of(4)..)?;
    }
    None
}

/// Sixteen bytes, of which IPv4 uses four.
#[cfg(target_os = "linux")]
fn address(of: SocketAddr) -> [u8; 16] {
    let mut bytes = [0; 16];
    match of.ip() {
        std::net::IpAddr::V4(v4) => bytes[..4].copy_from_slice(&v4.octets()),
        std::net::IpAddr::V6(v6) => bytes.copy_from_slice(&v6.octets()),
    }
    bytes
}

#[cfg(not(target_os = "linux"))]
fn ask(_: SocketAddr, _: SocketAddr) -> Option<Vec<u8>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(unacknowledged: u32, again: u32, ahead: u32) -> Vec<u8> {
        let mut info = vec![0; 232];
        for (at, number) in [(24, unacknowledged), (100, again), (224, ahead)] {
            info[at..at + 4].copy_from_slice(&number.to_ne_bytes());
        }
        info
    }

    /// The numbers of lab worlds: a path that loses large packets each way, and a server that says nothing.
    #[test]
    fn the_direction_is_told() {
        let out = Lost::Out {
            segments: 2,
            again: 5,
        };
        assert_eq!(judge(&info(2, 5, 0)), Some(out));
        assert_eq!(judge(&info(0, 0, 1)), Some(Lost::Back { ahead: 1 }));
        assert_eq!(judge(&info(0, 0, 0)), None);
        assert_eq!(judge(&info(0, 0, 1)[..200]), None);
        // What was sent again, and what came out of order; an old kernel tells of the first alone.
        assert_eq!(segments(&info(0, 5, 2)), Some(7));
        assert_eq!(segments(&info(0, 5, 2)[..200]), Some(5));
        assert_eq!(segments(&[]), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_kernel_tells_of_both_families() {
        use std::io::Write as _;
        for at in ["127.0.0.1:0", "[::1]:0"] {
            let listener = std::net::TcpListener::bind(at).unwrap();
            let mut stream = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            stream.write_all(b"hello").unwrap();
            let ends = (stream.local_addr().unwrap(), stream.peer_addr().unwrap());
            assert!(ask(ends.0, ends.1).unwrap().len() >= 104, "{at}");
            assert_eq!(ask(ends.0, "192.0.2.1:9".parse().unwrap()), None);
        }
    }
}
