//! Names that look like the one that is not there.

use std::fs;
use std::path::{Path, PathBuf};

/// More entries of a directory are not looked at.
const LOOKED_AT: usize = 4096;
/// More names than this help nobody.
const NAMED: usize = 5;

/// Files beside `path` whose names look like its own, likest first.
pub(super) fn beside(path: &Path) -> Vec<PathBuf> {
    let (Some(directory), Some(wanted)) = (path.parent(), path.file_name()) else {
        return Vec::new();
    };
    let wanted = wanted.to_string_lossy();
    let names = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .take(LOOKED_AT)
        .flatten();
    let names = names
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.ends_with(".pub"));
    near(&wanted, names)
        .into_iter()
        .map(|name| directory.join(name))
        .collect()
}

/// Those of `names` that look like `wanted`: a few letters differ, or one is the other with an ending.
pub(super) fn near(wanted: &str, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let allowed = (wanted.chars().count() / 4).min(3);
    let mut found: Vec<(usize, String)> = names
        .into_iter()
        .filter(|name| name != wanted)
        .map(|name| (difference(wanted, &name), name))
        .filter(|(difference, _)| *difference <= allowed)
        .collect();
    found.sort();
    found
        .into_iter()
        .take(NAMED)
        .map(|(_, name)| name)
        .collect()
}

fn difference(a: &str, b: &str) -> usize {
    let ending = |long: &str, short: &str| {
        long.strip_prefix(short)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    if ending(a, b) || ending(b, a) || a.eq_ignore_ascii_case(b) {
        0
    } else {
        edit_distance(a, b)
    }
}

/// Letters put in, taken out or changed (Levenshtein).
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_differ_are_counted() {
        for (a, b, distance) in [
            ("", "abc", 3),
            ("same", "same", 0),
            ("id_rsa", "id_rsq", 1),
            ("id_ed25519", "id_ed2551", 1),
            ("ab", "ba", 2),
        ] {
            assert_eq!(edit_distance(a, b), distance, "{a} {b}");
            assert_eq!(edit_distance(b, a), distance, "{b} {a}");
        }
    }

    #[test]
    fn likest_first_and_nothing_unlike() {
        let names = [
            "config",
            "id_ed25519.pem",
            "id_ed2551",
            "id_rsa",
            "ID_ED25519",
            "known_hosts",
        ];
        assert_eq!(
            near("id_ed25519", names.map(String::from)),
            ["ID_ED25519", "id_ed25519.pem", "id_ed2551"]
        );
    }
}
