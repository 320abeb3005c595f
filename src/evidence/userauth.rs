//! User authentication (RFC 4252).

use std::net::SocketAddr;

use super::git::Reading;
use super::{Closing, Disconnect, PublicKey};
use crate::text::Untrusted;

/// What finds an attempt in the server's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Footprint {
    /// This end of the connection, as this machine sees it.
    pub from: Option<SocketAddr>,
    /// When, in seconds since 1970; nothing where a log does not say.
    pub when: Option<u64>,
}

/// How a connection ended during authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// SSH_MSG_DISCONNECT.
    Disconnected(Disconnect),
    /// FIN or RST without a word.
    Closed(Closing),
    /// No answer within the patience of this run.
    Silent {
        /// Whole seconds waited.
        seconds: u64,
    },
}

impl Ending {
    /// Disconnect reason 2 with sshd's text: MaxAuthTries is used up.
    pub fn is_too_many_failures(&self) -> bool {
        matches!(self, Ending::Disconnected(disconnect) if disconnect.text.contains("Too many authentication failures"))
    }
}

/// The answer to the request `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Methods {
    /// The methods that can continue.
    Offered {
        /// As the server names them.
        methods: Vec<String>,
        /// The banner (RFC 4252 section 5.4), line by line.
        banner: Vec<Untrusted>,
    },
    /// `none` itself was accepted.
    NoneAccepted {
        /// The banner, line by line.
        banner: Vec<Untrusted>,
    },
    /// The connection ended.
    Ended {
        /// How.
        ending: Ending,
        /// The banner, line by line.
        banner: Vec<Untrusted>,
    },
    /// The server said something ssh can read and this program cannot (a banner that is not UTF-8): nothing is known
    /// beyond this point.
    CannotFollow {
        /// The error, in sshdoctor's words.
        text: Untrusted,
    },
}

/// What the server said to one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyReply {
    /// SSH_MSG_USERAUTH_PK_OK: it would take a signature by this key.
    Accepted,
    /// SSH_MSG_USERAUTH_FAILURE.
    Refused,
    /// An RSA key, and no signature algorithm that both the server takes and ssh would use.
    NoSignatureAlgorithm {
        /// The server takes the key with this one, which ssh does not use; `None` where that was refused or not asked.
        taken_with: Option<&'static str>,
    },
}

impl Methods {
    /// Was the request `none` enough?
    pub const fn lets_in_unasked(&self) -> bool {
        matches!(self, Methods::NoneAccepted { .. })
    }
}

/// One key and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyAnswer {
    /// The key that was asked about.
    pub key: PublicKey,
    /// The answer.
    pub reply: KeyReply,
}

/// The answers to a row of key queries (RFC 4252 section 7, without a signature).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyAnswers {
    /// In the order asked.
    pub answers: Vec<KeyAnswer>,
    /// The connection ended before all were asked.
    pub ending: Option<Ending>,
    /// Keys that were not asked about.
    pub unasked: Vec<PublicKey>,
    /// The server says yes to a key that nobody has: its yes proves nothing.
    pub says_yes_to_everything: bool,
    /// How many requests the server refused, decoys and second signature algorithms among them.
    pub refusals: usize,
}

impl KeyAnswers {
    /// The first key the server would take.
    pub fn accepted(&self) -> Option<&PublicKey> {
        self.answers
            .iter()
            .find(|answer| answer.reply == KeyReply::Accepted)
            .map(|answer| &answer.key)
    }

    /// Every key the server accepts, in the order asked.
    pub fn all_accepted(&self) -> impl Iterator<Item = &PublicKey> {
        let accepted = |answer: &&KeyAnswer| answer.reply == KeyReply::Accepted;
        self.answers
            .iter()
            .filter(accepted)
            .map(|answer| &answer.key)
    }

