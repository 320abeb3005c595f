//! The script runs in every shell that is here, and does no harm.

use std::path::Path;
use std::process::Command;

use super::{SCRIPT, Shell, look};
use crate::evidence::server::{Account, AskedKey, Look, PlaceState, Registered};
use crate::evidence::{PublicKey, ServerAsk, ServerSide};

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl";

fn shells() -> Vec<Vec<&'static str>> {
    let all = [
        vec!["dash"],
        vec!["bash", "--posix"],
        vec!["busybox", "ash"],
        vec!["sh"],
    ];
    let there = |shell: &Vec<&str>| {
        let name = shell[0];
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .any(|place| place.join(name).is_file())
    };
    all.into_iter().filter(there).collect()
}

fn run(shell: &[&str], words: &[&str]) -> String {
    let output = Command::new(shell[0])
        .args(&shell[1..])
        .args(["-c", SCRIPT, "sshdoctor"])
        .args(words)
        .output()
        .unwrap();
    assert!(
        output.stderr.is_empty(),
        "{shell:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn read(block: &str) -> Look {
    match ServerSide::from_block(block.as_bytes()) {
        ServerSide::Looked(look) => *look,
        ServerSide::Failed(why) => panic!("{why:?}"),
    }
}

#[test]
fn every_shell_comes_to_the_end_of_it() {
    for shell in shells() {
        for words in [
            &[][..],
            &["root", "192.0.2.9", KEY],
            &["no-such-user-here"],
            &["root", "", "SHA256:x"],
        ] {
            let look = read(&run(&shell, words));
            assert!(
                look.complete && look.now > 1_700_000_000,
                "{shell:?} {words:?}"
            );
            match (words.first().copied(), &look.account) {
                (None, Account::NotAsked) | (Some("no-such-user-here"), Account::Missing) => {}
                (Some("root"), Account::Known(person)) => assert_eq!(person.uid, 0),
                other => panic!("{shell:?}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_script_without_its_tools_tells_less_and_fails_at_nothing() {
    let output = Command::new("/bin/sh")
        .args([
            "-c",
            &SCRIPT.replace(
                "PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin:/usr/bin:/bin",
                "PATH=/nowhere",
            ),
            "x",
            "root",
        ])
        .output()
        .unwrap();
    assert!(output.stderr.is_empty());
    let look = read(&String::from_utf8_lossy(&output.stdout));
    assert!(look.complete);
}

#[test]
fn secrets_in_a_file_of_keys_stay_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    let text = format!(
        "environment=\"TOKEN=hunter2\",command=\"/opt/run \\\"secret\\\"\",from=\"10.0.0.1\" {KEY} me\n\
         command=\"unterminated hunter2 {KEY}\n\
         -----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----\n{KEY} last\n"
    );
    std::fs::write(&file, text).unwrap();
    let functions = SCRIPT.split("id=$(id -u)\nsay").next().unwrap();
    let script = format!("{functions}\nnumbered key \"$5\"");
    for shell in shells() {
        let output = Command::new(shell[0])
            .args(&shell[1..])
            .args(["-c", &script, "x", "", "", "", ""])
            .arg(&file)
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(
            !printed.contains("hunter2") && !printed.contains("secret"),
            "{shell:?}: {printed}"
        );
        let block = format!(
            "sshdoctor-facts 1 begin\nkeys-file /x\nstate readable\n{printed}sshdoctor-facts end\n"
        );
        let look = read(&block);
        let lines: Vec<Registered> = look.files[0].lines.iter().map(|line| line.read()).collect();
        assert_eq!(look.files[0].place.state, PlaceState::Readable);
        assert!(
            matches!(&lines[0], Registered::Key(_, options, _) if options.command && options.from.is_some()),
            "{lines:?}"
        );
        assert!(
            matches!(lines[1], Registered::Broken("missing end quote")),
            "{lines:?}"
        );
        assert!(matches!(lines[5], Registered::Key(..)), "{lines:?}");
    }
}

#[test]
fn the_script_changes_nothing() {
    // Nothing in it writes: no redirection but to the null device and to a pipe, no program that changes a file.
    for (number, line) in SCRIPT.lines().enumerate() {
        let code = line.split('#').next().unwrap_or_default();
        let targets = code.split('>').skip(1).map(str::trim_start);
        for target in targets.filter(|target| !target.starts_with(['&', ' ']) && !target.is_empty())
        {
            let plain = ["/dev/null", "(", "=", "0", "20", "60"]
                .iter()
                .any(|allowed| target.starts_with(allowed));
            let awk = code.contains("awk") || code.contains("NF > ") || code.contains("NR > ");
            assert!(plain || awk, "line {}: {line}", number + 1);
        }
        let words: Vec<&str> = code.split([' ', '(', '|', ';', '&']).collect();
        for program in [
            "rm", "mv", "cp", "touch", "chmod", "chown", "mkdir", "tee", "su", "sudo", "curl",
            "wget", "nc",
        ] {
            assert!(!words.contains(&program), "line {}: {line}", number + 1);
        }
    }
}

#[test]
fn hostile_words_are_one_line_each() {
    for (block, expected) in [
        ("", None),
        ("garbage\n", None),
        ("sshdoctor-facts 1 begin\n", Some(false)),
    ] {
        let complete = match ServerSide::from_block(block.as_bytes()) {
            ServerSide::Looked(look) => Some(look.complete),
            ServerSide::Failed(_) => None,
        };
        assert_eq!(complete, expected, "{block:?}");
    }
    let many = format!(
        "sshdoctor-facts 1 begin\n{}",
        "walk drwx------ 0 0 /x\nlisten x\nkey y\nlog z\n\u{1b}[31m\n".repeat(20_000)
    );
    assert!(read(&many).log.len() <= 4_000);
}

#[tokio::test]
async fn this_machine_can_be_looked_at() {
    let ask = ServerAsk {
        user: Some(String::from("root")),
        key: Some(AskedKey {
            key: PublicKey::from_line(KEY).unwrap(),
            certificate: None,
        }),
        ..ServerAsk::default()
    };
    match look(&Shell::Here, &ask).await {
        ServerSide::Looked(look) => assert!(look.complete),
        ServerSide::Failed(why) => panic!("{why:?}"),
    }
    assert!(Path::new("/bin/sh").exists());
}
