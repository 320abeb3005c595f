//! What carries a connection besides the network: the jump host before it, a running master of this machine.

use crate::text::Untrusted;

/// What came of asking the jump host for a connection to the next machine (RFC 4254 section 7.2).
#[derive(Debug, Clone, PartialEq)]
pub enum Passage {
    /// It opened one.
    Open,
    /// It forbids it (reason 1, `administratively prohibited`).
    Prohibited {
        /// ssh's words.
        text: Untrusted,
        /// What the key that logged in may do there: `FILE:LINE: key options: …`, as sshd says it.
        key: Option<Untrusted>,
    },
    /// It tried and failed (reason 2, `connect failed`).
    Unreachable {
        /// The jump host's own reason: `Connection refused`, `Name or service not known` …
        reason: Untrusted,
    },
    /// It has not answered within the patience of this run.
    Silent {
        /// Seconds waited.
        seconds: f64,
    },
    /// The connection to the jump host ended, or it refused in another way.
    Lost {
        /// ssh's last words.
        said: Untrusted,
    },
}

/// The socket at ControlPath, tried as ssh tries it (mux.c `muxclient`, `muxserver_listen`).
#[derive(Debug, Clone, PartialEq)]
pub enum ControlSocket {
    /// There is none; if ssh is to make one it can.
    Absent,
    /// A master answers on it.
    Alive,
    /// Nothing listens on it. ssh removes it where it may make one, and goes on without it in any case.
    Dead,
    /// It takes the connection and says nothing: ssh waits for it.
    Hung {
        /// Seconds waited.
        seconds: f64,
    },
    /// ssh cannot use the path.
    Unusable(Unusable),
}

/// Why ssh cannot use a ControlPath.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// It does not fit into a socket's address.
    TooLong {
        /// Its bytes.
        bytes: usize,
        /// So many are too many: 108 on Linux, 104 elsewhere.
        limit: usize,
        /// Only the name it is made under, which is longer, does not fit: ssh fails after the login, not before.
        while_made: bool,
    },
    /// A socket cannot be made there.
    CannotBeMade {
        /// The system's words.
        text: Untrusted,
    },
}
