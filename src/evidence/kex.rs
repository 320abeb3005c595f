//! Key exchange (RFC 4253 sections 7 and 8).

use super::{Closing, PublicKey};
use crate::text::Untrusted;

/// One slot of SSH_MSG_KEXINIT, in the order in which ssh compares them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// kex_algorithms
    Kex,
    /// server_host_key_algorithms
    HostKey,
    /// encryption_algorithms
    Cipher,
    /// mac_algorithms
    Mac,
    /// compression_algorithms
    Compression,
}

/// Both sides' lists, compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Negotiation {
    /// What the person's own ssh would use with this server.
    Agreed(Agreed),
    /// One slot has nothing in common: the first one ssh would stop at.
    NoCommon(NoCommon),
    /// The server's KEXINIT never came.
    Stalled(Stall),
    /// The server hung up instead.
    Closed {
        /// How.
        how: Closing,
        /// Its SSH_MSG_DISCONNECT, if it sent one.
        disconnect: Option<Disconnect>,
    },
    /// What came is no KEXINIT.
    Malformed {
        /// What is wrong with it.
        what: &'static str,
        /// The first bytes.
        first: Untrusted,
    },
}

/// What the person's own ssh would use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agreed {
    /// Key exchange method.
    pub kex: String,
    /// Host key algorithm.
    pub host_key: String,
    /// Cipher, client to server.
    pub cipher: String,
    /// MAC, client to server; none with an AEAD cipher.
    pub mac: Option<String>,
    /// The host key algorithms the server offers.
    pub server_host_keys: Vec<String>,
}

/// A slot without a common name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoCommon {
    /// Which.
    pub slot: Slot,
    /// The person's ssh would take these.
    pub ours: Vec<String>,
    /// The server offers these.
    pub theirs: Vec<String>,
    /// Of theirs, those this ssh build knows but does not use by its configuration, strongest first; `None` if ssh was not asked.
    pub could_enable: Option<Vec<String>>,
    /// The server's identification string.
    pub server: Untrusted,
}

/// SSH_MSG_DISCONNECT (RFC 4253 section 11.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disconnect {
    /// Reason code.
    pub reason: u32,
    /// Its text.
    pub text: Untrusted,
}

/// A key exchange that stopped without a word, and what was learned about it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stall {
    /// Seconds waited.
    pub seconds: f64,
    /// The same with small TCP segments; `None` if it was not tried.
    pub small_segments_pass: Option<bool>,
    /// A method with smaller messages that passed on another connection, where the person's own stalled.
    pub smaller: Option<String>,
    /// What the kernel tells of the connection; `None` where it tells nothing.
    pub lost: Option<Lost>,
}

/// Which way segments got lost, by the kernel's own account of the connection (tcp(7), TCP_INFO).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Segments of ours were never acknowledged.
    Out {
        /// How many.
        segments: u32,
        /// How often segments of this connection were sent again.
        again: u32,
    },
    /// All of ours were acknowledged, and before segments that came others are missing.
    Back {
        /// How many came ahead of the hole.
        ahead: u32,
    },
}

/// The exchange itself.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyExchange {
    /// Done: this host key signed it.
    Done {
        /// The method this program used: the person's ssh would use the one agreed on, which russh may lack.
        method: String,
        /// The server's host key; of a certificate the key it certifies.
        host_key: PublicKey,
        /// The host certificate, if one was used.
        certificate: Option<Box<super::Certificate>>,
    },
    /// It stopped without a word.
    Stalled(Stall),
    /// The server hung up.
    Closed {
        /// How.
        how: Closing,
        /// Its SSH_MSG_DISCONNECT, if it sent one.
        disconnect: Option<Disconnect>,
    },
    /// The exchange itself failed.
    Failed {
        /// The error, in sshdoctor's words.
        text: Untrusted,
    },
    /// Both ssh and the server can, and this program cannot: nothing is known beyond this point.
    CannotFollow {
        /// What it lacks.
        algorithm: String,
    },
}
