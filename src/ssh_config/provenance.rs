//! What `ssh -v` tells on standard error: which files, which blocks, which commands.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use crate::text::Untrusted;

/// What is known of where the configuration comes from.
#[derive(Debug, Default)]
pub(super) struct Provenance {
    /// `OpenSSH_9.2p1`.
    pub(super) version: Option<String>,
    /// Files read, in order.
    pub(super) files: Vec<PathBuf>,
    /// `Match exec` commands that ran.
    pub(super) match_exec: Vec<Untrusted>,
    /// Files named with `-i` that ssh could not find and went on without.
    pub(super) ignored_identities: Vec<PathBuf>,
    blocks: Vec<Block>,
}

/// A `Host` block that applied.
#[derive(Debug)]
struct Block {
    file: PathBuf,
    line: usize,
    pattern: String,
}

impl Provenance {
    pub(super) fn read(stderr: &[u8]) -> Provenance {
        let mut provenance = Provenance::default();
        for line in lines(stderr) {
            provenance.learn(&line);
        }
        provenance
    }

    fn learn(&mut self, line: &Line) {
        let debug = line.text.strip_prefix("debug1: ");
        let said = debug.unwrap_or(&line.text);
        if said.starts_with("OpenSSH_") {
            let version = said.split([' ', ',']).next().unwrap_or_default();
            self.version.get_or_insert_with(|| version.to_owned());
        } else if let Some(file) = between(said, "Warning: Identity file ", " not accessible: ") {
            push_new(&mut self.ignored_identities, file.into());
        } else if debug.is_none() {
            // The rest are debug messages; anything else may come from a command of the configuration.
        } else if let Some(file) = said.strip_prefix("Reading configuration data ") {
            push_new(&mut self.files, line.path(file));
        } else if let Some(command) = between(said, "Executing command: '", "'") {
            push_new(&mut self.match_exec, Untrusted::from(command));
        } else if let Some((place, pattern)) = said.split_once(": Applying options for ")
            && let Some((file, number)) = place.rsplit_once(" line ")
            && let Ok(number) = number.parse()
        {
            self.blocks.push(Block {
                file: line.path(file),
                line: number,
                pattern: pattern.to_owned(),
            });
        }
    }

    /// The block that is about this target: the first that names it outright, else the first that is not for all.
    pub(super) fn host_block(&self) -> Option<(PathBuf, usize)> {
        let outright = |block: &&Block| !block.pattern.contains(['*', '?']);
        let some = |block: &&Block| block.pattern != "*";
        self.blocks
            .iter()
            .find(outright)
            .or_else(|| self.blocks.iter().find(some))
            .map(|block| (block.file.clone(), block.line))
    }
}

/// One line of ssh's standard error.
pub(super) struct Line {
    /// As text, what is not UTF-8 replaced.
    pub(super) text: String,
    /// Written by ssh's log, whose lines end with CR LF, and not by a command it ran.
    pub(super) logged: bool,
    /// Escapes are undone; a path in it may not be UTF-8.
    bytes: Vec<u8>,
}

impl Line {
    /// `part` of this line as a path, with its true bytes.
    pub(super) fn path(&self, part: &str) -> PathBuf {
        let Some(at) = self
            .text
            .find(part)
            .filter(|_| self.text.len() == self.bytes.len())
        else {
            // Replacement characters moved everything; such a file cannot be opened, only shown.
            return PathBuf::from(part);
        };
        PathBuf::from(OsString::from_vec(self.bytes[at..at + part.len()].to_vec()))
    }
}

/// The lines, with the escapes of ssh's log undone (log.c writes with `VIS_SAFE|VIS_OCTAL`: `\346\227\245`).
pub(super) fn lines(stderr: &[u8]) -> impl Iterator<Item = Line> {
    stderr.split(|&byte| byte == b'\n').map(|line| {
        let log_line = line.strip_suffix(b"\r");
        let bytes = unescaped(log_line.unwrap_or(line));
        Line {
            text: String::from_utf8_lossy(&bytes).into_owned(),
            logged: log_line.is_some(),
            bytes,
        }
    })
}

fn unescaped(line: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(line.len());
    let mut rest = line;
    while let [first, after @ ..] = rest {
        let (byte, after) = match rest {
            [b'\\', b'\\', after @ ..] => (b'\\', after),
            [
                b'\\',
                a @ b'0'..=b'3',
                b @ b'0'..=b'7',
                c @ b'0'..=b'7',
                after @ ..,
            ] => ((a - b'0') * 64 + (b - b'0') * 8 + (c - b'0'), after),
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = after;
    }
    bytes
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(before)?;
    rest.rfind(after).map(|end| &rest[..end])
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_tells_where_everything_comes_from() {
        let provenance = Provenance::read(
            b"OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.19\r\n\
              Warning: Identity file /no key not accessible: No such file or directory.\r\n\
              debug1: Reading configuration data /h/\\346\\227\\245 line 3\r\n\
              debug1: /h/\\346\\227\\245 line 3 line 12: Applying options for *\r\n\
              debug1: Reading configuration data /etc/b\\\\c\r\n\
              debug1: /etc/b\\\\c line 4: Applying options for web*\r\n\
              debug1: Executing command: 'test 'a' = b'\r\n\
              debug1: /etc/b\\\\c line 7: Applying options for web1\r\n\
              debug1: Reading configuration data /etc/b\\\\c\r\n\
              debug1: Executing command: 'test 'a' = b'\r\n\
              Reading configuration data /forged\r\n",
        );
        assert_eq!(provenance.version.as_deref(), Some("OpenSSH_9.2p1"));
        assert_eq!(
            provenance.files,
            [PathBuf::from("/h/日 line 3"), PathBuf::from("/etc/b\\c")]
        );
        assert_eq!(
            provenance.host_block(),
            Some((PathBuf::from("/etc/b\\c"), 7))
        );
        assert_eq!(provenance.match_exec, [Untrusted::from("test 'a' = b")]);
        assert_eq!(provenance.ignored_identities, [PathBuf::from("/no key")]);
    }

    #[test]
    fn a_block_for_everybody_is_not_the_target_s() {
        let block = |text: &[u8]| Provenance::read(text).host_block().map(|(_, line)| line);
        assert_eq!(block(b"debug1: c line 1: Applying options for *\n"), None);
        assert_eq!(
            block(b"debug1: c line 1: Applying options for *\ndebug1: c line 9: Applying options for w?b\n"),
            Some(9)
        );
    }

    #[test]
    fn a_path_that_is_not_utf_8_keeps_its_bytes_or_is_only_shown() {
        let provenance = Provenance::read(b"debug1: Reading configuration data /\\377\n");
        assert_eq!(provenance.files, [PathBuf::from("/\u{fffd}")]);
    }
}