    /// What the server said to `key`.
    pub fn reply_to(&self, key: &PublicKey) -> Option<KeyReply> {
        self.answers
            .iter()
            .find(|answer| answer.key == *key)
            .map(|answer| answer.reply)
    }

    /// Was this key asked about and refused?
    pub fn refuses(&self, key: &PublicKey) -> bool {
        self.reply_to(key) == Some(KeyReply::Refused)
    }
}

/// One query for another login name, after a yes to that very name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherUser {
    /// The name.
    pub name: String,
    /// The key that was asked about.
    pub key: PublicKey,
    /// The answer; `None` where no connection reached the question.
    pub reply: Option<KeyReply>,
}

/// What sshd says of the keys it refused, once another login of the same connection has succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerWords {
    /// The login succeeded, and these are sshd's lines (`Remote: …` in `ssh -v`), in their order.
    Said(Vec<Untrusted>),
    /// The login did not succeed: this came of it.
    NoLogin(Login),
}

/// What OpenSSH itself says of an identity file it cannot use (`ssh-keygen -y -P ''`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpensshSays {
    /// The file.
    pub path: std::path::PathBuf,
    /// Its words; nothing where it was not there, did not end, or had no complaint.
    pub words: Option<Untrusted>,
}

/// The security tokens (FIDO) this machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tokens {
    /// So many are plugged in.
    Found(usize),
    /// The system lists its devices, and no token is among them.
    None,
    /// It does not say (no hidraw here, or a provider of its own is set).
    Unknown,
}

/// Kerberos on this machine (`klist -s`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ticket {
    /// There is one, and it has not run out.
    Valid,
    /// There is none, or it has run out.
    None,
    /// There is no klist here, or it does not answer.
    Unknown,
}

/// A complete login, by the person's own ssh, after a yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// `Authenticated to …`.
    Succeeded {
        /// The method that did it.
        method: String,
        /// What sshd says of the keys it refused and took (`Remote: …`).
        remote: Vec<Untrusted>,
    },
    /// The key was taken and more is asked for (RFC 4252 section 5.1, partial success).
    Partial {
        /// The methods that remain.
        remaining: Vec<String>,
    },
    /// The key was accepted, signed with, and the login refused.
    RefusedAfterKey {
        /// The banner or text, line by line.
        said: Vec<Untrusted>,
        /// The connection was closed instead of answered.
        closed: bool,
    },
    /// A Git host took the key, and its program printed this where a shell would be.
    Greeted {
        /// Line by line.
        lines: Vec<Untrusted>,
    },
    /// The login succeeded, and the host was asked for the repository that a git command in front names.
    Asked {
        /// Its answer.
        reading: Reading,
    },
    /// A password, or an answer to a prompt, was typed and refused.
    PasswordRefused {
        /// The banner or text, line by line.
        said: Vec<Untrusted>,
    },
    /// The first method was accepted, and what was typed for the second was refused.
    SecondFactorRefused {
        /// The banner or text, line by line.
        said: Vec<Untrusted>,
    },
    /// The passphrase that was typed does not open the key that the server accepts.
    PassphraseWrong,
    /// The server waited for somebody or something on this side, and hung up.
    OutOfTime {
        /// So many seconds after the connection stood.
        seconds: u64,
        /// The banner or text, line by line.
        said: Vec<Untrusted>,
    },
    /// The agent would not sign.
    AgentRefused {
        /// ssh's words.
        text: Untrusted,
    },
    /// ssh could not sign with the key.
    CouldNotSign {
        /// ssh's words.
        text: Untrusted,
    },
    /// The login succeeded, and the connection ended at once.
    Dropped {
        /// ssh's last words.
        said: Vec<Untrusted>,
    },
    /// ssh did not show the server the key it accepts: its agent hides the key towards this host.
    NotOffered {
        /// ssh's last words.
        said: Vec<Untrusted>,
    },
    /// It failed in another way.
    Failed {
        /// ssh's last words.
        said: Vec<Untrusted>,
    },
}
