//! Logins of the person who runs the tests, into a real sshd on a pipe: what the program says against what was made ill, and what it says it
//! cost against the server's own log.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::broken_promises;

/// Keys: name, and how ssh-keygen makes it.
const KEYS: &[(&str, &str)] = &[
    ("host_key", "-t ed25519"),
    ("ca", "-t ed25519"),
    ("first", "-t ed25519"),
    ("second", "-t ed25519"),
    ("rsa", "-t rsa -b 2048"),
    ("certified", "-t ed25519"),
    ("k1", "-t ed25519"),
    ("k2", "-t ed25519"),
    ("k3", "-t ed25519"),
    ("k4", "-t ed25519"),
    ("k5", "-t ed25519"),
    ("k6", "-t ed25519"),
    ("k7", "-t ed25519"),
    ("k8", "-t ed25519"),
    ("k9", "-t ed25519"),
];

struct Lab(tempfile::TempDir);

/// One login.
#[derive(Clone, Copy)]
struct Case {
    /// authorized_keys; `{name}` is the public key of that name.
    registered: &'static str,
    /// Lines of sshd_config before the usual ones.
    server: &'static str,
    /// Lines of ssh_config; `{}` is the directory.
    client: &'static str,
    /// Files copied to `~/.ssh`: keys that ssh is not told of.
    home: &'static [&'static str],
    /// `--answer`.
    answers: &'static [&'static str],
    code: &'static str,
    certainty: &'static str,
    /// What the finding's words must hold.
    says: &'static str,
    /// Failures in the server's log.
    failures: usize,
    /// Connections that reach authentication.
    connections: usize,
}

const USUAL: Case = Case {
    registered: "",
    server: "",
    client: "IdentityFile {}/first",
    home: &[],
    answers: &[],
    code: "",
    certainty: "certain",
    says: "",
    failures: 1,
    connections: 1,
};

/// The first key is refused, the second one works and lies where ssh does not look.
const TWO_KEYS: Case = Case {
    home: &["second"],
    answers: &["log-in=yes"],
    // The query, and the same key shown again before the login.
    failures: 2,
    connections: 2,
    ..USUAL
};

fn cases() -> Vec<(&'static str, Case)> {
    vec![
        (
            "expired",
            Case {
                registered: "expiry-time=\"20200101\" {first}\n{second}\n",
                code: "key-restricted",
                says: "keys:1: entry expired at 2020-01-01T00:00:00",
                ..TWO_KEYS
            },
        ),
        (
            "from another network",
            Case {
                registered: "{second}\n# work\nfrom=\"192.0.2.0/24\" {first}\n",
                code: "key-restricted",
                says: "keys:3: Your host 'UNKNOWN' is not permitted to use this key for login.",
                ..TWO_KEYS
            },
        ),
        (
            "options of an authority",
            Case {
                registered: "principals=\"me\" {first}\n{second}\n",
                code: "authorized-keys-line-broken",
                says: "keys:1: principals on non-CA key",
                ..TWO_KEYS
            },
        ),
        (
            "an unknown option",
            Case {
                registered: "no-such-option {first}\n{second}\n",
                code: "authorized-keys-line-broken",
                certainty: "likely",
                says: "keys:1: bad key options: unknown key option",
                ..TWO_KEYS
            },
        ),
        (
            "not registered",
            Case {
                registered: "{second}\n",
                code: "other-key-accepted",
                says: "second",
                ..TWO_KEYS
            },
        ),
        (
            "not asked to log in",
            Case {
                registered: "expiry-time=\"20200101\" {first}\n{second}\n",
                answers: &[],
                code: "other-key-accepted",
                says: "second",
                failures: 1,
                connections: 1,
                ..TWO_KEYS
            },
        ),
        (
            "the right key is the fifth of three tries",
            Case {
                registered: "{first}\n",
                server: "MaxAuthTries 3",
                client: "IdentityFile {}/k1\nIdentityFile {}/k2\nIdentityFile {}/k3\nIdentityFile {}/k4\nIdentityFile {}/first",
                answers: &["other-keys=yes"],
                code: "too-many-authentication-failures",
                says: "number 5 in ssh's order",
                failures: 4,
                connections: 2,
                ..USUAL
            },
        ),
        (
            "the right key is the ninth that ssh is not told of",
            Case {
                registered: "{k1}\n",
                // The newest is asked about first.
                home: &["k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9"],
                answers: &["other-keys=yes"],
                code: "other-key-accepted",
                says: "/k1",
                // Five on the second connection, three on the third.
                failures: 9,
                connections: 3,
                ..USUAL
            },
        ),
        (
            "the same without a yes",
            Case {
                registered: "{first}\n",
                server: "MaxAuthTries 3",
                client: "IdentityFile {}/k1\nIdentityFile {}/k2\nIdentityFile {}/k3\nIdentityFile {}/k4\nIdentityFile {}/first",
                code: "too-many-authentication-failures",
                certainty: "likely",
                says: "after 3 of 5 keys",
                failures: 3,
                connections: 1,
                ..USUAL
            },
        ),
        (
            "SHA-1 only on this side",
            Case {
                registered: "{rsa}\n",
                client: "IdentityFile {}/rsa\nPubkeyAcceptedAlgorithms ssh-rsa",
                code: "no-mutual-signature-algorithm",
                says: "accepts the same key with rsa-sha2-512",
                ..USUAL
            },
        ),
        (
            "RSA, and the key itself is refused",
            Case {
                registered: "{first}\n",
                client: "IdentityFile {}/rsa\nPubkeyAcceptedAlgorithms ssh-rsa",
                code: "key-not-accepted",
                certainty: "likely",
                says: "refuses RSA",
                failures: 2,
                ..USUAL
            },
        ),
        (
            "a certificate for another name",
            Case {
                registered: "{second}\n",
                client: "IdentityFile {}/certified",
                answers: &["log-in=yes", "other-keys=yes"],
                code: "certificate-principal-mismatch",
                says: "name is not a listed principal",
                // The key and its certificate, twice.
                failures: 4,
                connections: 3,
                ..TWO_KEYS
            },
        ),
        (
            "the same without a yes",
            Case {
                registered: "{second}\n",
                client: "IdentityFile {}/certified",
                answers: &[],
                code: "certificate-principal-mismatch",
                certainty: "likely",
                says: "nobody-of-that-name",
                failures: 2,
                connections: 1,
                ..TWO_KEYS
            },
        ),
        (
            "three other keys, and no yes",
            Case {
                registered: "{rsa}\n",
                home: &["k1", "k2", "k3"],
                code: "key-not-accepted",
                certainty: "likely",
                says: "2 more key(s) of this machine were not asked about",
                failures: 2,
                ..USUAL
            },
        ),
        (
            "three other keys, and a yes",
            Case {
                registered: "{k1}\n",
                home: &["k1", "k2", "k3"],
                answers: &["other-keys=yes"],
                code: "other-key-accepted",
                says: "k1",
                failures: 3,
                connections: 2,
                ..USUAL
            },
        ),
    ]
}

