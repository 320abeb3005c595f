//! The host key against what is on record.

use std::path::{Path, PathBuf};

use super::{Met, PublicKey};
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
    /// Where another key of the offered type is on record: lines that hold keys of other types for the same name.
    pub other_types: Vec<KnownKey>,
    /// With CheckHostIP: lines that hold another key for the address (ssh_config(5)).
    pub address: Vec<KnownKey>,
    /// Lines of any name that hold the offered key: `known by the following other names`.
    pub other_names: Vec<KnownKey>,
    /// Files that could not be read, with the system's words.
    pub unreadable: Vec<(PathBuf, Untrusted)>,
    /// Lines for this host that could not be parsed: file and line.
    pub broken: Vec<(PathBuf, usize)>,
    /// The files that were read or looked for.
    pub files: Vec<PathBuf>,
    /// Since when the key is on record, where a file of the person's own holds it.
    pub met: Option<Met>,
    /// When a file was last written, in seconds since 1970, where its time can be meant: every line of it is as old.
    pub written: Vec<(PathBuf, u64)>,
}

impl HostKeyStanding {
    /// When `file` was last written, where its time can be meant.
    pub fn written_at(&self, file: &Path) -> Option<u64> {
        let mut dates = self.written.iter();
        dates
            .find(|(written, _)| written == file)
            .map(|(_, at)| *at)
    }
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

/// The file that lines printed by KnownHostsCommand are said to stand in.
pub const BY_COMMAND: &str = "KnownHostsCommand";

/// KnownHostsCommand, run as ssh runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownHostsCommand {
    /// It works; its lines count like those of a file.
    Ran,
    /// It fails.
    Failed {
        /// Its exit status, if it ended by itself.
        status: Option<i32>,
        /// Its last words, or the system's.
        text: Untrusted,
    },
}

/// The SSHFP records of the name (RFC 4255).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sshfp {
    /// There are none.
    None,
    /// One names the offered key.
    Matches,
    /// There are some for this type of key, and none names the offered one.
    Mismatch {
        /// The fingerprints they name, in hex.
        recorded: Vec<String>,
    },
    /// No name server answered.
    CouldNotAsk,
}

/// The recorded key, asked for by its type on a connection of its own.
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
        /// Keys of other types on record, and what is served of those types now; none where that type is gone.
        others: Vec<(KnownKey, Option<PublicKey>)>,
    },
    /// The server has no key of that type any more.
    NotServed,
    /// It could not be asked.
    CouldNotAsk,
}
