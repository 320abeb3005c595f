//! Is the machine that was looked at the one that the login leads to?

use std::net::IpAddr;

use super::{Look, Route};
use crate::evidence::{Certificate, Evidence};

/// What is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// It has the host key that the target shows, or the address that was connected to.
    Yes,
    /// The target shows a host key that is none of its own.
    No,
    /// Nothing tells.
    Unknown,
}

impl Look {
    /// Is this the machine `evidence` is about?
    pub fn same_machine(&self, evidence: &Evidence) -> Same {
        if let Ok(standing) = evidence.host_key() {
            let certificate = Certificate::from_key(&standing.offered);
            let offered = certificate.map_or(standing.offered.clone(), |signed| signed.key);
            if self.host_keys.contains(&offered) {
                return Same::Yes;
            }
            if self
                .host_keys
                .iter()
                .any(|key| key.algorithm == offered.algorithm)
            {
                return Same::No;
            }
        }
        if self.route == Route::SameDoor {
            return Same::Yes;
        }
        let address = evidence.connect().ok().and_then(|connect| {
            let attempt = connect.connected().or(connect.attempts.first());
            attempt.map(|attempt| attempt.address.ip())
        });
        let Some(address) = address else {
            return Same::Unknown;
        };
        let own = self.addresses.contains(&address);
        let there = self
            .connection
            .is_some_and(|(_, server)| server.ip() == address);
        // An address of a private network is many machines', and which one depends on the way.
        if self.route == Route::SameProxies && there || own && is_global(address) {
            Same::Yes
        } else {
            Same::Unknown
        }
    }
}

/// An address that means the same machine wherever one asks.
pub(crate) fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [a, b, ..] = address.octets();
            let shared = a == 100 && (64..128).contains(&b);
            !(address.is_private() || address.is_loopback() || address.is_link_local() || shared)
        }
        IpAddr::V6(address) => {
            let first = address.segments()[0];
            let local = first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80;
            !(local || address.is_loopback())
        }
    }
}
