//! The README tells the truth: its commands run, its tables are the program's, its paths exist.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use sshdoctor::cli::{self, Request};
use sshdoctor::finding::{self, Stage, Verdict};
use sshdoctor::lang::Lang;

use crate::support::sshdoctor;
use crate::survey::{survey, surveyed};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}

/// The lines of every block of commands.
fn commands() -> Vec<String> {
    let readme = readme();
    let blocks = readme.split("```sh\n").skip(1);
    blocks
        .flat_map(|block| block.split("```").next().unwrap().lines())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_works() {
    let commands = commands();
    assert!(commands.len() > 8, "{commands:?}");
    for command in commands {
        match command.as_str() {
            // The same main program, built already.
            "cargo run --release -- demo" => {
                let output = sshdoctor(&["demo", "--no-input"]).output().unwrap();
                let said = String::from_utf8(output.stdout).unwrap();
                assert_eq!(output.status.code(), Some(1), "{said}");
                assert!(said.contains("key-not-accepted"), "{said}");
            }
            "tests/run" => {
                let mode = std::fs::metadata(root().join("tests/run"))
                    .unwrap()
                    .permissions()
                    .mode();
                assert_eq!(mode & 0o111, 0o111);
            }
            "cargo install --path ." => assert!(root().join("src/main.rs").is_file()),
            command => {
                let words = shlex::split(command).unwrap();
                let (program, words) = words.split_first().unwrap();
                assert_eq!(program, "sshdoctor", "{command}");
                let words: Vec<OsString> = words.iter().map(OsString::from).collect();
                let request = cli::parse(words);
                assert!(
                    matches!(
                        request,
                        Ok(Request::Diagnose(_)
                            | Request::Explain(_)
                            | Request::Log(_)
                            | Request::CheckServer(_)
                            | Request::Fleet(_)
                            | Request::ConsoleScript(_))
                    ),
                    "{command}: {request:?}"
                );
            }
        }
    }
}

/// The cells of every row of a table whose first cell is `first`.
fn rows(first: &str) -> Vec<Vec<String>> {
    let readme = readme();
    let table = readme
        .lines()
        .skip_while(|line| !line.starts_with(&format!("| {first} |")));
    table
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            line.trim_matches('|')
                .split(" | ")
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect()
}

#[test]
fn the_exit_codes_are_the_programs() {
    let told: Vec<String> = rows("exit code")
        .into_iter()
        .map(|row| row[0].clone())
        .collect();
    let codes = [
        Verdict::Healthy.exit_code(),
        Verdict::Fault.exit_code(),
        2,
        Verdict::Undecided.exit_code(),
        sshdoctor::failure::EXIT,
        sshdoctor::interrupt::EXIT,
    ];
    assert_eq!(told, codes.map(|code| code.to_string()));
}

#[test]
fn every_option_of_the_table_is_one() {
    let told = |words: &[&str]| String::from_utf8(sshdoctor(words).output().unwrap().stdout);
    let help = told(&["--help"]).unwrap()
        + &told(&["check-server", "--help"]).unwrap()
        + &told(&["fleet", "--help"]).unwrap();
    let options = rows("option");
    assert!(options.len() >= 8);
    for row in options {
        for option in row[0].split('`').filter(|part| part.starts_with('-')) {
            let option = option.split(' ').next().unwrap();
            assert!(help.contains(option), "{option}");
        }
    }
}

#[test]
fn every_path_exists() {
    let readme = readme();
    let quoted = readme.split('`').skip(1).step_by(2);
    let linked = readme
        .split("](")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap());
    let paths: Vec<&str> = quoted
        .chain(linked)
        .filter(|path| {
            ["src/", "tests/"]
                .iter()
                .any(|start| path.starts_with(start))
        })
        .filter(|path| !path.contains('<'))
        .collect();
    assert!(paths.len() > 8, "{paths:?}");
    for line in paths {
        // A program may have words behind it.
        let path = line.split(' ').next().unwrap();
        assert!(root().join(path).exists(), "{path}");
    }
}

/// What is told apart, one table a stage.
fn codes() -> String {
    let live: Vec<_> = survey()
        .iter()
        .flat_map(|surveyed| &surveyed.codes)
        .copied()
        .collect();
    let mut tables = String::new();
    for stage in Stage::ALL {
        let pages: Vec<_> = finding::pages()
            .filter(|page| page.stage == stage)
            .collect();
        let named = pages.iter().filter(|page| live.contains(page)).count();
        let _ = writeln!(
            tables,
            "<details><summary><b>{}</b>: {} codes, {named} of them live</summary>\n\n| code | live | what it means |\n| --- | --- | --- |",
            stage.name(),
            pages.len(),
        );
        for page in pages {
            let mark = if live.contains(&page) { "live" } else { "" };
            let fault = page
                .fault
                .lang(Lang::En)
                .replace('|', "\\|")
                .replace('<', "&lt;");
            let _ = writeln!(tables, "| `{}` | {mark} | {fault} |", page.code);
        }
        let _ = writeln!(tables, "\n</details>");
    }
    tables
}

/// Holds `table` against the one that README.md quotes between the marks of this name; `SSHDOCTOR_BLESS=1` writes it there.
pub(crate) fn quotes(name: &str, table: &str) {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let readme = readme();
    let (head, rest) = readme.split_once(&begin).expect("a place for the table");
    let (quoted, tail) = rest.split_once(&end).expect("its end");
    if std::env::var_os("SSHDOCTOR_BLESS").is_some() {
        let path: PathBuf = root().join("README.md");
        std::fs::write(path, [head, &begin, table, &end, tail].concat()).unwrap();
        return;
    }
    assert!(
        quoted == table,
        "README.md quotes another table of {name}; SSHDOCTOR_BLESS=1 writes it anew:\n{table}"
    );
}

#[test]
fn the_table_of_codes_is_the_catalogue() {
    quotes("codes", &codes());
}

#[test]
fn the_pictures_are_shown() {
    for picture in ["tests/pictures/demo.svg", "tests/pictures/demo.ja.svg"] {
        assert!(readme().contains(&format!("]({picture})")), "{picture}");
    }
}

#[test]
fn a_demonstration_nobody_knows_says_which_there_are() {
    let output = sshdoctor(&["demo", "list"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    for code in sshdoctor::demo::codes() {
        assert!(said.contains(code), "{code}");
    }
    // Every one of them is a code of the catalogue, and the tree can end in it.
    let live = &surveyed("a person's login").codes;
    for code in sshdoctor::demo::codes() {
        assert!(live.iter().any(|page| page.code == code), "{code}");
    }
}
