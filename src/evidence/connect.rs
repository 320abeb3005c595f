//! TCP, and what answers in its place.

use std::net::{IpAddr, SocketAddr};

use crate::text::Untrusted;

/// TCP to every address, in the order in which ssh tries them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Connect {
    /// One attempt an address; empty where the connection goes through a proxy.
    pub attempts: Vec<Attempt>,
    /// This end of the connection that opened, as this machine sees it.
    pub local: Option<SocketAddr>,
}

impl Connect {
    /// The first address that works, as ssh would take it.
    pub fn connected(&self) -> Option<&Attempt> {
        self.attempts
            .iter()
            .find(|attempt| attempt.outcome == TcpOutcome::Connected)
    }

    /// The attempts before the first that works: ssh waits for each of them.
    pub fn failed_before(&self) -> &[Attempt] {
        let first = self
            .attempts
            .iter()
            .position(|attempt| attempt.outcome == TcpOutcome::Connected);
        &self.attempts[..first.unwrap_or(self.attempts.len())]
    }
}

/// TCP to one address.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Address and port.
    pub address: SocketAddr,
    /// What came of it.
    pub outcome: TcpOutcome,
    /// Milliseconds until then.
    pub elapsed_ms: f64,
}

/// Milliseconds, two of the three seconds for which a system asks its link for a neighbour: what comes sooner is no
/// neighbour's silence.
const AT_ONCE: f64 = 2000.0;

impl Attempt {
    /// Did it fail sooner than the silence of a neighbour would have failed it?
    pub fn is_at_once(&self) -> bool {
        self.elapsed_ms < AT_ONCE
    }
}

/// What came of one TCP connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TcpOutcome {
    /// It opened.
    Connected,
    /// ECONNREFUSED.
    Refused(Refusal),
    /// ECONNRESET while opening.
    Reset,
    /// No answer to the SYN within the patience of this run (or ETIMEDOUT).
    TimedOut,
    /// ENETUNREACH; by an ICMP error, or by this machine's own routing table.
    NetworkUnreachable(Option<Icmp>),
    /// EHOSTUNREACH; by an ICMP error, or because the neighbour did not answer.
    HostUnreachable(Option<Icmp>),
    /// EACCES or EPERM, or another error, by an ICMP error if there was one.
    NotPermitted(Option<Icmp>),
    /// EADDRNOTAVAIL: BindAddress is not an address of this machine.
    BindUnavailable,
    /// EINVAL: a blackhole route, or a link-local address without its interface.
    Invalid,
    /// Another error of the system.
    Other {
        /// errno
        errno: i32,
        /// The system's words.
        text: Untrusted,
    },
}

/// Who refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A RST answered the SYN.
    Rst,
    /// An ICMP error did: no TCP stack sends one for a closed port.
    Icmp(Icmp),
    /// This system does not tell.
    Unknown,
}

/// An ICMP or ICMPv6 error from the socket's error queue (ip(7), IP_RECVERR).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icmp {
    /// Type: 3 (IPv4) or 1 (IPv6) is destination unreachable.
    pub kind: u8,
    /// Code within the type.
    pub code: u8,
    /// Who sent it.
    pub sender: IpAddr,
    /// The sender is this machine itself.
    pub own: bool,
}

impl Icmp {
    /// A firewall's answer, not a router's (RFC 1812 section 5.2.7.1; RFC 4443 section 3.1).
    pub fn is_prohibition(self) -> bool {
        match self.sender {
            IpAddr::V4(_) => self.kind == 3 && matches!(self.code, 9 | 10 | 13),
            IpAddr::V6(_) => self.kind == 1 && matches!(self.code, 1 | 5 | 6),
        }
    }

    /// A router's word that the packet was on its way for too many hops.
    pub const fn is_time_exceeded(self) -> bool {
        match self.sender {
            IpAddr::V4(_) => self.kind == 11 && self.code == 0,
            IpAddr::V6(_) => self.kind == 3 && self.code == 0,
        }
    }

    /// Port unreachable: for TCP only a firewall says so.
    pub fn is_port_unreachable(self) -> bool {
        match self.sender {
            IpAddr::V4(_) => self.kind == 3 && self.code == 3,
            IpAddr::V6(_) => self.kind == 1 && self.code == 4,
        }
    }
}

/// What else was heard of a silent address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignsOfLife {
    /// It answered an ICMP echo.
    Echo,
    /// It is on this link and its link-layer address is known: its network stack is up.
    Neighbour,
    /// It was asked and did not answer.
    Silent,
    /// This system lets nobody ask (no ICMP echo without privileges, not on this link).
    CouldNotAsk,
}

/// What this machine's own link tells of an address to which the system itself said "no route to host".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalNetwork {
    /// The interface that leads there has no link: no cable, no Wi-Fi joined (IFF_RUNNING of netdevice(7) is off).
    NoLink {
        /// Its name.
        interface: String,
    },
    /// This system asks nobody's leave for the local network: no Mac, or one before macOS 15 (Darwin 24).
    Unguarded,
    /// The address is on no link of this machine: what goes through a router needs no leave (Apple's TN3179).
    OffLink,
    /// It is on a link that is up.
    OnLink {
        /// It has answered there for itself (ARP, NDP): its host is up.
        neighbour: bool,
    },
}

/// The kernel's account of the connection that is open (TCP_INFO).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Losses {
    /// So many segments were sent again, or came ahead of one that was missing.
    Segments(u32),
    /// The system does not tell, or the connection is gone.
    Unknown,
}

/// The addresses of the other family, where AddressFamily leaves them out and none that is left works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherFamily {
    /// SSH answers there.
    Works {
        /// Where.
        address: SocketAddr,
        /// With this identification string.
        ident: Untrusted,
    },
    /// There is none, or none that answers with SSH.
    Fails,
}

/// The same port of another host, which is known to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondHost {
    /// It answers: this network lets the port through.
    Answers,
    /// It is silent, too.
    Silent,
    /// It could not be asked: no address, no route.
    CouldNotAsk,
}

/// The host key on another port, against what is on record for this host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherPortKey {
    /// The same as on record.
    Same(super::KnownKey),
    /// Another one.
    Different,
    /// Nothing is on record, or the key could not be had.
    Unknown,
}

/// Other ports of the same host.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OtherPorts(pub Vec<OtherPort>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherPort {
    /// The port.
    pub port: u16,
    /// What it did.
    pub state: PortState,
}

impl OtherPort {
    /// Did a connection open?
    pub const fn opened(&self) -> bool {
        matches!(self.state, PortState::Ssh(_) | PortState::Open)
    }

    /// Did anything come back: a sign that the host lives?
    pub const fn answers(&self) -> bool {
        match self.state {
            PortState::Ssh(_) | PortState::Open | PortState::Refused => true,
            PortState::Silent => false,
        }
    }
}

/// What a port did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortState {
    /// An SSH identification string came.
    Ssh(Untrusted),
    /// It opened and is not SSH.
    Open,
    /// RST.
    Refused,
    /// No answer.
    Silent,
}
