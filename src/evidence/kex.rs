//! Key exchange (RFC 4253 sections 7 and 8).

use super::{Closing, PublicKey, Release};
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
    /// Which OpenSSH the person's ssh is; `None` where that is not known.
    pub client: Option<Release>,
    /// What it takes to meet in every slot, computed over both sides' lists; `None` where they are not all known.
    pub mend: Option<Mend>,
}

/// The fewest names to add to the person's lists so that the whole negotiation succeeds, and whether it then does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mend {
    /// Names to add, the strongest that both know, in the order of the slots.
    pub add: Vec<(Slot, String)>,
    /// The first slot in which no name helps.
    pub stuck: Option<Slot>,
    /// What both sides agree on with the names added, computed again from `ssh -G` with the settings applied; `None`
    /// where it says otherwise, or was not asked.
    pub proved: Option<Agreed>,
}

impl Mend {
    /// The settings that add the names, as an `ssh_config` would hold them.
    pub fn settings(&self, client: Option<Release>) -> Vec<(&'static str, String)> {
        let mut settings: Vec<(&'static str, String)> = Vec::new();
        for (slot, name) in &self.add {
            for keyword in slot.keywords(name, client) {
                match settings.iter_mut().find(|(known, _)| known == keyword) {
                    Some((_, value)) => {
                        value.push(',');
                        value.push_str(name);
                    }
                    None => settings.push((keyword, format!("+{name}"))),
                }
            }
        }
        settings
    }
}

impl Slot {
    /// The options that take a name of this slot. A server whose RSA host key signs with SHA-1 only takes an RSA login
    /// key by the same algorithm only (option renamed in 8.5).
    pub fn keywords(self, name: &str, client: Option<Release>) -> &'static [&'static str] {
        match self {
            Slot::Kex => &["KexAlgorithms"],
            Slot::HostKey if name == "ssh-rsa" => match client {
                Some(client) if client < Release(8, 5) => {
                    &["HostKeyAlgorithms", "PubkeyAcceptedKeyTypes"]
                }
                Some(_) | None => &["HostKeyAlgorithms", "PubkeyAcceptedAlgorithms"],
            },
            Slot::HostKey => &["HostKeyAlgorithms"],
            Slot::Cipher => &["Ciphers"],
            Slot::Mac => &["MACs"],
            // ssh offers all it has, whatever Compression says (cipher.c): there is nothing to add.
            Slot::Compression => &[],
        }
    }
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
        /// The server has also answered the method agreed on, which was begun on another connection and not finished.
        answers_ours: bool,
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
