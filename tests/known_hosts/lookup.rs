//! Who is on record: thousands of look-ups in files made by chance, each compared with `ssh-keygen -l -F`.
//!
//! With `-l` ssh-keygen reads the keys and leaves out those it cannot read, as ssh does; without, it does not.

use std::path::Path;
use std::process::Command;

use sshdoctor::evidence::{PublicKey, SshConfig};
use sshdoctor::probe::known_hosts::{KnownHosts, Marker};

use super::keys::{Key, hashed};

const FILES: usize = 400;

/// Names asked for in each file.
const ASKED: usize = 3;

const NAMES: [&str; 6] = [
    "srv",
    "[srv]:2222",
    "web.lab.test",
    "10.0.0.1",
    "Srv",
    "[fe80::1%eth0]:22",
];

/// The same numbers every time (Knuth's MMIX generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

fn host_field(chance: &mut Chance) -> String {
    const SINGLE: [&str; 22] = [
        "srv",
        "SRV",
        "[srv]:2222",
        "[SRV]:2222",
        "[srv]:22",
        "web.lab.test",
        "*.lab.test",
        "*.LAB.*",
        "w?b.*",
        "*",
        "?",
        "10.0.0.*",
        "10.0.0.1",
        "[*]:2222",
        "[fe80::1%eth0]:22",
        "!srv",
        "!*.lab.test",
        "!10.0.0.?",
        "",
        "!",
        "other",
        "s*r*v",
    ];
    match chance.below(8) {
        0 => hashed(chance.of(&NAMES), 7),
        1 => chance
            .of(&["|1|", "|1|AAAA|AAAA", "|2|x|y", "|", "|1|!!|x"])
            .to_owned(),
        2 => hashed("srv", 9) + chance.of(&["x", "=", ",srv", ""]),
        3 => format!(
            "{},{}",
            "x".repeat(1019 + chance.below(6)),
            chance.of(&SINGLE)
        ),
        _ => {
            let names: Vec<_> = (0..1 + chance.below(4))
                .map(|_| chance.of(&SINGLE))
                .collect();
            names.join(",")
        }
    }
}

fn key_field(chance: &mut Chance, keys: &[String]) -> String {
    let key = keys[chance.below(keys.len())].clone();
    let (kind, base64) = key.split_once(' ').unwrap();
    match chance.below(13) {
        0 => key[..key.len() - chance.below(30)].to_owned(),
        1 => format!("1024 35 {}", 123_456_789_u64),
        2 => format!(
            "{} {base64}",
            chance.of(&["ssh-ed25519", "ssh-rsa", "ssh-what", "SSH-RSA"])
        ),
        3 => format!("{kind}\t \t{base64}"),
        4 => format!(
            "{kind} {base64}{}",
            chance.of(&["AAAA", "=", "#", "\u{b}", "\rAAAA"])
        ),
        5 => chance
            .of(&["# comment", "", "ssh-rsa", "ssh-rsa "])
            .to_owned(),
        6 => {
            let middle = base64.len() / 2;
            format!("{kind} {}\r{}", &base64[..middle], &base64[middle..])
        }
        // One letter changed: ECDSA points notice it. (We do not check those of nistp521.)
        7 if !kind.ends_with("nistp521") => {
            let at = chance.below(base64.len() - 2);
            let letter = chance.of(&["A", "b", "7", "/"]);
            format!("{kind} {}{letter}{}", &base64[..at], &base64[at + 1..])
        }
        _ => key,
    }
}

fn line(chance: &mut Chance, keys: &[String]) -> String {
    if chance.below(8) == 0 {
        return chance
            .of(&[
                "",
                " \t",
                "# comment",
                "  # srv",
                "#",
                "@",
                "@revoked",
                "\r",
            ])
            .to_owned();
    }
    let lead = chance.of(&["", "", "", " ", "\t "]);
    let marker = chance.of(&[
        "",
        "",
        "",
        "",
        "",
        "@revoked ",
        "@cert-authority ",
        "@cert-authority  \t",
        "@revoked\t",
        "@revoked @revoked ",
        "@unknown ",
        "@cert-authorityandmuchmorethanthat ",
    ]);
    let gap = chance.of(&[" ", " ", "\t", "  ", "\t "]);
    let comment = chance.of(&["", "", " a comment", "\t# x", " "]);
    let end = chance.of(&["", "", "", "\r"]);
    format!(
        "{lead}{marker}{}{gap}{}{comment}{end}",
        host_field(chance),
        key_field(chance, keys)
    )
}

