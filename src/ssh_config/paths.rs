//! File names: those of keys, and the lists of known_hosts files.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::evidence::Configuration;
use crate::text::Untrusted;

use super::files::places;
use super::printed::Printed;
use super::tokens::{Tokens, tilde};

// Defaults of OpenSSH 10.0.
const IDENTITIES: [&str; 5] = [
    "~/.ssh/id_rsa",
    "~/.ssh/id_ecdsa",
    "~/.ssh/id_ecdsa_sk",
    "~/.ssh/id_ed25519",
    "~/.ssh/id_ed25519_sk",
];
pub(super) const USER_KNOWN_HOSTS: &str = "~/.ssh/known_hosts ~/.ssh/known_hosts2";
pub(super) const GLOBAL_KNOWN_HOSTS: &str = "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2";

/// An IdentityFile or CertificateFile that ssh cannot expand: `ssh -G` prints it, the login itself would stop there.
#[derive(Debug)]
pub(super) struct BadPath {
    keyword: &'static str,
    written: String,
    words: String,
}

impl BadPath {
    /// The same as a mistake in the configuration, with the line where it stands if it can be found.
    pub(super) fn into_syntax(self, files: &[PathBuf]) -> Configuration {
        let place = places(files, self.keyword)
            .into_iter()
            .find(|place| place.value == self.written);
        let text = format!("{} {}: {}", self.keyword, self.written, self.words);
        Configuration::Syntax {
            line: place.as_ref().map(|place| place.line),
            file: place.map(|place| place.file),
            text: Untrusted::from(text.as_str()),
        }
    }
}

/// IdentityFile as written, or the names ssh looks for where nobody says.
pub(super) fn identities(printed: &Printed) -> Vec<OsString> {
    let written: Vec<OsString> = printed.all("identityfile").map(OsStr::to_owned).collect();
    if written.is_empty() && !printed.says_none("identityfile") {
        return IDENTITIES.map(OsString::from).to_vec();
    }
    written
}

/// The names of all releases, of which each has most; a person who names files does not name all of these.
pub(super) fn are_default(identities: &[OsString]) -> bool {
    const KINDS: [&str; 10] = [
        "rsa",
        "dsa",
        "ecdsa",
        "ecdsa_sk",
        "ed25519",
        "ed25519_sk",
        "xmss",
        "mldsa44_ed25519",
        "mldsa44",
        "mldsa65",
    ];
    let kinds: Vec<Option<&str>> = identities
        .iter()
        .map(|written| written.to_str()?.strip_prefix("~/.ssh/id_"))
        .collect();
    let always = ["rsa", "ecdsa", "ed25519"];
    kinds
        .iter()
        .all(|kind| kind.is_some_and(|kind| KINDS.contains(&kind)))
        && always.iter().all(|kind| kinds.contains(&Some(*kind)))
}

/// All of them, expanded.
pub(super) fn expanded(
    tokens: &Tokens,
    keyword: &'static str,
    written: &[OsString],
) -> Result<Vec<PathBuf>, BadPath> {
    let path = |written: &OsString| {
        tokens.path(written).map_err(|words| BadPath {
            keyword,
            written: written.to_string_lossy().into_owned(),
            words,
        })
    };
    written.iter().map(path).collect()
}

/// Several paths with blanks between them, and perhaps blanks in them: the longest one that exists is taken first.
pub(super) fn several(line: &OsStr, environment: &Environment) -> Vec<PathBuf> {
    let words: Vec<&[u8]> = line.as_bytes().split(|&byte| byte == b' ').collect();
    let mut paths = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let joined = |end: usize| known_path(&words[at..end].join(&b' '), environment);
        let end = (at + 1..=words.len())
            .rev()
            .find(|&end| joined(end).exists())
            .unwrap_or(at + 1);
        if end > at + 1 || !words[at].is_empty() {
            paths.push(joined(end));
        }
        at = end;
    }
    paths
}

/// Older releases print these paths with their `~`.
fn known_path(path: &[u8], environment: &Environment) -> PathBuf {
    let expanded = tilde(path, environment).unwrap_or_else(|_| path.to_vec());
    Path::new(OsStr::from_bytes(&expanded)).to_owned()
}
