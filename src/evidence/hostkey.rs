//! The host key against what is on record.

use std::path::PathBuf;

use super::PublicKey;
use crate::text::Untrusted;

/// How the offered host key stands against the known_hosts files, as ssh would judge it (hostfile.c, sshconnect.c).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKeyStanding {
    /// The names that were looked up: `srv`, `[srv]:2222`.
    pub name: String,
    /// The offered key.
    pub offered: PublicKey,
    /// The verdict.
    pub kind: StandingKind,
    /// Lines of any name that hold the offered key: `known by the following other names`.
    pub other_names: Vec<KnownKey>,
    /// Files that could not be read, with the system's words.
    pub unreadable: Vec<(PathBuf, Untrusted)>,
    /// Lines for this host that could not be parsed: file and line.
    pub broken: Vec<(PathBuf, usize)>,
    /// The files that were read or looked for.
    pub files: Vec<PathBuf>,
}

/// The verdict on the offered key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StandingKind {
    /// On record, the same.
    Known(KnownKey),
    /// A host certificate whose authority is on record.
    ByAuthority(KnownKey),
    /// Nothing on record for this name.
    Unknown,
    /// Another key of the same type is on record: all lines that disagree.
    Changed(Vec<KnownKey>),
    /// Only keys of other types are on record.
    OtherTypes(Vec<KnownKey>),
    /// The offered key is marked `@revoked`, or stands in RevokedHostKeys.
    Revoked(KnownKey),
    /// RevokedHostKeys is set and cannot be read: ssh refuses every host (ssh_config(5)).
    RevokedFileUnreadable {
        /// The file.
        file: PathBuf,
        /// The system's words.
        text: Untrusted,
    },
    /// A host certificate that does not hold.
    CertificateInvalid {
        /// What is wrong: `expired`, `not yet valid`, `name is not a listed principal` … (sshkey.c).
        reason: Untrusted,
        /// Its authority's line, if one is on record.
        authority: Option<KnownKey>,
    },
}

/// One line of a known_hosts file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The key on it.
    pub key: PublicKey,
    /// The name field is hashed.
    pub hashed: bool,
}

/// The key type on record, asked for by name on a connection of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedKey {
    /// Still served, and the same as on record.
    Same {
        /// Where it is on record.
        known: KnownKey,
    },
    /// Still served, and another one.
    Different {
        /// Where it is on record.
        known: KnownKey,
        /// What is served.
        served: PublicKey,
    },
    /// The server has no key of that type any more.
    NotServed,
    /// It could not be asked.
    CouldNotAsk,
}
