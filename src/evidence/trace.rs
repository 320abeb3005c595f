//! How far packets to the target's own port get.

use std::net::IpAddr;

use super::Icmp;

/// What answered SYNs to the port with a rising hop limit (the TTL of IPv4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trace {
    /// One entry a hop limit, from 1 on, up to the last that brought an answer; empty where none did.
    Hops(Vec<Hop>),
    /// This system does not hand a router's answer to an unprivileged TCP socket.
    NotTold,
}

/// What came back for one hop limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hop {
    /// A router, which said that the packet's time is up.
    Router(IpAddr),
    /// Nothing.
    Silent,
    /// An ICMP error of another kind: somebody refused to carry the packet on.
    Stopped(Icmp),
    /// The port itself: this time it answered.
    Arrived,
}

impl Trace {
    /// The last router that was heard of, and how many hops away it is.
    pub fn last_router(&self) -> Option<(usize, IpAddr)> {
        let Trace::Hops(hops) = self else {
            return None;
        };
        let router = |(at, hop): (usize, &Hop)| match hop {
            Hop::Router(address) => Some((at + 1, *address)),
            Hop::Silent | Hop::Stopped(_) | Hop::Arrived => None,
        };
        hops.iter().enumerate().rev().find_map(router)
    }
}
