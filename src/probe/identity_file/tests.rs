//! OpenSSH is the oracle: what `ssh-keygen -y` loads is usable, and nothing else is.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use nix::sys::stat::Mode;
use nix::unistd::{getuid, mkfifo};

use super::*;
use crate::evidence::Defect;

const PASSPHRASE: &str = "secret";

struct Desk {
    directory: tempfile::TempDir,
    client: Client,
}

impl Desk {
    fn new() -> Desk {
        let words = |arguments: &[&str]| {
            let said = Command::new("ssh").args(arguments).output().unwrap();
            String::from_utf8([said.stdout, said.stderr].concat()).unwrap()
        };
        let version = words(&["-V"]);
        let config = SshConfig {
            version: version.split_whitespace().next().map(String::from),
            supported: vec![(
                String::from("key"),
                words(&["-Q", "key"]).lines().map(String::from).collect(),
            )],
            ..SshConfig::default()
        };
        Desk {
            directory: tempfile::tempdir().unwrap(),
            client: Client::new(&config, getuid().as_raw()),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn run(&self, program: &str, line: &str) -> Output {
        Command::new(program)
            .args(
                line.split_whitespace()
                    .map(|word| if word == "''" { "" } else { word }),
            )
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// The bytes of a key these words make as the file `k`.
    fn made(&self, program: &str, line: &str) -> Vec<u8> {
        let _ = fs::remove_file(self.path("k"));
        let done = self.run(program, line);
        assert!(done.status.success(), "{program} {line}: {done:?}");
        fs::read(self.path("k")).unwrap()
    }

    fn put(&self, bytes: &[u8]) -> PathBuf {
        let path = self.path("looked-at");
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn look(&self, bytes: &[u8]) -> IdentityFile {
        look(&self.put(bytes), true, &self.client)
    }

    /// The public line OpenSSH reads from the private file alone.
    fn oracle(&self, bytes: &[u8], passphrase: &str) -> Option<String> {
        self.put(bytes);
        let done = Command::new("ssh-keygen")
            .args(["-y", "-P", passphrase, "-f", "looked-at"])
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let line = String::from_utf8_lossy(&done.stdout);
        let words: Vec<&str> = line.split_whitespace().take(2).collect();
        done.status.success().then(|| words.join(" "))
    }

    /// Checks our view of these bytes against OpenSSH's.
    fn agree(&self, bytes: &[u8], what: &str) -> FileState {
        let plain = self.oracle(bytes, "");
        let encrypted = what.contains("encrypted");
        let decrypted = encrypted.then(|| self.oracle(bytes, PASSPHRASE)).flatten();
        let file = self.look(bytes);
        match &file.state {
            FileState::Usable => assert!(plain.is_some(), "{what}: ssh does not load it"),
            FileState::Encrypted => assert!(
                plain.is_none() && decrypted.is_some(),
                "{what}: ssh does not take the passphrase"
            ),
            state => assert_eq!((&plain, &decrypted), (&None, &None), "{what}: {state:?}"),
        }
        if let (Some(line), Some(key)) = (plain.or(decrypted), &file.public) {
            assert_eq!(key.line(), line, "{what}");
        }
        file.state
    }
}

/// Keys of every format: name, bytes, and is the format OpenSSH's own?
fn formats(desk: &Desk) -> Vec<(&'static str, Vec<u8>, bool)> {
    let keygen = |line: &str| desk.made("ssh-keygen", &format!("-q -f k {line}"));
    let openssl = |line: &str| desk.made("openssl", &format!("{line} -out k"));
    vec![
        ("ed25519", keygen("-t ed25519 -N ''"), true),
        ("rsa", keygen("-t rsa -b 2048 -N ''"), true),
        ("p256", keygen("-t ecdsa -N ''"), true),
        ("p384", keygen("-t ecdsa -b 384 -N ''"), true),
        ("p521", keygen("-t ecdsa -b 521 -N ''"), true),
        ("encrypted", keygen("-t ed25519 -a 1 -N secret"), true),
        (
            "encrypted gcm",
            keygen("-t rsa -a 1 -Z aes256-gcm@openssh.com -N secret"),
            true,
        ),
        (
            "encrypted chacha",
            keygen("-t ecdsa -a 1 -Z chacha20-poly1305@openssh.com -N secret"),
            true,
        ),
        (
            "encrypted 3des",
            keygen("-t ed25519 -a 1 -Z 3des-cbc -N secret"),
            true,
        ),
        ("PKCS#1", keygen("-t rsa -b 2048 -m PEM -N ''"), false),
        (
            "PKCS#1 encrypted",
            keygen("-t rsa -b 2048 -m PEM -N secret"),
            false,
        ),
        ("PKCS#8 RSA", keygen("-t rsa -b 2048 -m PKCS8 -N ''"), false),
        (
            "PKCS#8 RSA encrypted",
            keygen("-t rsa -b 2048 -m PKCS8 -N secret"),
            false,
        ),
        ("SEC1", keygen("-t ecdsa -m PEM -N ''"), false),
        ("SEC1 encrypted", keygen("-t ecdsa -m PEM -N secret"), false),
        ("SEC1 p521", keygen("-t ecdsa -b 521 -m PEM -N ''"), false),
        ("PKCS#8 EC", keygen("-t ecdsa -m PKCS8 -N ''"), false),
        (
            "EC with parameters",
            openssl("ecparam -name secp384r1 -genkey"),
            false,
        ),
    ]
}

#[test]
fn whole_keys_of_every_format_are_what_openssh_says() {
    let desk = Desk::new();
    for (name, bytes, own_format) in formats(&desk) {
        let state = desk.agree(&bytes, name);
        let encrypted = name.contains("encrypted");
        let expected = if encrypted {
            FileState::Encrypted
        } else {
            FileState::Usable
        };
        assert_eq!(state, expected, "{name}");
        let file = desk.look(&bytes);
        assert_eq!(file.public.is_some(), own_format || !encrypted, "{name}");
        assert_eq!(file.signs_unasked, !own_format, "{name}");
    }
}

/// Every damage: how it is done, and its name in OpenSSH's own format, where `None` is no damage at all.
type Damage = (&'static str, fn(&str) -> Vec<u8>, Option<Defect>);

fn lines(text: &str, change: impl Fn(usize, usize, &str) -> String) -> Vec<u8> {
    let count = text.lines().count();
    let changed = text.lines().enumerate();
    let changed = changed.map(|(place, line)| change(place, count, line));
    changed.collect::<Vec<_>>().concat().into_bytes()
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

const DAMAGES: &[Damage] = &[
    ("none", |text| text.into(), None),
    (
        "CR LF",
        |text| text.replace('\n', "\r\n").into(),
        Some(Defect::Crlf),
    ),
    (
        "CR LF in the BEGIN line",
        |text| text.replacen('\n', "\r\n", 1).into(),
        Some(Defect::Crlf),
    ),
    (
        "CR LF inside",
        |text| {
            lines(text, |place, count, line| match place {
                0 => format!("{line}\n"),
                last if last + 1 == count => format!("{line}\n"),
                _ => format!("{line}\r\n"),
            })
        },
        None,
    ),
    (
        "CR LF at the end",
        |text| {
            text.trim_end()
                .to_owned()
                .into_bytes()
                .into_iter()
                .chain(*b"\r\n")
                .collect()
        },
        Some(Defect::Crlf),
    ),
    (
        "CR alone",
        |text| text.replace('\n', "\r").into(),
        Some(Defect::OneLine),
    ),
    (
        "no final newline",
        |text| text.trim_end().into(),
        Some(Defect::NoFinalNewline),
    ),
    (
        "byte-order mark",
        |text| format!("\u{feff}{text}").into(),
        Some(Defect::ByteOrderMark),
    ),
    (
        "UTF-16",
        |text| utf16(&format!("\u{feff}{text}"), u16::to_le_bytes),
        Some(Defect::Utf16),
    ),
    (
        "UTF-16 BE",
        |text| utf16(&format!("\u{feff}{text}"), u16::to_be_bytes),
        Some(Defect::Utf16),
    ),
    (
        "UTF-16 without mark",
        |text| utf16(text, u16::to_le_bytes),
        Some(Defect::Utf16),
    ),
    (
        "text before",
        |text| format!("my key:\n{text}").into(),
        Some(Defect::LeadingText),
    ),
    (
        "blank line before",
        |text| format!("\n{text}").into(),
        Some(Defect::LeadingText),
    ),
    (
        "quoted",
        |text| format!("\"{}\"\n", text.trim_end()).into(),
        Some(Defect::LeadingText),
    ),
    (
        "blank before",
        |text| format!(" {text}").into(),
        Some(Defect::Indented),
    ),
    (
        "indented",
        |text| lines(text, |_, _, line| format!("    {line}\n")),
        Some(Defect::Indented),
    ),
    (
        "tabs after the first line",
        |text| text.replace('\n', "\n\t").into(),
        Some(Defect::Indented),
    ),
    (
        "indented inside",
        |text| {
            lines(text, |place, count, line| {
                let inside =
                    place > 0 && place + 1 < count && !line.is_empty() && !line.contains(':');
                format!("{}{line}\n", if inside { "  " } else { "" })
            })
        },
        None,
    ),
    (
        "trailing blanks",
        |text| lines(text, |_, _, line| format!("{line} \n")),
        Some(Defect::NoHeader),
    ),
    (
        "blank after END",
        |text| format!("{} \n", text.trim_end()).into(),
        Some(Defect::Corrupt),
    ),
    (
        "one line",
        |text| lines(text, |_, _, line| line.to_owned()),
        Some(Defect::OneLine),
    ),
    (
        "one line with blanks",
        |text| lines(text, |_, _, line| format!("{line} ")),
        Some(Defect::OneLine),
    ),
    (
        "one line with \\n",
        |text| text.replace('\n', "\\n").into(),
        Some(Defect::OneLine),
    ),
    (
        "body on one line",
        |text| {
            lines(text, |place, count, line| {
                if place == 0 || place + 2 >= count {
                    format!("{line}\n")
                } else {
                    line.to_owned()
                }
            })
        },
        None,
    ),
    (
        "END line lost",
        |text| {
            lines(text, |place, count, line| {
                if place + 1 == count {
                    String::new()
                } else {
                    format!("{line}\n")
                }
            })
        },
        Some(Defect::CutShort),
    ),
    (
        "half",
        |text| text[..text.len() / 2].into(),
        Some(Defect::CutShort),
    ),
    (
        "END line cut",
        |text| text[..text.len() - 10].into(),
        Some(Defect::CutShort),
    ),
    (
        "BEGIN line lost",
        |text| {
            lines(text, |place, _, line| {
                if place == 0 {
                    String::new()
                } else {
                    format!("{line}\n")
                }
            })
        },
        Some(Defect::NoHeader),
    ),
    (
        "four dashes",
        |text| text[1..].into(),
        Some(Defect::NoHeader),
    ),
    (
        "lower case",
        |text| text.replacen("BEGIN", "begin", 1).into(),
        Some(Defect::NoHeader),
    ),
    (
        "misspelt",
        |text| text.replacen("PRIVATE", "PRIVTE", 1).into(),
        Some(Defect::NoHeader),
    ),
    (
        "other END",
        |text| text.replace("END ", "END MY ").into(),
        Some(Defect::Corrupt),
    ),
    (
        "bad character",
        |text| {
            lines(text, |place, count, line| {
                if place + 2 == count {
                    format!("!{}\n", &line[1..])
                } else {
                    format!("{line}\n")
                }
            })
        },
        Some(Defect::Corrupt),
    ),
    (
        "a character lost",
        |text| {
            lines(text, |place, count, line| {
                if place + 2 == count {
                    format!("{}\n", &line[1..])
                } else {
                    format!("{line}\n")
                }
            })
        },
        Some(Defect::CutShort),
    ),
    ("text after", |text| format!("{text}bye\n").into(), None),
    ("twice", |text| format!("{text}{text}").into(), None),
];

#[test]
fn every_damage_is_what_openssh_says() {
    let desk = Desk::new();
    let formats = formats(&desk).into_iter();
    // One cipher stands for the others: damage is found before decryption.
    for (name, bytes, own_format) in formats.filter(|(name, ..)| !name.starts_with("encrypted ")) {
        let text = String::from_utf8(bytes).unwrap();
        for (damage, apply, defect) in DAMAGES {
            let state = desk.agree(&apply(&text), &format!("{name}, {damage}"));
            match (defect, state) {
                (Some(defect), FileState::Malformed(found)) if own_format => {
                    assert_eq!(found, *defect, "{name}, {damage}");
                }
                (_, FileState::Malformed(_)) => assert!(!own_format, "{name}, {damage}"),
                (None, FileState::Usable | FileState::Encrypted) => {}
                (_, FileState::Usable | FileState::Encrypted) => {
                    assert!(!own_format, "{name}, {damage}")
                }
                (_, state) => panic!("{name}, {damage}: {state:?}"),
            }
        }
    }
}

/// Cuts inside the base64, which no mark of the text betrays.
#[test]
fn lost_lines_and_changed_bytes_are_what_openssh_says() {
    let desk = Desk::new();
    for (name, bytes, _) in formats(&desk) {
        if name.contains("encrypted") || name.contains("p") && name != "p256" {
            continue; // behind a passphrase OpenSSH itself cannot tell; points are not checked against their curve
        }
        let text = String::from_utf8(bytes).unwrap();
        let count = text.lines().count();
        for lost in 1..count - 1 {
            let cut = lines(&text, |place, _, line| {
                if place == lost {
                    String::new()
                } else {
                    format!("{line}\n")
                }
            });
            let state = desk.agree(&cut, &format!("{name} without line {lost}"));
            assert!(
                matches!(state, FileState::Malformed(_)),
                "{name} {lost} {state:?}"
            );
        }
    }
}

#[test]
fn kinds_of_key_openssh_refuses_are_unsupported() {
    let desk = Desk::new();
    let openssl = |line: &str| desk.made("openssl", &format!("{line} -out k"));
    for (what, bytes) in [
        (
            "ECDSA, not a NIST curve",
            openssl("ecparam -name secp256k1 -genkey -noout"),
        ),
        ("X25519 or X448", openssl("genpkey -algorithm x25519")),
        ("Ed448", openssl("genpkey -algorithm ed448")),
        ("RSA-PSS", openssl("genpkey -algorithm rsa-pss")),
        ("RSA, 768 bits", openssl("genrsa -traditional")), // replaced below
    ] {
        let bytes = if what.starts_with("RSA,") {
            let _ = desk.run("openssl", "genrsa -traditional -out k 768");
            fs::read(desk.path("k")).unwrap()
        } else {
            bytes
        };
        let state = desk.agree(&bytes, what);
        assert_eq!(
            state,
            FileState::Unsupported {
                what: what.to_owned()
            }
        );
    }
    let ed25519 = openssl("genpkey -algorithm ed25519");
    let state = desk.agree(&ed25519, "Ed25519 in PKCS#8");
    let expected = if desk.client.reads_ed25519_pkcs8 {
        FileState::Usable
    } else {
        FileState::Unsupported {
            what: String::from("Ed25519 in PKCS#8"),
        }
    };
    assert_eq!(state, expected);
}

#[test]
fn an_ssh_that_knows_no_dsa_or_reads_more_pkcs8_is_believed() {
    let mut desk = Desk::new();
    desk.client.key_types = vec![String::from("ssh-ed25519")];
    desk.client.reads_ed25519_pkcs8 = true;
    let unsupported = |what: &str| FileState::Unsupported {
        what: what.to_owned(),
    };
    let rsa = desk.made("ssh-keygen", "-q -t rsa -b 2048 -N '' -f k");
    assert_eq!(desk.look(&rsa).state, unsupported("ssh-rsa"));
    let pem = desk.made("ssh-keygen", "-q -t rsa -b 2048 -m PEM -N '' -f k");
    assert_eq!(desk.look(&pem).state, unsupported("ssh-rsa"));
    let ed25519 = desk.made("openssl", "genpkey -algorithm ed25519 -out k");
    let file = desk.look(&ed25519);
    assert_eq!(file.state, FileState::Usable);
    assert!(file.public.is_some_and(|key| key.decodes()) && file.signs_unasked);
}

#[test]
fn dsa_is_of_use_where_the_person_turned_it_on() {
    let mut desk = Desk::new();
    desk.run("openssl", "dsaparam -out parameters 1024");
    let pem = desk.made("openssl", "gendsa -out k parameters");
    for (accepted, state) in [
        (
            "ssh-ed25519",
            FileState::Unsupported {
                what: String::from("ssh-dss"),
            },
        ),
        ("ssh-ed25519,ssh-dss", FileState::Usable),
    ] {
        let config = SshConfig {
            pubkey_accepted_algorithms: accepted.split(',').map(String::from).collect(),
            ..SshConfig::default()
        };
        desk.client = Client::new(&config, getuid().as_raw());
        assert_eq!(desk.look(&pem).state, state, "{accepted}");
    }
}

#[test]
fn other_files_are_what_openssh_says() {
    let desk = Desk::new();
    desk.made("ssh-keygen", "-q -t ed25519 -N '' -C me@here -f k");
    let public = fs::read(desk.path("k.pub")).unwrap();
    assert_eq!(desk.agree(&public, "public half"), FileState::PublicKey);
    let file = desk.look(&public);
    assert_eq!(file.comment, Untrusted::from("me@here"));
    assert!(file.announced().is_some());
    for (form, announced) in [("RFC4716", false), ("PKCS8", false)] {
        desk.made("ssh-keygen", "-q -t rsa -b 2048 -N '' -f k");
        let exported = desk
            .run("ssh-keygen", &format!("-e -m {form} -f k.pub"))
            .stdout;
        assert_eq!(desk.agree(&exported, form), FileState::PublicKey);
        assert_eq!(desk.look(&exported).announced().is_some(), announced);
    }
    for bytes in [
        &b""[..],
        b"\n",
        &[0; 100],
        b"PuTTY-User-Key-File-2: ssh-rsa\n",
        b"<html>",
    ] {
        desk.agree(bytes, "nonsense");
    }
}

#[test]
fn what_stands_beside_is_read() {
    let desk = Desk::new();
    for (name, kind) in [("a", "ed25519"), ("b", "rsa"), ("ca", "ed25519")] {
        let done = desk.run(
            "ssh-keygen",
            &format!("-q -t {kind} -N '' -C {name} -f {name}"),
        );
        assert!(done.status.success());
    }
    let see = |name: &str| look(&desk.path(name), true, &desk.client);
    let (a, b) = (see("a"), see("b"));
    assert_eq!(
        (a.comment.clone(), a.pub_mismatch.clone()),
        (Untrusted::from("a"), None)
    );

    fs::copy(desk.path("b.pub"), desk.path("a.pub")).unwrap();
    let mismatched = see("a");
    assert_eq!(
        (mismatched.public, mismatched.pub_mismatch),
        (a.public.clone(), b.public.clone())
    );
    assert_eq!(see("a").announced(), b.public.as_ref());

    assert!(
        desk.run("ssh-keygen", "-q -s ca -I id -n me b.pub")
            .status
            .success()
    );
    assert_eq!(see("b").certificate.map(|it| it.key), b.public);

    fs::remove_file(desk.path("b")).unwrap();
    let gone = see("b");
    assert_eq!(gone.state, FileState::Missing { near: Vec::new() });
    assert_eq!(
        (gone.announced(), gone.certificate.is_some()),
        (b.public.as_ref(), true)
    );
}

#[test]
fn only_the_owners_loose_modes_count() {
    let mut desk = Desk::new();
    let key = desk.made("ssh-keygen", "-q -t ed25519 -N '' -f k");
    let path = desk.put(&key);
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    let too_open = FileState::TooOpen {
        mode: 0o640,
        encrypted: false,
    };
    assert_eq!(look(&path, true, &desk.client).state, too_open);
    assert!(
        !desk
            .run("ssh-keygen", "-y -P '' -f looked-at")
            .status
            .success()
    );
    desk.client.uid += 1;
    assert_eq!(look(&path, true, &desk.client).state, FileState::Usable);
}

#[test]
fn what_could_wait_or_never_end_is_over_at_once() {
    let desk = Desk::new();
    mkfifo(&desk.path("fifo"), Mode::S_IRWXU).unwrap();
    symlink("loop", desk.path("loop")).unwrap();
    let big = fs::File::create(desk.path("big")).unwrap();
    big.set_len(1 << 30).unwrap();
    let see = |path: &Path| look(path, true, &desk.client).state;
    let began = Instant::now();
    assert_eq!(see(&desk.path("fifo")), FileState::NotAFile);
    assert_eq!(see(desk.directory.path()), FileState::NotAFile);
    assert_eq!(see(Path::new("/dev/zero")), FileState::NotAFile);
    assert!(matches!(
        see(&desk.path("loop")),
        FileState::Unreadable { owner: Some(_), .. }
    ));
    assert!(matches!(see(&desk.path("big")), FileState::Malformed(_)));
    assert!(matches!(
        see(&desk.path("big/x")),
        FileState::Unreadable { .. } | FileState::Missing { .. }
    ));
    assert!(began.elapsed() < Duration::from_secs(1));
}
