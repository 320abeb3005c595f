//! `--report FILE`: what stands in it, what is left out, and what is never overwritten.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use crate::support::sshdoctor;

/// The demonstration of `key-not-accepted`: deploy at web1, whose key is refused.
fn demo(words: &[&str], folder: &Path) -> Output {
    let words = [&["demo", "key-not-accepted", "--no-input"], words].concat();
    sshdoctor(&words).current_dir(folder).output().unwrap()
}

fn report(words: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let ran = demo(&[words, &["--report", "r.md"]].concat(), folder.path());
    assert_eq!(ran.status.code(), Some(1), "{ran:?}");
    let file = folder.path().join("r.md");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    fs::read_to_string(file).unwrap()
}

#[test]
fn an_administrator_finds_all_that_is_needed() {
    let text = report(&["--redact", "secrets"]);
    assert!(text.starts_with("# sshdoctor "), "{text}");
    for part in [
        ": deploy@web1\n",
        "- target: 127.0.0.1 port ",
        "- this end of the connection: 127.0.0.1 port ",
        "- time of the attempt: 20",
        "(key-not-accepted, likely)",
        "\n## What remains, likeliest first\n",
        "(key-not-registered)\n",
        "\n## Seen\n",
        "the server refuses ED25519 SHA256:",
        "\n## Next\n",
        "```\n   ssh-ed25519 AAAA",
        "| web1 | userauth | failed |",
        "| web1 | session | skipped |",
        "How did the key get onto the server? (key-installed): no answer",
        "This run: 1 connection(s), 2 authentication request(s), 1 of them failures a server counts.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_is_posted_tells_neither_who_nor_where() {
    let text = report(&[]);
    for secret in ["deploy", "web1", "AAAAC3", "/tmp/sshdoctor"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert!(
        text.contains(": USER-1@HOST-1\n") && text.contains("SHA256:KEY-1"),
        "{text}"
    );
    assert!(!text.contains("SHA256:KEY-1 SHA256:"), "{text}");
}

#[test]
fn it_speaks_japanese() {
    let text = report(&["--lang", "ja", "--redact", "none"]);
    for part in [
        "\n## 原因\n",
        "\n## 次にすること\n",
        "| web1 | userauth | failed |",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn another_file_is_never_overwritten_and_a_report_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    fs::write(&file, "Host web1\n").unwrap();
    for (name, line) in [
        ("config", "config exists and is no report of sshdoctor"),
        ("gone/r.md", "give a file in a folder that exists"),
    ] {
        let ran = demo(&["--report", name], folder.path());
        let told = String::from_utf8(ran.stderr).unwrap();
        assert!(
            ran.status.code() == Some(2) && told.contains(line),
            "{told}"
        );
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "Host web1\n");
    fs::write(&file, "# sshdoctor 0.0.1: an old one\n").unwrap();
    demo(&["--report", "config"], folder.path());
    assert!(fs::read_to_string(&file).unwrap().contains("## "));
}
