//! A look into the configuration files themselves, for what `ssh -G` does not tell.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::directive::directive;

use super::run::MOST;

/// Where a directive stands, and its value.
pub(super) struct Place {
    pub(super) file: PathBuf,
    /// From 1.
    pub(super) line: usize,
    pub(super) value: String,
}

/// All places of `keyword` (in lower case) in these files, whether or not their block applies.
pub(super) fn places(files: &[PathBuf], keyword: &str) -> Vec<Place> {
    files
        .iter()
        .flat_map(|file| {
            let text = text(file).unwrap_or_default();
            text.lines()
                .enumerate()
                .filter_map(|(index, line)| {
                    let (name, value) = directive(line)?;
                    (name == keyword).then(|| Place {
                        file: file.clone(),
                        line: index + 1,
                        value: value.to_owned(),
                    })
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The plain words of the `Host` lines of `files`: what a mistyped host may have been meant for. Patterns are no names.
pub fn aliases(files: &[PathBuf]) -> Vec<String> {
    let words = |place: Place| {
        let words = place.value.split([' ', '\t', '"']).map(str::to_owned);
        words.collect::<Vec<_>>()
    };
    places(files, "host")
        .into_iter()
        .flat_map(words)
        .filter(|name| !name.is_empty() && !name.contains(['*', '?', '!']))
        .collect()
}

/// The line, from 1, of a `Host` that names exactly this host and gives it a HostName of its own. The file is read, not run.
pub fn block_with_a_host_name(file: &Path, host: &str) -> Option<usize> {
    let text = text(file)?;
    let mut at = None;
    for (index, line) in text.lines().enumerate() {
        match directive(line) {
            Some((name, value)) if name == "host" => {
                let mut words = value.split([' ', '\t', '"']);
                let named = words.any(|word| word.eq_ignore_ascii_case(host));
                at = named.then_some(index + 1);
            }
            Some((name, _)) if name == "match" => at = None,
            Some((name, _)) if name == "hostname" && at.is_some() => return at,
            Some(_) | None => {}
        }
    }
    None
}

/// The beginning of a regular file. A pipe (`-F <(…)`) has been read by ssh already and would block.
fn text(file: &Path) -> Option<String> {
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(file)
        .ok()?
        .take(MOST as u64)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
