//! Logins of the person who runs the tests, into a real sshd on a pipe: what the program says against what was made ill, and what it says it
//! cost against the server's own log.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
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
    ("k1", "-t ed25519"),
    ("k2", "-t ed25519"),
    ("k3", "-t ed25519"),
    ("k4", "-t ed25519"),
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
            "{}\nHostKey {}\nAuthorizedKeysFile {shown}/keys\nUsePAM no\nStrictModes no\nLogLevel VERBOSE\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nPidFile none\n",
            case.server,
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

    fn doctor(&self, at: &std::path::Path, case: &Case) -> Result<(), String> {
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
            .arg("mount --bind \"$1\" \"$2\" && shift 2 && exec \"$@\"")
            .arg("sh")
            .args([at, &user.dir])
            .args([env!("CARGO_BIN_EXE_sshdoctor"), "--json"]);
        for answer in case.answers {
            command.args(["--answer", answer]);
        }
        let done = command
            .arg("-F")
            .arg(at.join("config"))
            .arg("srv")
            .env_remove("SSH_AUTH_SOCK")
            .stdin(Stdio::null())
            .output()
            .unwrap();
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
fn settled(at: &std::path::Path) -> String {
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
