//! The rules of the house: rooms, homes of libraries, the top level.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Room, and the rooms it may import. Arrows never point from the pure rooms to those with effects.
const ROOMS: &[(&str, &[&str])] = &[
    ("lang", &[]),
    ("text", &[]),
    ("shell", &["text"]),
    ("target", &["shell"]),
    ("directive", &[]),
    ("destination", &["text"]),
    ("ssh_options", &["directive", "destination"]),
    ("evidence", &["target", "text"]),
    (
        "finding",
        &["evidence", "lang", "say", "shell", "target", "text"],
    ),
    (
        "log",
        &[
            "evidence", "finding", "lang", "say", "shell", "target", "text", "tree",
        ],
    ),
    (
        "read_log",
        &[
            "cli", "evidence", "finding", "log", "probe", "report", "text", "tree",
        ],
    ),
    (
        "tree",
        &[
            "evidence", "finding", "lang", "say", "shell", "target", "text",
        ],
    ),
    ("environment", &["lang"]),
    (
        "login",
        &["destination", "evidence", "ssh_options", "target"],
    ),
    (
        "list",
        &[
            "destination",
            "lang",
            "login",
            "say",
            "ssh_options",
            "target",
            "text",
        ],
    ),
    ("git_config", &["environment", "evidence"]),
    (
        "ssh_config",
        &[
            "destination",
            "directive",
            "environment",
            "evidence",
            "ssh_options",
            "target",
            "text",
        ],
    ),
    ("server", &["evidence", "log", "text"]),
    (
        "probe",
        &[
            "environment",
            "evidence",
            "server",
            "shell",
            "ssh_config",
            "target",
            "text",
        ],
    ),
    (
        "report",
        &[
            "cli", "evidence", "finding", "lang", "list", "probe", "say", "shell", "target",
            "text", "tree",
        ],
    ),
    ("prompt", &["evidence", "lang", "report", "text"]),
    (
        "cli",
        &[
            "destination",
            "environment",
            "evidence",
            "finding",
            "lang",
            "login",
            "ssh_options",
            "target",
            "text",
        ],
    ),
    ("demo", &["environment", "finding", "lang", "target"]),
    ("interrupt", &[]),
    ("failure", &["text"]),
    ("repair", &["evidence", "finding", "lang", "say", "shell"]),
    (
        "mend",
        &[
            "cli", "evidence", "finding", "lang", "probe", "prompt", "repair", "report", "say",
            "wizard",
        ],
    ),
    (
        "keep",
        &[
            "cli",
            "environment",
            "evidence",
            "lang",
            "log",
            "repair",
            "report",
        ],
    ),
    (
        "wizard",
        &[
            "evidence", "finding", "lang", "probe", "prompt", "report", "say", "target", "tree",
        ],
    ),
    (
        "fleet",
        &[
            "cli",
            "environment",
            "evidence",
            "failure",
            "interrupt",
            "keep",
            "lang",
            "list",
            "probe",
            "prompt",
            "read_log",
            "report",
            "wizard",
        ],
    ),
    (
        "run",
        &[
            "cli",
            "demo",
            "environment",
            "evidence",
            "failure",
            "fleet",
            "git_config",
            "interrupt",
            "keep",
            "lang",
            "log",
            "mend",
            "probe",
            "prompt",
            "read_log",
            "report",
            "target",
            "wizard",
        ],
    ),
];

/// What only some rooms may touch.
const HOMES: &[(&str, &[&str])] = &[
    ("use clap", &["cli"]),
    ("russh::", &["probe", "demo"]),
    ("dialoguer::", &["prompt", "environment"]),
    ("colored::", &["report"]),
    ("indicatif::", &["wizard", "fleet"]),
    ("std::env", &["environment"]),
    ("fs::write", &[]),
    ("OpenOptions", &["demo", "environment", "probe", "repair"]),
    ("unsafe ", &[]),
];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let room = inside
                    .iter()
                    .next()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .trim_end_matches(".rs")
                    .to_owned();
                let text = fs::read_to_string(&path).unwrap();
                found.push((room, inside.to_owned(), text));
            }
        }
    }
    found
}

/// The part of a file that ships.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

#[test]
fn arrows_point_the_right_way() {
    let rooms: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (room, path, text) in sources() {
        if matches!(room.as_str(), "lib" | "main")
            || path.ends_with("tests.rs")
            || path.iter().any(|part| part == "tests")
        {
            continue;
        }
        let Some(allowed) = rooms.get(room.as_str()) else {
            wrong.push(format!("{}: no such room in the table", path.display()));
            continue;
        };
        for (at, line) in shipped(&text).lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for (_, rest) in line
                .match_indices("crate::")
                .map(|(at, found)| (at, &line[at + found.len()..]))
            {
                let used: String = rest
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect();
                if used != room && !used.is_empty() && !allowed.contains(&used.as_str()) {
                    wrong.push(format!(
                        "{}:{}: {room} may not import {used}",
                        path.display(),
                        at + 1
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_library_has_one_home() {
    let mut wrong = Vec::new();
    for (room, path, text) in sources() {
        for (what, homes) in HOMES {
            for (at, line) in shipped(&text).lines().enumerate() {
                let code = !line.trim_start().starts_with("//") && !line.contains('"');
                if code
                    && line.contains(what)
                    && !homes.contains(&room.as_str())
                    && !path.ends_with("tests.rs")
                    && !path.iter().any(|part| part == "tests")
                {
                    wrong.push(format!(
                        "{}:{}: {what} outside {homes:?}",
                        path.display(),
                        at + 1
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn main_reads_as_a_sentence() {
    let (_, _, main) = sources()
        .into_iter()
        .find(|(room, _, _)| room == "main")
        .unwrap();
    assert!(main.lines().count() <= 40);
}

#[test]
fn the_tree_leaves_no_outcome_to_a_wildcard() {
    for (room, path, text) in sources() {
        if room == "tree" && !path.ends_with("stages.rs") {
            let wild = shipped(&text)
                .lines()
                .find(|line| line.trim_start().starts_with("_ =>"));
            assert_eq!(wild, None, "{}", path.display());
        }
    }
}

#[test]
fn the_top_level_is_the_card() {
    let listed = Command::new("git")
        .args(["ls-files"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    let names: Vec<String> = match listed {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(|path| path.split('/').next().unwrap().to_owned())
            .collect(),
        _ => fs::read_dir(env!("CARGO_MANIFEST_DIR"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "target")
            .collect(),
    };
    for name in names {
        let known = [
            "Cargo.toml",
            "Cargo.lock",
            "src",
            "tests",
            "README.md",
            "LICENSE",
        ]
        .contains(&name.as_str());
        assert!(known || name.starts_with('.'), "{name} is not on the card");
    }
}