impl Lab {
    fn new() -> Lab {
        let lab = Lab(tempfile::tempdir().unwrap());
        for (name, how) in KEYS {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-N", "", "-C", name, "-f", name])
                .args(how.split(' '))
                .current_dir(lab.0.path())
                .status();
            assert!(made.unwrap().success());
        }
        let signed = Command::new("ssh-keygen")
            .args("-q -s ca -I me -n nobody-of-that-name certified.pub".split(' '))
            .current_dir(lab.0.path())
            .status();
        assert!(signed.unwrap().success());
        lab
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn public(&self, name: &str) -> String {
        let line = fs::read_to_string(self.path(&format!("{name}.pub"))).unwrap();
        line.trim_end().to_owned()
    }

    /// Sets the server and the person's files up for one case, under a directory of its own.
    fn set_up(&self, number: usize, case: &Case) -> PathBuf {
        let at = self.path(&format!("case{number}"));
        let ssh = at.join(".ssh");
        fs::create_dir_all(&ssh).unwrap();
        let mut registered = case.registered.to_owned();
        for (name, _) in KEYS {
            registered = registered.replace(&format!("{{{name}}}"), &self.public(name));
        }
        fs::write(at.join("keys"), registered).unwrap();
        let shown = at.display();
        let settings = format!(
            "{}\nTrustedUserCAKeys {}\nHostKey {}\nAuthorizedKeysFile {shown}/keys\nUsePAM no\nStrictModes no\nLogLevel VERBOSE\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nPidFile none\n",
            case.server,
            self.path("ca.pub").display(),
            self.path("host_key").display()
        );
        fs::write(at.join("sshd_config"), settings).unwrap();
        // Root's sshd wants its empty directory, which a machine without a running sshd may lack.
        let script = format!(
            "sshd='/usr/sbin/sshd -i -f {shown}/sshd_config -E {shown}/sshd.log'\n\
             [ \"$(id -u)\" != 0 ] || [ -d /run/sshd ] || \
             exec unshare -m sh -c \"mount -t tmpfs none /run && mkdir -m 755 /run/sshd && exec $sshd\"\n\
             exec $sshd\n"
        );
        fs::write(at.join("server.sh"), script).unwrap();
        let directory = self.0.path().display().to_string();
        let config = format!(
            "Host srv\n{}\nIdentitiesOnly yes\nUserKnownHostsFile {shown}/known_hosts\nProxyCommand sh {shown}/server.sh\n",
            case.client.replace("{}", &directory)
        );
        fs::write(at.join("config"), config).unwrap();
        fs::write(
            at.join("known_hosts"),
            format!("srv {}\n", self.public("host_key")),
        )
        .unwrap();
        for name in case.home {
            for end in ["", ".pub"] {
                let from = self.path(&format!("{name}{end}"));
                fs::copy(from, ssh.join(format!("{name}{end}"))).unwrap();
            }
        }
        at
    }

    /// Runs the program for this person, whose home directory is `at`, with these words.
    fn run(&self, at: &Path, words: &[&str], agent: Option<&Path>) -> Output {
        // The program looks where ssh looks: in the home directory of the account, whatever HOME says.
        let user = nix::unistd::User::from_uid(nix::unistd::getuid())
            .unwrap()
            .unwrap();
        let mut command = Command::new("unshare");
        if !user.uid.is_root() {
            command.args(["--user", "--map-current-user", "--keep-caps"]);
        }
        command
            .args(["--mount", "sh", "-c"])
            .arg("mount --bind \"$1\" \"$2\" && shift 2 && ulimit -v 1000000 && exec \"$@\"")
            .arg("sh")
            .args([at, &user.dir])
            .args([env!("CARGO_BIN_EXE_sshdoctor"), "--json"])
            .args(words)
            .arg("-F")
            .arg(at.join("config"))
            .arg("srv")
            .env_remove("SSH_AUTH_SOCK")
            .stdin(Stdio::null());
        if let Some(agent) = agent {
            command.env("SSH_AUTH_SOCK", agent);
        }
        command.output().unwrap()
    }

    fn doctor(&self, at: &Path, case: &Case) -> Result<(), String> {
        let words: Vec<&str> = case
            .answers
            .iter()
            .flat_map(|answer| ["--answer", answer])
            .collect();
        let done = self.run(at, &words, None);
        let printed = String::from_utf8_lossy(&done.stdout).into_owned();
        let log = settled(at);
        let wrong = |what: String| Err(format!("{what}\n{printed}\n{log}"));
        let Ok(document) = serde_json::from_str::<Value>(&printed) else {
            return wrong(String::from_utf8_lossy(&done.stderr).into_owned());
        };
        let broken = broken_promises(&document, done.status.code().unwrap_or(-1));
        if !broken.is_empty() {
            return wrong(broken.join("; "));
        }
        let finding = &document["findings"][0];
        let expected = (case.code, case.certainty);
        let found = (
            finding["code"].as_str().unwrap_or_default(),
            finding["certainty"].as_str().unwrap_or_default(),
        );
        if found != expected {
            return wrong(format!("expected {expected:?}, found {found:?}"));
        }
        if !finding.to_string().contains(case.says) {
            return wrong(format!("it does not say {:?}", case.says));
        }
        let count = |text: &str| log.lines().filter(|line| line.contains(text)).count();
        let cost = &document["cost"];
        let counted = (
            // A signature algorithm that is off is a failure of its own words.
            count("Failed publickey") + count("not in PubkeyAcceptedAlgorithms"),
            count("Connection from"),
            cost["failures_a_server_counts"].as_u64().unwrap_or(99) as usize,
            cost["connections"].as_u64().unwrap_or(99) as usize,
        );
        let (failures, connections) = (case.failures, case.connections);
        if counted != (failures, connections, failures, connections) {
            return wrong(format!(
                "expected {failures} failures and {connections} connections, the log and the program count {counted:?}"
            ));
        }
        Ok(())
    }
}

/// sshd's log, once it has grown no more for a while.
fn settled(at: &Path) -> String {
    let read = || fs::read_to_string(at.join("sshd.log")).unwrap_or_default();
    let deadline = Instant::now() + Duration::from_secs(5);
    let mut log = read();
    loop {
        std::thread::sleep(Duration::from_millis(150));
        let now = read();
        if now == log || Instant::now() > deadline {
            return now;
        }
        log = now;
    }
}

#[test]
fn a_real_sshd_is_understood_and_its_count_is_ours() {
    let lab = Lab::new();
    let wrong: Vec<String> = cases()
        .iter()
        .enumerate()
        .filter_map(|(number, (name, case))| {
            let at = lab.set_up(number, case);
            let failed = lab.doctor(&at, case).err()?;
            Some(format!("== {name}\n{failed}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What an agent that is none says to whoever asks.
#[derive(Clone, Copy)]
enum Mood {
    Silent,
    Garbage,
    /// So many keys, none of them anybody's.
    Keys(u32),
}

/// Listens until the test process ends.
fn agent(socket: &Path, mood: Mood) {
    let listener = UnixListener::bind(socket).unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            match mood {
                Mood::Silent => {}
                Mood::Garbage => {
                    let _ = stream.write_all(&[0x41; 65_536]);
                }
                Mood::Keys(count) => {
                    let mut asked = [0; 5];
                    while stream.read_exact(&mut asked).is_ok() {
                        let mut answer = vec![12];
                        answer.extend(count.to_be_bytes());
                        for number in 0..count {
                            let mut point = [7; 32];
                            point[..4].copy_from_slice(&number.to_be_bytes());
                            let key = [string(b"ssh-ed25519"), string(&point)].concat();
                            answer.extend([string(&key), string(b"k")].concat());
                        }
                        if stream.write_all(&string(&answer)).is_err() {
                            break;
                        }
                    }
                }
            }
            kept.push(stream);
        }
    });
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat()
}

/// A user certificate of this key with so many principals; its signature is nobody's.
fn certificate(public: &str, principals: usize) -> String {
    let blob = sshdoctor::evidence::PublicKey::from_line(public)
        .unwrap()
        .blob;
    let names: Vec<u8> = (0..principals)
        .flat_map(|number| string(format!("user{number}").as_bytes()))
        .collect();
    let signature = [string(b"ssh-ed25519"), string(&[0; 64])].concat();
    let parts = [
        string(b"ssh-ed25519-cert-v01@openssh.com"),
        string(&[0; 32]),
        blob[blob.len() - 36..].to_vec(),
        [0; 8].to_vec(),
        [0, 0, 0, 1].to_vec(),
        string(b"many"),
        string(&names),
        [0; 8].to_vec(),
        [0xff; 8].to_vec(),
        string(b""),
        string(b""),
        string(b""),
        string(&blob),
        string(&signature),
    ];
    let key = sshdoctor::evidence::PublicKey::from_blob(&parts.concat()).unwrap();
    format!("{}\n", key.line())
}

#[test]
fn odd_keys_and_agents_end_soon_in_one_clear_line() {
    let lab = Lab::new();
    let private = fs::read(lab.path("first")).unwrap();
    let binary: Vec<u8> = (0..100_000_u32).map(|n| ((n * 7919) >> 3) as u8).collect();
    let mut wrong = Vec::new();
    for (number, (name, code)) in [
        ("empty", "identity-file-malformed"),
        ("huge", "identity-file-malformed"),
        ("fifo", "identity-file-unsupported"),
        ("directory", "identity-file-unsupported"),
        ("loop", "identity-file-missing"),
        ("binary", "identity-file-malformed"),
        ("device", "identity-file-unsupported"),
        ("many principals", "certificate-unsupported"),
        ("silent agent", "no-identity"),
        ("garbage agent", "no-identity"),
        ("agent with 500 keys", "too-many-authentication-failures"),
    ]
    .into_iter()
    .enumerate()
    {
        let case = Case {
            client: "",
            ..USUAL
        };
        let at = lab.set_up(100 + number, &case);
        let key = at.join("odd");
        let socket = at.join("agent");
        let mut file = key.clone();
        let mut asked = None;
        match name {
            "empty" => fs::write(&key, "").unwrap(),
            "huge" => fs::File::create(&key).unwrap().set_len(1 << 30).unwrap(),
            "fifo" => nix::unistd::mkfifo(&key, nix::sys::stat::Mode::S_IRWXU).unwrap(),
            "directory" => fs::create_dir(&key).unwrap(),
            "loop" => symlink(&key, &key).unwrap(),
            "binary" => fs::write(&key, &binary).unwrap(),
            "device" => file = PathBuf::from("/dev/zero"),
            "many principals" => {
                fs::write(&key, &private).unwrap();
                let text = certificate(&lab.public("first"), 10_000);
                fs::write(at.join("odd-cert.pub"), text).unwrap();
            }
            _ => {
                let mood = match name {
                    "silent agent" => Mood::Silent,
                    "garbage agent" => Mood::Garbage,
                    _ => Mood::Keys(500),
                };
                agent(&socket, mood);
                asked = Some(socket.as_path());
            }
        }
        if key.is_file() {
            fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        }
        let file = file.display().to_string();
        let words: &[&str] = match asked {
            Some(_) => &["-o", "IdentitiesOnly=no"],
            None => &["-i", &file],
        };
        let begun = Instant::now();
        let done = lab.run(&at, words, asked);
        let took = begun.elapsed();
        let printed = String::from_utf8_lossy(&done.stdout).into_owned();
        let document: Value = serde_json::from_str(&printed).unwrap_or_default();
        let finding = &document["findings"][0];
        let cause = finding["cause"].as_str().unwrap_or_default();
        if finding["code"] != code
            || !broken_promises(&document, done.status.code().unwrap_or(-1)).is_empty()
            || cause.is_empty()
            || cause.contains('\n')
            || cause.len() > 300
            || took > Duration::from_secs(8)
        {
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            wrong.push(format!("== {name} after {took:?}\n{said}{printed}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
