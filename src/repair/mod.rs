//! Local repairs: planned, shown, backed up, applied, undone. What may be changed is one file of the person's own, whole or
//! not at all; never one behind a symbolic link.

mod apply;
mod content;

pub use apply::write_new;

use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use crate::finding::Repair;
use crate::lang::Say;
use crate::say;
use crate::shell::Command;

/// No file that is changed is larger.
const MOST: u64 = 4 << 20;

/// A change that is possible, before it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What is changed.
    pub file: PathBuf,
    /// What it comes to, a line each.
    pub shown: Vec<Say>,
    change: Change,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    Mode {
        before: u32,
        after: u32,
    },
    /// Out of the way, under a name of its own.
    Away,
    Content {
        /// None where the file is made.
        before: Option<Vec<u8>>,
        after: Vec<u8>,
        /// The new file must be a private key that can be loaded.
        is_key: bool,
    },
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The file as it was before.
    pub backup: Option<PathBuf>,
    /// What takes it back.
    pub undo: Command,
}

/// What the repair would change; else why it is not done here.
pub fn plan(repair: &Repair, uid: u32) -> Result<Plan, Say> {
    let file = repair.file();
    let there = own(file, uid)?;
    let (change, shown) = match repair {
        Repair::SetMode { keep, .. } => {
            let before = there.ok_or_else(|| gone(file))?.mode() & 0o7777;
            let after = before & keep;
            let shown = say!(
                "mode {before} -> {after}",
                "モード {before} → {after}",
                before = format!("{before:04o}"),
                after = format!("{after:04o}")
            );
            (Change::Mode { before, after }, vec![shown])
        }
        Repair::RemoveSocket { .. } => {
            if !there.ok_or_else(|| gone(file))?.file_type().is_socket() {
                return Err(not_as_expected(file));
            }
            let shown = say!("the socket gets another name", "ソケットの名前を変更します");
            (Change::Away, vec![shown])
        }
        Repair::MendKey { defect, .. } => {
            let before = read(file)?;
            let after = content::mended(&before, *defect).ok_or_else(|| not_as_expected(file))?;
            let shown = content::mended_shown(*defect);
            let change = Change::Content {
                before: Some(before),
                after,
                is_key: true,
            };
            (change, vec![shown])
        }
        Repair::RemoveKnownHost { lines, .. } => {
            let before = read(file)?;
            let (after, removed) =
                content::without_lines(&before, lines).ok_or_else(|| not_as_expected(file))?;
            (content(Some(before), after), removed)
        }
        Repair::AddHostBlock { lines, .. } => {
            let before = match there {
                Some(_) => Some(read(file)?),
                None => None,
            };
            let after = content::with_block(before.as_deref().unwrap_or_default(), lines);
            let added = lines.iter().map(|line| Say::verbatim(format!("+ {line}")));
            (content(before, after), added.collect())
        }
    };
    Ok(Plan {
        file: file.to_owned(),
        shown,
        change,
    })
}

const fn content(before: Option<Vec<u8>>, after: Vec<u8>) -> Change {
    Change::Content {
        before,
        after,
        is_key: false,
    }
}

/// The file itself, where it is there and the person's own.
fn own(file: &Path, uid: u32) -> Result<Option<fs::Metadata>, Say> {
    let Ok(there) = fs::symlink_metadata(file) else {
        return Ok(None);
    };
    if there.file_type().is_symlink() {
        return Err(say!(
            "{file} is a symbolic link: change the file it leads to by hand",
            "{file} はシンボリックリンクです。リンク先のファイルを手で修正してください",
            file = file.display()
        ));
    }
    if there.uid() != uid {
        return Err(say!(
            "{file} belongs to another user: nothing is changed there",
            "{file} は別のユーザーの所有です。変更しません",
            file = file.display()
        ));
    }
    if there.is_dir() {
        return Err(not_as_expected(file));
    }
    Ok(Some(there))
}

fn read(file: &Path) -> Result<Vec<u8>, Say> {
    let there = fs::symlink_metadata(file).map_err(|_| gone(file))?;
    if !there.is_file() || there.len() > MOST {
        return Err(not_as_expected(file));
    }
    fs::read(file).map_err(|error| {
        say!(
            "{file} cannot be read: {error}",
            "{file} を読めません: {error}",
            file = file.display(),
            error = error
        )
    })
}

fn gone(file: &Path) -> Say {
    say!(
        "{file} is not there any more",
        "{file} はもうありません",
        file = file.display()
    )
}

fn not_as_expected(file: &Path) -> Say {
    say!(
        "{file} is not as it was when it was looked at: nothing is changed",
        "{file} は確認したときと内容が違うため、変更しません",
        file = file.display()
    )
}

#[cfg(test)]
mod tests;
