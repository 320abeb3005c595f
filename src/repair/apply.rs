//! The change itself: atomic, with mode and owner kept, and the old file beside the new one.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use super::{Change, Done, Plan};
use crate::shell::Command;

impl Plan {
    /// Does it. `stamp` tells backups apart; `loads` says whether a file is a private key that can be loaded.
    pub fn apply(&self, stamp: &str, loads: impl Fn(&Path) -> bool) -> io::Result<Done> {
        let file = self.file.as_path();
        let shown = file.to_string_lossy();
        match &self.change {
            Change::Mode { before, after } => {
                let there = open_itself(file)?;
                if there.metadata()?.mode() & 0o7777 != *before {
                    return Err(changed_meanwhile());
                }
                there.set_permissions(Permissions::from_mode(*after))?;
                if there.metadata()?.mode() & 0o7777 != *after {
                    return Err(io::Error::other("the file system keeps no such mode"));
                }
                let mode = format!("{before:o}");
                Ok(Done {
                    backup: None,
                    undo: Command::new(["chmod", &mode, &shown]),
                })
            }
            Change::Away => {
                let backup = beside(file, stamp);
                fs::rename(file, &backup)?;
                Ok(done(file, backup))
            }
            Change::Content {
                before,
                after,
                is_key,
            } => {
                let there = match before {
                    Some(before) => {
                        if fs::read(file)? != *before {
                            return Err(changed_meanwhile());
                        }
                        Some(fs::symlink_metadata(file)?)
                    }
                    None => None,
                };
                let new = beside(file, &format!("{stamp}.new"));
                let written = write_new(&new, after, there.as_ref()).and_then(|()| {
                    if *is_key && !loads(&new) {
                        return Err(io::Error::other("the key still does not load"));
                    }
                    let backup = match before {
                        Some(before) => {
                            let backup = beside(file, stamp);
                            write_new(&backup, before, there.as_ref())?;
                            Some(backup)
                        }
                        None => None,
                    };
                    fs::rename(&new, file)?;
                    Ok(backup)
                });
                if written.is_err() {
                    // What is left of it is of no use; the first error is the one to tell.
                    let _ = fs::remove_file(&new);
                }
                Ok(match written? {
                    Some(backup) => done(file, backup),
                    None => Done {
                        backup: None,
                        undo: Command::new(["rm", &shown]),
                    },
                })
            }
        }
    }
}

fn done(file: &Path, backup: PathBuf) -> Done {
    Done {
        undo: Command::new(["mv", &backup.to_string_lossy(), &file.to_string_lossy()]),
        backup: Some(backup),
    }
}

/// The file, unless it has become a symbolic link.
fn open_itself(file: &Path) -> io::Result<File> {
    let itself = nix::fcntl::OFlag::O_NOFOLLOW.bits();
    OpenOptions::new()
        .read(true)
        .custom_flags(itself)
        .open(file)
}

/// Writes a file that was not there, with the mode and owner of the old one; one of its own is the owner's alone.
pub fn write_new(file: &Path, bytes: &[u8], like: Option<&fs::Metadata>) -> io::Result<()> {
    let mut to = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    to.write_all(bytes)?;
    if let Some(like) = like {
        let is = to.metadata()?;
        if (is.uid(), is.gid()) != (like.uid(), like.gid()) {
            fchown(&to, Some(like.uid()), Some(like.gid()))?;
        }
        to.set_permissions(Permissions::from_mode(like.mode() & 0o7777))?;
    }
    to.sync_all()
}

/// `config.sshdoctor-20261128-213000`
fn beside(file: &Path, stamp: &str) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{name}.sshdoctor-{stamp}"))
}

fn changed_meanwhile() -> io::Error {
    io::Error::other("the file has changed meanwhile")
}
