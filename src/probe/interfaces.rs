//! This machine's own addresses, from getifaddrs(3).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket};

use nix::ifaddrs::getifaddrs;
use nix::net::if_::InterfaceFlags;
use nix::sys::socket::SockaddrStorage;

/// One address of one interface.
#[derive(Debug, Clone)]
pub(super) struct InterfaceAddress {
    name: String,
    address: SocketAddr,
    netmask: Option<IpAddr>,
    flags: InterfaceFlags,
}

/// All of them; none where the system does not tell.
pub(super) fn all() -> Vec<InterfaceAddress> {
    let Ok(interfaces) = getifaddrs() else {
        return Vec::new();
    };
    interfaces
        .filter_map(|interface| {
            Some(InterfaceAddress {
                name: interface.interface_name,
                address: socket_address(&interface.address?)?,
                netmask: interface
                    .netmask
                    .and_then(|mask| socket_address(&mask))
                    .map(|mask| mask.ip()),
                flags: interface.flags,
            })
        })
        .collect()
}

/// Is `address` one of this machine's?
#[cfg(target_os = "linux")]
pub(super) fn is_own(address: IpAddr) -> bool {
    address.is_loopback() || all().iter().any(|own| own.address.ip() == address)
}

/// Could `address` be a neighbour: does an interface that is up have an address in the same network?
pub(super) fn is_on_link(address: IpAddr) -> bool {
    all().iter().any(|own| {
        own.is_up()
            && !own.flags.contains(InterfaceFlags::IFF_LOOPBACK)
            && own
                .netmask
                .is_some_and(|mask| same_network(own.address.ip(), address, mask))
    })
}

/// Names of the interfaces that are up, without loopback.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = all()
        .into_iter()
        .filter(|own| own.is_up() && !own.flags.contains(InterfaceFlags::IFF_LOOPBACK))
        .map(|own| own.name)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The interface through which this machine would send to `address`, if it is up and has no link. No packet is sent: a
/// datagram socket that is connected only looks for its route.
pub(super) fn without_a_link(address: SocketAddr) -> Option<String> {
    let any: IpAddr = match address {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect(address).ok()?;
    let from = socket.local_addr().ok()?.ip();
    let own = all().into_iter().find(|own| own.address.ip() == from)?;
    let linked = own.flags.contains(InterfaceFlags::IFF_RUNNING);
    (own.is_up() && !linked).then_some(own.name)
}

/// The address ssh binds to for `BindInterface`: one of that interface, of the target's family, neither loopback nor
/// link-local if there is a choice (sshconnect.c `check_ifaddrs`). It does not bind to the device.
pub(super) fn source(interface: &str, target: SocketAddr) -> Option<SocketAddr> {
    let mut fitting: Vec<SocketAddr> = all()
        .into_iter()
        .filter(|own| own.is_up() && own.name == interface)
        .map(|own| own.address)
        .filter(|own| own.is_ipv4() == target.is_ipv4())
        .collect();
    fitting.sort_by_key(|own| is_local(own.ip()));
    fitting.first().copied()
}

impl InterfaceAddress {
    fn is_up(&self) -> bool {
        self.flags.contains(InterfaceFlags::IFF_UP)
    }
}

fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unicast_link_local(),
    }
}

/// A network of one address (a mask of ones) has no neighbours.
fn same_network(own: IpAddr, other: IpAddr, mask: IpAddr) -> bool {
    match (own, other, mask) {
        (IpAddr::V4(own), IpAddr::V4(other), IpAddr::V4(mask)) => {
            mask.to_bits() != u32::MAX && own & mask == other & mask
        }
        (IpAddr::V6(own), IpAddr::V6(other), IpAddr::V6(mask)) => {
            mask.to_bits() != u128::MAX && own & mask == other & mask
        }
        _ => false,
    }
}

fn socket_address(storage: &SockaddrStorage) -> Option<SocketAddr> {
    if let Some(v4) = storage.as_sockaddr_in() {
        return Some(SocketAddr::V4(SocketAddrV4::new(v4.ip(), 0)));
    }
    let v6 = storage.as_sockaddr_in6()?;
    Some(with_scope(v6.ip(), v6.scope_id()))
}

/// An IPv6 address of one zone, port 0.
pub(super) fn with_scope(address: Ipv6Addr, scope_id: u32) -> SocketAddr {
    SocketAddr::V6(SocketAddrV6::new(address, 0, 0, scope_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_network() {
        for (own, other, mask, neighbours) in [
            ("10.0.0.1", "10.0.0.200", "255.255.255.0", true),
            ("10.0.0.1", "10.0.1.1", "255.255.255.0", false),
            ("10.0.0.1", "10.0.0.1", "255.255.255.255", false),
            ("fd00::1", "fd00::2", "ffff:ffff:ffff:ffff::", true),
            ("fd00::1", "10.0.0.1", "ffff:ffff:ffff:ffff::", false),
        ] {
            let [own, other, mask] = [own, other, mask].map(|text| text.parse().unwrap());
            assert_eq!(same_network(own, other, mask), neighbours, "{own} {other}");
        }
    }

    #[test]
    fn loopback_is_this_machine() {
        #[cfg(target_os = "linux")]
        assert!(is_own("127.9.9.9".parse().unwrap()));
        assert!(!is_on_link("127.0.0.1".parse().unwrap()));
        assert!(!names().iter().any(|name| name == "lo"));
        assert_eq!(source("no-such-if", "127.0.0.1:22".parse().unwrap()), None);
    }
}
