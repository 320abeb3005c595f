//! Connected datagram sockets: they hear one address only, and ICMP errors about it.

use std::io;
use std::net::SocketAddr;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;

use super::error_queue;

/// A UDP socket to `address`.
pub(super) fn udp(address: SocketAddr) -> io::Result<UdpSocket> {
    connected(address, Type::DGRAM, Protocol::UDP)
}

/// An ICMP socket to `address` (port 0): an unprivileged one where the system gives it (Linux: net.ipv4.ping_group_range),
/// else a raw one. tokio has no type for it; a UDP socket's methods do the same for any datagram socket.
pub(super) fn icmp(address: SocketAddr) -> io::Result<UdpSocket> {
    let protocol = match address {
        SocketAddr::V4(_) => Protocol::ICMPV4,
        SocketAddr::V6(_) => Protocol::ICMPV6,
    };
    connected(address, Type::DGRAM, protocol).or_else(|_| connected(address, Type::RAW, protocol))
}

fn connected(address: SocketAddr, kind: Type, protocol: Protocol) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), kind, Some(protocol))?;
    socket.set_nonblocking(true)?;
    error_queue::keep_errors(&socket, address.is_ipv4(), true);
    socket.connect(&address.into())?;
    UdpSocket::from_std(socket.into())
}
