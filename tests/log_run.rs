//! `sshdoctor log` as it is run: in a pipe, with large input, followed by a live examination.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use serde_json::Value;

use crate::support::{broken_promises, sshdoctor};

/// The promise: 100 MB in two seconds and 64 MiB. Only an optimised program is held to the time.
const BYTES: usize = 100_000_000;
const MEMORY: usize = 64 << 10;
const SECONDS: f64 = 2.0;

fn paste(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/log")
        .join(name)
}

/// A day of a server: mostly others' lines, every tenth sshd's, no two connections of one process.
fn day(bytes: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes + 256);
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        let line = match n % 10 {
            0 => format!(
                "Nov 20 10:00:00 web1 sshd[{n}]: Failed password for invalid user admin from 203.0.113.9 port 4242 ssh2\n"
            ),
            _ => format!(
                "Nov 20 10:00:00 web1 systemd[1]: Started session-{n}.scope - Session {n} of User deploy, a line of the usual length.\n"
            ),
        };
        text.extend(line.bytes());
    }
    text.extend(b"Nov 20 10:00:01 web1 sshd[7]: User bob from 203.0.113.5 not allowed because not listed in AllowUsers\n");
    text
}

#[test]
fn a_hundred_megabytes_are_read_in_bounded_memory() {
    let (document, most, elapsed) = read(&day(BYTES));
    assert_eq!(document["findings"][0]["code"], "user-not-allowed");
    assert!(most < MEMORY, "{most} KiB");
    println!("{elapsed:.2} s, {most} KiB");
    assert!(cfg!(debug_assertions) || elapsed < SECONDS, "{elapsed} s");
}

/// Lines of a quarter of a megabyte, each of a kind that is kept, as often as attempts are.
#[test]
fn lines_made_to_fill_memory_do_not() {
    let many = |word: &str| word.repeat(250_000 / word.len());
    let lines = [
        format!("$ ssh {} web1", many("a ")),
        format!(
            "debug1: Executing proxy command: exec ssh -W [b]:22 {}",
            many("a ")
        ),
        format!("bob@web1: Permission denied ({}).", many("a,")),
        format!(
            "Unable to negotiate with 192.0.2.7 port 22: no matching cipher found. Their offer: {}",
            many("a,")
        ),
        format!(
            "debug1: Offering public key: {} RSA SHA256:x agent",
            many("a ")
        ),
        format!(
            "debug1: kex_exchange_identification: banner line 0: {}",
            many("a ")
        ),
    ];
    let text = lines.join("\n").repeat(64);
    let (_, most, _) = read(text.as_bytes());
    assert!(most < MEMORY, "{most} KiB");
}

/// What `sshdoctor log --json` says to this in a pipe, the most memory it held in KiB, and the seconds it took.
fn read(text: &[u8]) -> (Value, usize, f64) {
    let start = Instant::now();
    let mut child = sshdoctor(&["log", "--json"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut input = child.stdin.take().unwrap();
    let mut most = 0;
    for chunk in text.chunks(1 << 20) {
        input.write_all(chunk).unwrap();
        most = most.max(high_water_mark(&status));
    }
    // It cannot end before its input does: what it holds now is the most it held while reading.
    most = most.max(high_water_mark(&status));
    drop(input);
    let output = child.wait_with_output().unwrap();
    let elapsed = start.elapsed().as_secs_f64();
    assert!(most > 0, "VmHWM was never read");
    let document = serde_json::from_slice(&output.stdout).unwrap();
    (document, most, elapsed)
}

/// In KiB, of a process that still runs.
fn high_water_mark(status: &str) -> usize {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

#[test]
fn every_document_keeps_the_contract() {
    let table = fs::read_to_string(paste("corpus.tsv")).unwrap();
    let rows = table.lines().skip(1).enumerate();
    // All with jump hosts, and a part of the rest.
    let some = rows.filter(|(at, row)| at % 12 == 0 || row.split('\t').count() > 5);
    for (_, row) in some {
        let file = row.split('\t').next().unwrap();
        let path = paste(file);
        let output = sshdoctor(&["log", "--json", path.to_str().unwrap()])
            .output()
            .unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let broken = broken_promises(&document, output.status.code().unwrap());
        assert!(broken.is_empty(), "{file}: {broken:#?}");
        assert_eq!(document["mode"], "log", "{file}");
    }
}

#[test]
fn the_login_of_a_log_is_checked_from_here() {
    let home = tempfile::tempdir().unwrap();
    // A port nobody listens on: one that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let log = home.path().join("log");
    let said = format!("ssh: connect to host 127.0.0.1 port {port}: Connection timed out\n");
    fs::write(&log, said).unwrap();
    let words = ["log", "--then-check", "--json", log.to_str().unwrap()];
    let output = sshdoctor(&words).env("HOME", home.path()).output().unwrap();
    // One document: that of the live examination, which sees more than the log.
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&document["mode"], &document["target"]["port"]),
        (&"live".into(), &port.into())
    );
    assert_eq!(document["findings"][0]["code"], "connection-refused");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let path = paste("key-not-accepted--real-modes-vvv.txt");
    for words in [&["log"][..], &["log", "--redact"], &["log", "--json"]] {
        let words: Vec<&str> = words
            .iter()
            .copied()
            .chain([path.to_str().unwrap()])
            .collect();
        let mut child = sshdoctor(&words).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            told.is_empty() && output.status.code() < Some(2),
            "{words:?}: {told}"
        );
    }
}
