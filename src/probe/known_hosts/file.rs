//! Files as ssh reads them, but never more of one than fits.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use nix::fcntl::OFlag;

use crate::text::Untrusted;

/// More than this is not read of one file.
const FILE: u64 = 64 << 20;

/// One known_hosts file.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// As much of it as could be read; nothing of a file that is not there.
    pub(super) content: Vec<u8>,
    /// Why not all of it could be read.
    pub(super) problem: Option<Untrusted>,
    /// When it was last written, in seconds since 1970.
    pub(super) written: Option<u64>,
}

impl Source {
    /// A missing file is an empty one.
    pub(super) fn read(path: &Path) -> Source {
        let nothing = |problem| (Vec::new(), problem, None);
        let (content, problem, written) = match read(path) {
            Ok(contents) => {
                let problem = contents.cut.then(|| "longer than 64 MiB".into());
                (contents.bytes, problem, contents.written)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => nothing(None),
            Err(error) => nothing(Some(words(&error))),
        };
        Source {
            path: path.to_owned(),
            content,
            problem,
            written,
        }
    }
}

impl Source {
    /// Content that came from elsewhere.
    pub(super) fn of(path: PathBuf, content: Vec<u8>) -> Source {
        Source {
            path,
            content,
            problem: None,
            written: None,
        }
    }
}

/// What was read of a file.
pub(super) struct Contents {
    pub(super) bytes: Vec<u8>,
    /// There is more.
    pub(super) cut: bool,
    /// When it was last written, in seconds since 1970.
    pub(super) written: Option<u64>,
}

/// Reads a file or a device such as /dev/null; a pipe or a terminal would keep this waiting.
pub(super) fn read(path: &Path) -> io::Result<Contents> {
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(OFlag::O_NONBLOCK.bits())
        .open(path)?;
    refuse_what_waits(&file)?;
    let written = file.metadata().and_then(|about| about.modified()).ok();
    let written = written.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let mut bytes = Vec::new();
    file.take(FILE + 1).read_to_end(&mut bytes)?;
    let cut = bytes.len() as u64 > FILE;
    bytes.truncate(FILE as usize);
    Ok(Contents {
        bytes,
        cut,
        written: written.map(|since| since.as_secs()),
    })
}

fn refuse_what_waits(file: &File) -> io::Result<()> {
    let kind = file.metadata()?.file_type();
    if kind.is_fifo() || kind.is_socket() {
        return Err(io::Error::other("not a regular file"));
    }
    Ok(())
}

/// The system's words, without Rust's `(os error 13)`.
pub(super) fn words(error: &io::Error) -> Untrusted {
    let text = error.to_string();
    let words = text
        .split_once(" (os error")
        .map_or(text.as_str(), |(words, _)| words);
    Untrusted::from(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_noted() {
        let home = tempfile::tempdir().unwrap();
        let problem = |path: &Path| Source::read(path).problem.map(|text| text.visible(80));
        assert_eq!(problem(&home.path().join("missing")), None);
        assert_eq!(problem(Path::new("/dev/null")), None);
        assert_eq!(problem(home.path()).as_deref(), Some("Is a directory"));

        let pipe = home.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert_eq!(problem(&pipe).as_deref(), Some("not a regular file"));
    }

    #[test]
    fn an_endless_file_ends() {
        let endless = Source::read(Path::new("/dev/zero"));
        assert_eq!(endless.content.len() as u64, FILE);
        assert!(endless.problem.is_some());
    }
}
