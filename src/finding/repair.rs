//! A local repair as data: what it is to change can be shown, asked about and undone.

use std::path::{Path, PathBuf};

use crate::evidence::Defect;

/// What may be mended on this machine without a program of the person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// Takes rights away.
    SetMode {
        /// Whose.
        file: PathBuf,
        /// What is left of them.
        keep: u32,
    },
    /// Moves a socket out of the way.
    RemoveSocket {
        /// Which.
        file: PathBuf,
    },
    /// Writes a damaged private key anew.
    MendKey {
        /// Its file.
        file: PathBuf,
        /// What is wrong with it.
        defect: Defect,
    },
    /// Takes lines out of a known_hosts file.
    RemoveKnownHost {
        /// Which file.
        file: PathBuf,
        /// Each line from 1, and the base64 of the key that must stand there.
        lines: Vec<(usize, String)>,
    },
    /// Puts a block at the top of an ssh_config file, where it counts before all others.
    AddHostBlock {
        /// Which file; it is made where there is none.
        file: PathBuf,
        /// The block.
        lines: Vec<String>,
    },
}

impl Repair {
    /// Its stable name, as in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Repair::SetMode { .. } => "set-mode",
            Repair::RemoveSocket { .. } => "remove-socket",
            Repair::MendKey { .. } => "mend-key",
            Repair::RemoveKnownHost { .. } => "remove-known-host",
            Repair::AddHostBlock { .. } => "add-host-block",
        }
    }

    /// The file it changes.
    pub fn file(&self) -> &Path {
        match self {
            Repair::SetMode { file, .. }
            | Repair::RemoveSocket { file }
            | Repair::MendKey { file, .. }
            | Repair::RemoveKnownHost { file, .. }
            | Repair::AddHostBlock { file, .. } => file,
        }
    }

    /// May it be done without asking? Only what takes rights from others, or is checked before it counts.
    pub const fn is_safe(&self) -> bool {
        match self {
            Repair::SetMode { .. } | Repair::RemoveSocket { .. } | Repair::MendKey { .. } => true,
            Repair::RemoveKnownHost { .. } | Repair::AddHostBlock { .. } => false,
        }
    }

    /// Can a file with this defect be written anew from what is in it, without guessing?
    pub const fn mends(defect: Defect) -> bool {
        match defect {
            Defect::Crlf
            | Defect::NoFinalNewline
            | Defect::ByteOrderMark
            | Defect::Indented
            | Defect::LeadingText => true,
            Defect::Utf16
            | Defect::OneLine
            | Defect::NoHeader
            | Defect::Empty
            | Defect::CutShort
            | Defect::Html
            | Defect::Corrupt => false,
        }
    }
}