/// One line of the answer: line number, marker, short type and fingerprint.
type Found = (usize, &'static str, String, String);

fn oracle(file: &Path, name: &str) -> Vec<Found> {
    let done = Command::new("ssh-keygen")
        .args(["-l", "-F", name, "-f"])
        .arg(file)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let mut found = Vec::new();
    let mut heading = None;
    for line in text.lines() {
        if let Some((_, rest)) = line.split_once(" found: line ") {
            let (number, marker) = rest.split_once(' ').unwrap();
            let marker = ["CA", "REVOKED"].into_iter().find(|known| *known == marker);
            heading = Some((number.parse().unwrap(), marker.unwrap_or("")));
        } else if let Some((number, marker)) = heading.take() {
            let mut words = line.strip_prefix(name).unwrap().split_ascii_whitespace();
            let (kind, fingerprint) = (words.next().unwrap(), words.next().unwrap());
            found.push((number, marker, kind.to_owned(), fingerprint.to_owned()));
        }
    }
    found
}

fn ours(known: &KnownHosts, name: &str) -> Vec<Found> {
    let entries = known.entries_for(name).into_iter().map(|entry| {
        let marker = match entry.marker {
            Marker::None => "",
            Marker::CertAuthority => "CA",
            Marker::Revoked => "REVOKED",
        };
        let key = entry.known.key;
        (entry.known.line, marker, key.kind(), key.fingerprint())
    });
    entries.collect()
}

fn keys(home: &Path) -> Vec<String> {
    let made = [
        ("ed25519", None),
        ("ed25519", None),
        ("ecdsa", Some("256")),
        ("ecdsa", Some("384")),
        ("ecdsa", Some("521")),
        ("rsa", Some("1024")),
        ("rsa", Some("2048")),
    ];
    let mut keys: Vec<String> = (0..)
        .zip(made)
        .map(|(n, (kind, bits))| Key::generate(home, &format!("key{n}"), kind, bits).line)
        .collect();
    let token = [
        b"\0\0\0\x1ask-ssh-ed25519@openssh.com\0\0\0\x20".as_slice(),
        &[5; 32],
        b"\0\0\0\x04ssh:",
    ];
    keys.push(PublicKey::from_blob(&token.concat()).unwrap().line());
    keys
}

#[test]
fn look_ups_equal_those_of_ssh_keygen() {
    let home = tempfile::tempdir().unwrap();
    let keys = keys(home.path());
    let supported = Command::new("ssh")
        .args(["-Q", "key"])
        .output()
        .unwrap()
        .stdout;
    let supported: Vec<String> = String::from_utf8(supported)
        .unwrap()
        .lines()
        .map(String::from)
        .collect();
    let file = home.path().join("known_hosts");
    let config = SshConfig {
        known_hosts_files: vec![file.clone()],
        supported: vec![(String::from("key"), supported)],
        ..SshConfig::default()
    };

    let mut chance = Chance(22);
    let mut hits = 0;
    for _ in 0..FILES {
        let lines: Vec<_> = (0..1 + chance.below(16))
            .map(|_| line(&mut chance, &keys))
            .collect();
        // ssh-keygen before 10.3 reads beyond a last line that is cut short, so the file ends in order.
        std::fs::write(&file, lines.join("\n") + "\n").unwrap();
        let known = KnownHosts::load(&config);
        for _ in 0..ASKED {
            let name = chance.of(&NAMES);
            let expected = oracle(&file, name);
            hits += expected.len();
            assert_eq!(
                ours(&known, name),
                expected,
                "{name} in\n{}",
                lines.join("\n")
            );
        }
    }
    assert!(
        hits > FILES,
        "the files of this test hold too little: {hits}"
    );
}
