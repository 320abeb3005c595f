//! The known_hosts files: who is on record, and what ssh concludes of the key a host offers.
//!
//! Files stay as they are in memory and are read anew for every question: nothing is kept a line, so a hostile file costs
//! no more than its size.

mod authority;
mod file;
mod key_text;
mod line;
mod met;
mod order;
mod pattern;
mod revocation;
mod standing;

use std::collections::BTreeSet;
use std::path::PathBuf;

use file::Source;
use key_text::KeyTypes;
use line::Line;
pub use line::Marker;

use crate::evidence::{BY_COMMAND, KnownKey, PublicKey, SshConfig};

/// The known_hosts files ssh would read, in its order.
#[derive(Debug, Clone, Default)]
pub struct KnownHosts {
    sources: Vec<Source>,
    types: KeyTypes,
}

/// A line for the name that was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What the line makes of its key.
    pub marker: Marker,
    /// The key and where it stands.
    pub known: KnownKey,
}

/// More lines for one name are not looked at, and more names are not listed.
const LISTED: usize = 1 << 16;

impl KnownHosts {
    /// Reads the files of `config`. One that is missing is no fault; one that cannot be read is noted.
    pub fn load(config: &SshConfig) -> KnownHosts {
        let mut sources: Vec<Source> = Vec::new();
        for path in &config.known_hosts_files {
            let seen = sources.iter().any(|source| source.path == *path);
            // `UserKnownHostsFile none` is no file.
            if !seen && !path.as_os_str().eq_ignore_ascii_case("none") {
                sources.push(Source::read(path));
            }
        }
        KnownHosts {
            sources,
            types: KeyTypes::of(config),
        }
    }

    /// What the KnownHostsCommand printed, in the place of what it printed before: one more file, behind the others.
    pub fn take_printed(&mut self, text: Vec<u8>) {
        let printed = Source::of(BY_COMMAND.into(), text);
        self.sources.retain(|source| source.path != printed.path);
        self.sources.push(printed);
    }

    /// The lines for `name` (`srv`, `[srv]:2222`) whose key ssh can read, in its order.
    pub fn entries_for(&self, name: &str) -> Vec<Entry> {
        self.record_of(name).entries
    }

    /// The types of the keys on record for `name`, each once, in the order of the files.
    pub fn recorded_types(&self, name: &str) -> Vec<String> {
        let mut types: Vec<String> = Vec::new();
        for entry in self.record_of(name).own_keys() {
            if !types.contains(&entry.known.key.algorithm) {
                types.push(entry.known.key.algorithm.clone());
            }
        }
        types
    }

    /// The hosts that are named in clear: neither hashed nor by a pattern, and without their port.
    pub fn names(&self) -> Vec<String> {
        let names = self
            .lines()
            .flat_map(|(_, _, line)| pattern::plain_names(line.hosts))
            .take(LISTED);
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Every line that names hosts, with its file and its number.
    fn lines(&self) -> impl Iterator<Item = (&Source, usize, Line<'_>)> {
        self.sources.iter().flat_map(|source| {
            let lines = source.content.split(|&byte| byte == b'\n');
            (1..)
                .zip(lines)
                .filter_map(move |(number, bytes)| Some((source, number, Line::parse(bytes)?)))
        })
    }

    /// All that is on record under `name`.
    fn record_of(&self, name: &str) -> Record {
        let mut record = Record::default();
        let lines = self
            .lines()
            .filter(|(_, _, line)| pattern::names(line.hosts, name));
        for (source, number, line) in lines.take(LISTED) {
            match self.types.read(line.key) {
                Ok(key) => record.entries.push(Entry {
                    marker: line.marker,
                    known: KnownKey {
                        file: source.path.clone(),
                        line: number,
                        key,
                        hashed: line.is_hashed(),
                    },
                }),
                Err(_) => record.broken.push((source.path.clone(), number)),
            }
        }
        record
    }
}

/// What is on record under one name.
#[derive(Debug, Default)]
struct Record {
    entries: Vec<Entry>,
    /// Lines for the name without a key that ssh can read.
    broken: Vec<(PathBuf, usize)>,
}

impl Record {
    fn marked(&self, marker: Marker) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.marker == marker)
    }

    /// Lines without a marker: the host's own keys.
    fn own_keys(&self) -> impl Iterator<Item = &Entry> {
        self.marked(Marker::None)
    }

    /// The line that revokes `key`.
    fn revoking(&self, key: &PublicKey) -> Option<&Entry> {
        self.marked(Marker::Revoked)
            .find(|entry| key_text::without_certificate(&entry.known.key) == *key)
    }
}

#[cfg(test)]
mod tests;
