//! The account of a login.

use std::path::PathBuf;

use super::Walk;
use crate::text::Untrusted;

/// The account of the login.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Account {
    /// Nobody asked.
    #[default]
    NotAsked,
    /// There is none.
    Missing,
    /// It is there.
    Known(Box<Person>),
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Its number.
    pub uid: u32,
    /// Its first group.
    pub gid: u32,
    /// Its home, as passwd has it.
    pub home: PathBuf,
    /// The home's real path.
    pub home_real: PathBuf,
    /// Owners and modes from the home up.
    pub home_walk: Walk,
    /// Its shell, as passwd has it.
    pub shell: PathBuf,
    /// Is the shell there?
    pub shell_state: Option<ShellState>,
    /// Its groups: number and name.
    pub groups: Vec<(u32, Untrusted)>,
    /// Its line in shadow.
    pub shadow: Shadow,
}

/// A login shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShellState {
    /// A program.
    Fine,
    /// Nothing is there.
    Missing,
    /// It is no file, or nobody may run it.
    NotExecutable,
}

/// A line of shadow, without what nobody may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shadow {
    /// There is none.
    #[default]
    None,
    /// It could not be read.
    Denied,
    /// Lock and expiry.
    Entry {
        /// The password field begins with `!`.
        locked: bool,
        /// The day since 1970 on which the account expires.
        expires: Option<i64>,
    },
}

/// Who is in a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupMembers {
    /// The group.
    pub gid: u32,
    /// Its members in the group file.
    pub members: Vec<String>,
    /// Users whose first group it is.
    pub primary: Vec<u32>,
}
