//! Name to address.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use super::Whose;
use crate::text::Untrusted;

/// What the system's resolver answers, in the terms of getaddrinfo(3), which is what ssh asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// The host is an address.
    Literal(IpAddr),
    /// Addresses in the resolver's order, and the hosts file and line that names them, if one does.
    Found {
        /// At least one.
        addresses: Vec<IpAddr>,
    },
    /// EAI_NONAME: there is no such name. `near` are names in ssh_config, known_hosts and hosts that look alike.
    NotFound {
        /// Nearest first.
        near: Vec<String>,
        /// The `Host` of ssh_config that is meant, if one looks that much alike.
        alias: Option<String>,
        /// How it was looked up.
        lookup: Lookup,
    },
    /// EAI_NODATA or EAI_ADDRFAMILY: no address of the family asked for.
    NoAddress {
        /// Addresses of the other family.
        other_family: Vec<IpAddr>,
    },
    /// EAI_AGAIN: no name server gave an answer.
    TryAgain,
    /// A link-local IPv6 address without its interface.
    ScopeMissing {
        /// Interfaces of this machine.
        interfaces: Vec<String>,
        /// The address that the name leads to, where the host is a name.
        of_name: Option<IpAddr>,
    },
    /// Another error of the resolver.
    Failed {
        /// The resolver's words.
        text: Untrusted,
    },
    /// No answer within the patience of this run.
    TimedOut,
}

/// How this machine looks names up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lookup {
    /// The domains that are tried behind a name (resolv.conf(5)).
    pub search: Vec<String>,
    /// Are names asked for by multicast DNS (nsswitch.conf(5))? None where that cannot be told.
    pub multicast: Option<bool>,
    /// What knows the name, though the resolver says that there is none; nothing where all agree.
    pub known_to: NameOrigin,
    /// A Host block for this very name, with a HostName of its own, in a configuration that ssh does not read.
    pub elsewhere: Option<BlockElsewhere>,
}

/// A Host block in the configuration of another home of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockElsewhere {
    /// That home.
    pub home: PathBuf,
    /// Why the person has it in mind.
    pub whose: Whose,
    /// The file.
    pub file: PathBuf,
    /// The line of its `Host`, from 1.
    pub line: usize,
}

/// Where the address of a name comes from; looked at where no connection to it opens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameOrigin {
    /// The line of the hosts file that gives it: file, and line from 1.
    pub hosts_line: Option<(PathBuf, usize)>,
    /// What the configured name servers say of a name that stands in the hosts file.
    pub dns: Vec<IpAddr>,
}

/// The configured name servers (resolv.conf), each asked directly for the name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameServers {
    /// In the order configured; empty where none is, and nobody answers in the place of one.
    pub servers: Vec<NameServer>,
    /// Names like the one asked for that need no name server: ssh_config's aliases, the hosts file's. Nearest first.
    pub near: Vec<String>,
}

/// One name server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameServer {
    /// Its address.
    pub address: SocketAddr,
    /// What it did.
    pub state: NameServerState,
}

/// What a name server did when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameServerState {
    /// It answered with this response code (RFC 1035 section 4.1.1): 0 no error, 3 no such name.
    Answered(u8),
    /// It answered with a failure of its own: 2 SERVFAIL, 5 REFUSED.
    Failed(u8),
    /// Its host says that nothing listens there.
    PortClosed,
    /// There is no route to it.
    Unreachable,
    /// This machine itself does not let the question out (EPERM, EACCES).
    Forbidden,
    /// No answer.
    Silent,
}
