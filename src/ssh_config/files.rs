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
