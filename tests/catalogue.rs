//! The closure of the catalogue: promised row, page, file and index agree, and the tree reaches what it claims to reach.

use std::collections::BTreeSet;
use std::path::Path;

use sshdoctor::evidence::specimens;
use sshdoctor::finding::{self, Stage};
use sshdoctor::lang::Lang;
use sshdoctor::report::explain::look_up;
use sshdoctor::tree::diagnose;

use crate::support::promised;
use crate::survey::survey;

#[test]
fn the_index_is_the_promise() {
    let rows: Vec<(&str, &str)> = include_str!("catalogue.tsv")
        .lines()
        .skip(1)
        .map(|row| {
            row.split_once('\t')
                .map(|(code, rest)| (code, rest.split('\t').next().unwrap()))
                .unwrap()
        })
        .collect();
    let pages: Vec<(&str, &str)> = finding::pages()
        .map(|page| (page.code, page.stage.name()))
        .collect();
    let missing: Vec<_> = rows.iter().filter(|row| !pages.contains(row)).collect();
    assert!(missing.is_empty(), "promised and not written: {missing:?}");
    let unknown: Vec<_> = pages.iter().filter(|page| !rows.contains(page)).collect();
    assert!(unknown.is_empty(), "written and not promised: {unknown:?}");
}

#[test]
fn one_file_a_cause() {
    for stage in Stage::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/finding")
            .join(stage.name());
        let files: BTreeSet<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            // What a folder below holds is shared, or belongs to one page.
            .filter(|name| name != "mod.rs" && name.ends_with(".rs"))
            .collect();
        for page in finding::pages().filter(|page| page.stage == stage) {
            let file = format!("{}.rs", page.code.replace('-', "_"));
            assert!(files.contains(&file), "{} has no file {file}", page.code);
        }
        let pages: BTreeSet<String> = finding::pages()
            .map(|page| format!("{}.rs", page.code.replace('-', "_")))
            .collect();
        // What is no page must be a helper the pages share, and small.
        for helper in files.difference(&pages) {
            let text = std::fs::read_to_string(folder.join(helper)).unwrap();
            assert!(
                !text.contains("static PAGE"),
                "{helper} holds a page and is not in the index"
            );
        }
    }
}

#[test]
fn every_page_speaks_both_languages() {
    for page in finding::pages() {
        for lang in [Lang::En, Lang::Ja] {
            let (fault, text) = (page.fault.lang(lang), page.text.lang(lang));
            assert!(
                !fault.is_empty() && !fault.ends_with(['.', '。']),
                "{}: {fault}",
                page.code
            );
            assert!(text.len() > 200, "{}: only {} bytes", page.code, text.len());
        }
        let japanese = page.text.lang(Lang::Ja);
        assert!(
            japanese.chars().any(|c| ('ぁ'..='ん').contains(&c)),
            "{}: no Japanese",
            page.code
        );
        let commands = |lang| {
            page.text
                .lang(lang)
                .lines()
                .filter(|line| line.starts_with("  "))
                .count()
        };
        assert_eq!(
            commands(Lang::En),
            commands(Lang::Ja),
            "{}: the commands differ",
            page.code
        );
    }
}

/// Codes that no live run can end in, and why not.
const NOT_FROM_OUTSIDE: &[(&str, &str)] = &[];

#[test]
fn the_tree_reaches_the_live_codes() {
    let reached: BTreeSet<&str> = survey()
        .iter()
        .flat_map(|surveyed| &surveyed.codes)
        .map(|page| page.code)
        .collect();
    // What sshd says of itself names pages of other files.
    let says = include_str!("../src/finding/server/says.rs");
    let says = says.split("fn certainty").next().unwrap();
    // And by what a log says outright.
    let logged: BTreeSet<&str> = specimens::logs()
        .iter()
        .filter_map(|(_, evidence)| Some(diagnose(evidence).ok()?.root()?.page().code))
        .collect();
    // A cause that can be named is named somewhere: every struct with words is the end of a path.
    for stage in Stage::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/finding")
            .join(stage.name());
        for page in finding::pages().filter(|page| page.stage == stage) {
            let text =
                std::fs::read_to_string(folder.join(format!("{}.rs", page.code.replace('-', "_"))))
                    .unwrap();
            let module = page.code.replace('-', "_");
            let live = text.contains("impl Cause for") || says.contains(&format!("{module}::PAGE"));
            let exempt = NOT_FROM_OUTSIDE.iter().any(|(code, _)| *code == page.code);
            let named = reached.contains(page.code) || (live && logged.contains(page.code));
            assert_eq!(
                live && !exempt,
                named,
                "{}: live {live}, exempt {exempt}",
                page.code
            );
        }
    }
    assert!(reached.iter().all(|code| promised().contains_key(code)));
}

#[test]
fn a_sentence_of_ssh_finds_its_codes() {
    let codes = |sentence: &str| -> Vec<&str> {
        let words: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
        look_up(&words).iter().map(|page| page.code).collect()
    };
    for (sentence, code) in [
        ("Permission denied (publickey).", "key-not-accepted"),
        (
            "deploy@web1: Permission denied (publickey,password).",
            "key-not-accepted",
        ),
        (
            "ssh: connect to host web1 port 22: Connection refused",
            "connection-refused",
        ),
        (
            "ssh: connect to host web1 port 22: Connection timed out",
            "connection-timed-out",
        ),
        ("Host key verification failed.", "host-key-unknown"),
        (
            "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @",
            "host-key-changed",
        ),
        (
            "Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures",
            "too-many-authentication-failures",
        ),
        (
            "Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa",
            "no-matching-host-key-type",
        ),
        (
            "ssh: Could not resolve hostname web1: Name or service not known",
            "name-not-found",
        ),
        (
            "Permissions 0644 for '/home/u/.ssh/id_rsa' are too open.",
            "identity-file-permissions",
        ),
        ("host-key-changed", "host-key-changed"),
    ] {
        assert!(
            codes(sentence).contains(&code),
            "{sentence}: {:?}",
            codes(sentence)
        );
    }
    assert!(codes("nothing ssh ever said").is_empty());
}
