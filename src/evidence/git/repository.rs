//! The repository that a git command in front asks for, and what came of asking the host for it.

use crate::text::{Untrusted, drives_a_terminal};

/// The repository, as the person's own git would reach it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repository {
    /// Its address, git's own rewriting done (`insteadOf`): `git@host:owner/name.git`, `ssh://git@host/owner/name`.
    pub address: String,
    /// git's options before its command (`-C dir`, `-c name=value`, `--git-dir`).
    pub options: Vec<String>,
    /// git's command: `clone`, `push` …
    pub command: String,
    /// It is a remote of the work tree the person stands in (or names with `-C`): settings can be kept there.
    pub configured: bool,
    /// What names the ssh that git runs (`GIT_SSH_COMMAND`, `core.sshCommand`, `GIT_SSH`), and the command.
    pub ssh_command: Option<(&'static str, String)>,
}

impl Repository {
    /// The path that git sends to the host (connect.c `parse_connect_url`).
    pub fn path(&self) -> Option<String> {
        let path = match self.address.split_once("://") {
            Some((_, rest)) => percent_decoded(&rest[rest.find('/')?..]),
            None => {
                let after_host = match self.address.find("]:") {
                    Some(end) => &self.address[end + 1..],
                    None => &self.address[self.address.find(':')?..],
                };
                after_host[1..].to_owned()
            }
        };
        // `/~user/name` is sent as `~user/name`.
        let path = match path.get(1..) {
            Some(rest) if rest.starts_with('~') => rest.to_owned(),
            Some(_) | None => path,
        };
        let empty = path.trim_matches('/').is_empty();
        (!empty && path.len() <= 1024 && !path.chars().any(drives_a_terminal)).then_some(path)
    }

    /// As Git hosts name it: `owner/name`.
    pub fn name(&self) -> String {
        let path = self.path().unwrap_or_default();
        let path = path.trim_matches('/');
        path.strip_suffix(".git").unwrap_or(path).to_owned()
    }

    /// Whose it is, by its name: `owner` of `owner/name`, the organisation of Azure DevOps' `v3/organisation/project/name`.
    pub fn owner(&self) -> Option<String> {
        let name = self.name();
        let name = name.strip_prefix("v3/").unwrap_or(&name);
        let owner = name.split_once('/')?.0;
        (!owner.is_empty() && !owner.starts_with('~')).then(|| owner.to_owned())
    }

    /// The question `git ls-remote` asks of the host (git-upload-pack(1)); it changes nothing there.
    pub fn question(&self) -> Option<String> {
        let quoted = self.path()?.replace('\'', r"'\''").replace('!', r"'\!'");
        Some(format!("git-upload-pack '{quoted}'"))
    }

    /// Does the command write to the host?
    pub fn is_pushed_to(&self) -> bool {
        self.command == "push"
    }
}

/// git decodes a URL's `%XX` before it sends the path (url.c `url_decode`).
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| first == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What the host answered when it was asked for the repository, read-only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// It listed the repository's branches and tags: this key may read it.
    Listed,
    /// It ended without a list, and said this.
    Refused {
        /// Line by line.
        said: Vec<Untrusted>,
    },
    /// No answer came within the patience of this run.
    Silent,
}

impl Reading {
    /// What the host's program wrote to standard output and error. A list begins with a packet line: four hexadecimal
    /// digits of length, an object's name and a reference, or `0000` where there is none (gitprotocol-pack(5)).
    pub fn of(stdout: &[u8], stderr: &[Untrusted], ended: bool) -> Reading {
        let is_hex = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_hexdigit);
        let head = stdout.get(..4).filter(|head| is_hex(head));
        let named = |from: usize| {
            let object = stdout.get(from..from + 40);
            object.is_some_and(is_hex) || stdout[from.min(stdout.len())..].starts_with(b"version ")
        };
        if head.is_some() && (named(4) || stdout == b"0000") {
            return Reading::Listed;
        }
        let mut said: Vec<Untrusted> = stderr.to_vec();
        // `ERR` and a text, in a packet line of its own.
        let printed = match head {
            Some(_) => stdout.get(4..).unwrap_or_default(),
            None => stdout,
        };
        let lines = printed.split(|byte| *byte == b'\n').take(20);
        said.extend(
            lines
                .map(<[u8]>::trim_ascii)
                .filter(|line| !line.is_empty())
                .map(Untrusted::new),
        );
        if said.is_empty() && !ended {
            return Reading::Silent;
        }
        Reading::Refused { said }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> Repository {
        Repository {
            address: address.to_owned(),
            ..Repository::default()
        }
    }

    #[test]
    fn an_address_names_what_git_sends() {
        for (address, question, name, owner) in [
            (
                "git@github.com:owner/name.git",
                Some("git-upload-pack 'owner/name.git'"),
                "owner/name",
                Some("owner"),
            ),
            (
                "git@github.com:/owner/name/",
                Some("git-upload-pack '/owner/name/'"),
                "owner/name",
                Some("owner"),
            ),
            (
                "ssh://git@web1:2222/group/sub/name.git",
                Some("git-upload-pack '/group/sub/name.git'"),
                "group/sub/name",
                Some("group"),
            ),
            (
                "git@ssh.dev.azure.com:v3/org/project/a%20b",
                Some("git-upload-pack 'v3/org/project/a%20b'"),
                "v3/org/project/a%20b",
                Some("org"),
            ),
            (
                "ssh://git@ssh.dev.azure.com/v3/org/project/a%20b",
                Some("git-upload-pack '/v3/org/project/a b'"),
                "v3/org/project/a b",
                Some("org"),
            ),
            (
                "ssh://web1/~alice/x",
                Some("git-upload-pack '~alice/x'"),
                "~alice/x",
                None,
            ),
            (
                "[::1]:a'b!",
                Some(r"git-upload-pack 'a'\''b'\!''"),
                "a'b!",
                None,
            ),
            ("ssh://git@web1", None, "", None),
            ("ssh://git@web1/", None, "", None),
            ("git@web1:a\u{1b}[0m", None, "", None),
        ] {
            let repository = at(address);
            assert_eq!(repository.question().as_deref(), question, "{address}");
            assert_eq!(repository.name(), name, "{address}");
            assert_eq!(repository.owner().as_deref(), owner, "{address}");
        }
    }

    #[test]
    fn a_list_is_told_from_words() {
        let said = |lines: &[&str]| Reading::Refused {
            said: lines.iter().map(|line| Untrusted::from(*line)).collect(),
        };
        let head = "00a3b7e23ec29af22b0b4e41da31e868d57226121c84 HEAD\0multi_ack";
        let none = "00980000000000000000000000000000000000000000 capabilities^{}\0side-band-64k";
        for (stdout, stderr, ended, expected) in [
            (head, &[][..], true, Reading::Listed),
            (none, &[], false, Reading::Listed),
            ("0000", &[], true, Reading::Listed),
            (
                "",
                &["ERROR: Repository not found."],
                true,
                said(&["ERROR: Repository not found."]),
            ),
            (
                "0036ERR access denied or repository not exported: /x",
                &[],
                true,
                said(&["ERR access denied or repository not exported: /x"]),
            ),
            ("Welcome!\n", &[], true, said(&["Welcome!"])),
            ("", &[], true, said(&[])),
            ("", &[], false, Reading::Silent),
        ] {
            let stderr: Vec<Untrusted> = stderr.iter().map(|line| Untrusted::from(*line)).collect();
            assert_eq!(
                Reading::of(stdout.as_bytes(), &stderr, ended),
                expected,
                "{stdout}"
            );
        }
    }
}
