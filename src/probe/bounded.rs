//! Files of unknown kind and size, read without waiting and without end.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use nix::fcntl::OFlag;

/// No key file is read further than this.
const READ: u64 = 1 << 20;

/// What stands at a path.
pub(super) enum Found {
    /// A file, its first MiB, and what the system says of it.
    File(Vec<u8>, Metadata),
    /// A directory, a FIFO, a device, a socket.
    NotAFile,
    /// It cannot be had; its owner, where that can be seen.
    Failed(io::Error, Option<Metadata>),
}

/// Reads at most one MiB of a regular file. Whatever else stands there is not opened: a FIFO waits for a writer, and
/// opening a device can do something.
pub(super) fn read(path: &Path) -> Found {
    let metadata = match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => metadata,
        Ok(_) => return Found::NotAFile,
        Err(error) => return Found::Failed(error, fs::symlink_metadata(path).ok()),
    };
    match open(path).and_then(contents) {
        Ok(Some((bytes, metadata))) => Found::File(bytes, metadata),
        Ok(None) => Found::NotAFile,
        Err(error) => Found::Failed(error, Some(metadata)),
    }
}

/// The file at `path`, if it is one that can be read.
pub(super) fn bytes(path: &Path) -> Option<Vec<u8>> {
    match read(path) {
        Found::File(bytes, _) => Some(bytes),
        Found::NotAFile | Found::Failed(..) => None,
    }
}

/// Without waiting, should the file have become a FIFO since it was looked at.
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .custom_flags((OFlag::O_NONBLOCK | OFlag::O_CLOEXEC | OFlag::O_NOCTTY).bits())
        .open(path)
}

fn contents(file: File) -> io::Result<Option<(Vec<u8>, Metadata)>> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(READ).read_to_end(&mut bytes)?;
    Ok(Some((bytes, metadata)))
}
