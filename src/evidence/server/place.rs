//! Paths, and the owners and modes of everything on them.

use std::path::PathBuf;

use super::Person;
use crate::text::Untrusted;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Its path.
    pub path: PathBuf,
    /// As `ls -l` prints it: `drwxr-xr-x`.
    pub mode: Untrusted,
    /// Its owner.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
}

/// A path and everything above it, from below.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Walk {
    /// What is there.
    pub steps: Vec<Component>,
    /// What is not.
    pub missing: Vec<PathBuf>,
    /// What could not be looked at.
    pub denied: Vec<PathBuf>,
}

/// A file by its name, its real name and the way there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlacedFile {
    /// As configured, tokens filled in.
    pub path: PathBuf,
    /// After symbolic links.
    pub real: PathBuf,
    /// What it is.
    pub state: PlaceState,
    /// Owners and modes.
    pub walk: Walk,
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlaceState {
    /// A file that was read.
    Readable,
    /// A file, or something behind a directory, that the user who looked may not see.
    #[default]
    Denied,
    /// Something that is no regular file.
    NoFile,
    /// Nothing.
    Missing,
}

impl Component {
    /// Does the permission at this place of `rwxrwxrwx` (from 0) stand?
    fn may(&self, place: usize) -> bool {
        let letter = self.mode.bytes().get(1 + place);
        letter.is_some_and(|letter| !matches!(letter, b'-' | b'S' | b'T'))
    }

    /// May its group write?
    pub fn group_writes(&self) -> bool {
        self.may(4)
    }

    /// May everybody write?
    pub fn others_write(&self) -> bool {
        self.may(7)
    }

    /// Is it a directory?
    pub fn is_directory(&self) -> bool {
        self.mode.bytes().first() == Some(&b'd')
    }

    /// May this person read the file, or pass the directory? Access control lists are not seen.
    pub fn lets(&self, person: &Person) -> bool {
        let place = if self.is_directory() { 2 } else { 0 };
        if person.uid == 0 {
            return true;
        }
        let class = if self.uid == person.uid {
            0
        } else if self.gid == person.gid || person.groups.iter().any(|(gid, _)| *gid == self.gid) {
            3
        } else {
            6
        };
        self.may(class + place)
    }

    /// Does it have an access control list, which may say something else than the mode?
    pub fn has_acl(&self) -> bool {
        self.mode.bytes().get(10) == Some(&b'+')
    }
}
