//! What we say ssh would offer, against what it does offer: to a real sshd that refuses everything, over a pipe.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sshdoctor::evidence::{Identities, ListedKey, Offer, SshConfig};
use sshdoctor::probe::agent::Places;
use sshdoctor::probe::identities::{self, Person};

/// One situation: lines of ssh_config (`{}` is the directory of the keys), further words for ssh, and an agent.
struct Case {
    lines: Vec<String>,
    words: Vec<String>,
    agent: &'static str,
}

/// Keys: name, and how ssh-keygen makes it.
const KEYS: &[(&str, &str)] = &[
    ("ca", "-t ed25519"),
    ("host_key", "-t ed25519"),
    ("a", "-t ed25519"),
    ("b", "-t rsa -b 2048"),
    ("c", "-t ecdsa"),
    ("d", "-t ed25519"),
    ("small", "-t rsa -b 1024"),
    ("locked", "-t ed25519 -a 1 -N secret"),
    ("pem", "-t rsa -b 2048 -m PEM"),
    ("pem_small", "-t rsa -b 1024 -m PEM"),
    ("sec1", "-t ecdsa -m PEM"),
    ("pem_pub", "-t rsa -b 2048 -m PEM"),
    ("only_pub", "-t ed25519"),
    ("bare", "-t ed25519"),
    ("mixed", "-t ed25519"),
    ("rsa_cert", "-t rsa -b 2048"),
    ("ed_cert", "-t ed25519"),
    ("host_cert", "-t ed25519"),
    ("named_cert", "-t ecdsa -b 384"),
    ("many", "-t ed25519"),
    ("loose", "-t ed25519"),
    ("pem_loose", "-t rsa -b 2048 -m PEM"),
];

/// Agents, and what is added to them, in this order. A certificate beside a key is added with it.
const AGENTS: &[(&str, &[&str])] = &[
    ("none", &[]),
    ("empty", &[]),
    ("few", &["d", "b", "a"]),
    (
        "all",
        &[
            "pem",
            "small",
            "only_pub",
            "c",
            "rsa_cert",
            "named_cert",
            "b",
            "mixed",
        ],
    ),
    ("certs", &["ed_cert", "a", "rsa_cert"]),
];

/// What a configuration may name as IdentityFile.
const FILES: &[&str] = &[
    "a",
    "b",
    "c",
    "d",
    "small",
    "locked",
    "pem",
    "pem_small",
    "sec1",
    "pem_pub",
    "only_pub",
    "only_pub.pub",
    "bare",
    "mixed",
    "rsa_cert",
    "ed_cert",
    "ed_cert-cert.pub",
    "host_cert",
    "missing",
    "damaged",
    "copy_of_a",
    "directory",
    "many",
    "b.pub",
    "loose",
    "pem_loose",
];

/// What it may name as CertificateFile.
const CERTIFICATES: &[&str] = &[
    "apart-cert.pub",
    "apart",
    "ed_cert-cert.pub",
    "rsa_cert-cert.pub",
    "host_cert-cert.pub",
    "a.pub",
    "missing",
];

const ALGORITHMS: &[&str] = &[
    "-ssh-ed25519",
    "ssh-ed25519,rsa-sha2-256",
    "rsa-sha2-512-cert-v01@openssh.com,ecdsa-sha2-*",
    "ssh-rsa",
    "+ssh-rsa",
    "-*cert*",
];

struct Lab {
    directory: tempfile::TempDir,
    agents: Vec<Child>,
}

impl Drop for Lab {
    fn drop(&mut self) {
        for agent in &mut self.agents {
            let _ = agent.kill();
            let _ = agent.wait();
        }
    }
}

impl Lab {
    fn new() -> Lab {
        let mut lab = Lab {
            directory: tempfile::tempdir().unwrap(),
            agents: Vec::new(),
        };
        lab.make_keys();
        lab.start_agents();
        for name in [
            "only_pub",
            "host_key.pub",
            "bare.pub",
            "pem.pub",
            "pem_small.pub",
            "sec1.pub",
            "pem_loose.pub",
        ] {
            fs::remove_file(lab.path(name)).unwrap();
        }
        lab.make_server();
        lab
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn run(&self, program: &str, line: &str, agent: &str) -> Output {
        let done = Command::new(program)
            .args(line.split_whitespace().map(|word| word.trim_matches('\'')))
            .current_dir(self.directory.path())
            .env("SSH_AUTH_SOCK", self.path(agent))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(done.status.success(), "{program} {line}: {done:?}");
        done
    }

    fn make_keys(&self) {
        for (name, how) in KEYS {
            let passphrase = if how.contains("-N") { "" } else { "-N ''" };
            self.run(
                "ssh-keygen",
                &format!("-q -f {name} -C {name} {how} {passphrase}"),
                "none",
            );
        }
        let principals = |count: usize| {
            (0..count)
                .map(|n| format!("p{n}"))
                .collect::<Vec<_>>()
                .join(",")
        };
        for (name, how) in [
            ("rsa_cert", "-n me".to_owned()),
            ("ed_cert", "-n me".to_owned()),
            ("named_cert", "-n me".to_owned()),
            ("host_cert", "-h -n srv".to_owned()),
            ("many", format!("-n {}", principals(256))),
        ] {
            self.run(
                "ssh-keygen",
                &format!("-q -s ca -I {name} {how} {name}.pub"),
                "none",
            );
        }
        fs::rename(
            self.path("named_cert-cert.pub"),
            self.path("apart-cert.pub"),
        )
        .unwrap();
        fs::copy(self.path("apart-cert.pub"), self.path("apart.pub")).unwrap();
        fs::copy(self.path("a"), self.path("copy_of_a")).unwrap();
        fs::copy(self.path("a.pub"), self.path("mixed.pub")).unwrap();
        let whole = fs::read_to_string(self.path("d")).unwrap();
        fs::write(self.path("damaged"), whole.replace('\n', "\r\n")).unwrap();
        fs::set_permissions(self.path("damaged"), fs::Permissions::from_mode(0o600)).unwrap();
        for name in ["loose", "pem_loose"] {
            fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o644)).unwrap();
        }
        fs::create_dir(self.path("directory")).unwrap();
    }

    fn start_agents(&mut self) {
        for (name, keys) in AGENTS.iter().filter(|(name, _)| *name != "none") {
            let socket = format!("agent_{name}");
            let agent = Command::new("ssh-agent")
                .args(["-D", "-a", &socket])
                .current_dir(self.directory.path())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            self.agents.push(agent);
            let deadline = Instant::now() + Duration::from_secs(5);
            // The socket is there before anybody listens.
            while UnixStream::connect(self.path(&socket)).is_err() {
                assert!(Instant::now() < deadline, "ssh-agent does not start");
                thread::sleep(Duration::from_millis(5));
            }
            for key in *keys {
                self.run("ssh-add", &format!("-q {key}"), &socket);
            }
        }
    }

    /// sshd on a pipe (`-i`) needs no port. Root's sshd wants its empty directory, which a machine without a running sshd
    /// may lack: it gets a `/run` of its own.
    fn make_server(&self) {
        let at = self.directory.path().display();
        let settings = format!(
            "HostKey {at}/host_key\nAuthorizedKeysFile none\nMaxAuthTries 100\nUsePAM no\nStrictModes no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n\
             PubkeyAcceptedAlgorithms +ssh-rsa,ssh-rsa-cert-v01@openssh.com\nPidFile none\n"
        );
        fs::write(self.path("sshd_config"), settings).unwrap();
        let script = format!(
            "sshd='/usr/sbin/sshd -i -f {at}/sshd_config -E {at}/sshd.log'\n\
             [ \"$(id -u)\" != 0 ] || [ -d /run/sshd ] || \
             exec unshare -m sh -c \"mount -t tmpfs none /run && mkdir -m 755 /run/sshd && exec $sshd\"\n\
             exec $sshd\n"
        );
        fs::write(self.path("server.sh"), script).unwrap();
    }

    /// ssh with the configuration of this case, and these words first.
    fn ssh(&self, place: usize, case: &Case, first: &[&str]) -> String {
        let at = self.directory.path().display().to_string();
        let file = self.path(&format!("config_{place}"));
        let lines: Vec<String> = case
            .lines
            .iter()
            .map(|line| line.replace("{}", &at))
            .collect();
        fs::write(&file, lines.join("\n") + "\n").unwrap();
        let mut command = Command::new("ssh");
        command
            .args(first)
            .args([Path::new("-F"), &file])
            .args(case.words.iter().map(|word| word.replace("{}", &at)))
            .args([
                "-o",
                "BatchMode=yes",
                "-o",
                "PreferredAuthentications=publickey",
            ])
            .args([
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
            ])
            .args([
                "-o",
                &format!("ProxyCommand=sh {at}/server.sh"),
                "srv",
                "true",
            ])
            .env_remove("SSH_AUTH_SOCK")
            .stdin(Stdio::null());
        if let Some(socket) = self.socket(case) {
            command.env("SSH_AUTH_SOCK", socket);
        }
        let done = command.output().unwrap();
        String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned()
    }

    fn socket(&self, case: &Case) -> Option<PathBuf> {
        (case.agent != "none").then(|| self.path(&format!("agent_{}", case.agent)))
    }
}

/// As much of `ssh -G` as decides the offer.
fn effective(printed: &str, home: &Path) -> SshConfig {
    let version = Command::new("ssh").arg("-V").output().unwrap();
    let version = String::from_utf8_lossy(&version.stderr).into_owned();
    let mut config = SshConfig {
        version: version.split([' ', ',']).next().map(String::from),
        pubkey_authentication: true,
        ..SshConfig::default()
    };
    let file = |value: &str| match value.strip_prefix("~/") {
        Some(rest) => home.join(rest),
        None => PathBuf::from(value),
    };
    for (keyword, value) in printed.lines().filter_map(|line| line.split_once(' ')) {
        match keyword {
            "identityfile" => config.identity_files.push(file(value)),
            "certificatefile" => config.certificate_files.push(file(value)),
            "identitiesonly" => config.identities_only = value == "yes",
            "identityagent" => config.identity_agent = Some(value.to_owned()),
            "requiredrsasize" => config.required_rsa_size = value.parse().unwrap(),
            "pubkeyacceptedalgorithms" => {
                config.pubkey_accepted_algorithms = value.split(',').map(String::from).collect();
            }
            _ => {}
        }
    }
    config.default_identities = config
        .identity_files
        .iter()
        .all(|path| path.starts_with(home.join(".ssh")));
    config
}

/// `asked ED25519 SHA256:… agent`, as ssh's debug messages tell it.
fn told_by_ssh(said: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut signing = "";
    for line in said.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let Some(offer) = line.strip_prefix("debug1: Offering public key: ") {
            told.push(named(&ListedKey::all(offer.as_bytes())[0]).unwrap());
        } else if line.contains("sign_and_send_pubkey: using ") {
            signing = words[words.len() - 2];
        } else if line.contains("sign_and_send_pubkey: signing using ") {
            told.push(event("signed", signing, words[words.len() - 1], false));
        }
    }
    told
}

/// One identity as ssh writes it; nothing where it has no public key.
fn named(identity: &ListedKey) -> Option<String> {
    let (kind, fingerprint) = identity.key.as_ref()?;
    let agent = identity.in_agent && !kind.ends_with("CERT");
    Some(event("asked", kind, fingerprint, agent))
}

/// What `ssh -Z` (OpenSSH 10.5) lists, in its order; nothing where this ssh has no such option.
fn listed_by_ssh(said: &str) -> Option<Vec<ListedKey>> {
    let has_it = !said.contains("unknown option -- Z");
    has_it.then(|| ListedKey::all(said.as_bytes()))
}

fn event(how: &str, kind: &str, fingerprint: &str, agent: bool) -> String {
    format!(
        "{how} {kind} {fingerprint}{}",
        if agent { " agent" } else { "" }
    )
}

fn told_by_us(offer: &Offer, unasked: bool) -> String {
    let plain = offer.certificate.as_ref().map_or(&offer.key, |it| &it.key);
    let agent = offer.certificate.is_none() && offer.origin.in_agent();
    let how = if unasked { "signed" } else { "asked" };
    event(how, &offer.key.kind(), &plain.fingerprint(), agent)
}

/// How many keys ssh offers, if we say the same.
fn compare(lab: &Lab, place: usize, case: &Case) -> Result<usize, String> {
    let user = nix::unistd::User::from_uid(nix::unistd::getuid())
        .unwrap()
        .unwrap();
    let config = effective(&lab.ssh(place, case, &["-G"]), &user.dir);
    let said = lab.ssh(place, case, &["-vvv"]);
    assert!(said.contains("Authentications that can continue"), "{said}");

    let person = Person {
        other_homes: Vec::new(),
        places: Places {
            uid: user.uid.as_raw(),
            home: lab.path("home"),
            temporary: lab.path("tmp"),
            runtime: None,
        },
        words: Vec::new(),
        patience: Duration::from_secs(5),
    };
    let socket = lab.socket(case);
    let env = |name: &str| {
        let socket = socket.as_ref().filter(|_| name == "SSH_AUTH_SOCK")?;
        Some(socket.to_str()?.to_owned())
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let found = runtime.block_on(identities::look(&config, &person, env));
    let ours: Vec<String> = found
        .offer(&config)
        .iter()
        .map(|offer| {
            let file = found
                .files
                .iter()
                .find(|file| Some(file.path.as_path()) == offer.origin.file());
            let unasked = file.is_some_and(|file| file.signs_unasked) && !offer.origin.in_agent();
            told_by_us(offer, unasked && offer.certificate.is_none())
        })
        .collect();
    let theirs = told_by_ssh(&said);
    let listed = listed_by_ssh(&lab.ssh(place, case, &["-Z"]));
    let agrees = listed.clone().is_none_or(|listed| {
        let asked = ours.iter().filter(|ours| ours.starts_with("asked "));
        let same = listed.iter().filter_map(named).eq(asked.cloned());
        let with_it = Identities {
            listed: Some(listed),
            ..found.clone()
        };
        same && with_it.list_agrees(&config) == Some(true)
            && with_it.offer(&config) == found.offer(&config)
    });
    if ours == theirs && agrees {
        return Ok(ours.len());
    }
    let files: Vec<_> = found
        .files
        .iter()
        .map(|file| (&file.path, &file.state))
        .collect();
    Err(format!(
        "{:?} {:?}, agent {}\nfiles {files:#?}\nours {ours:#?}\nssh's {theirs:#?}\nssh -Z {listed:#?}\n",
        case.lines, case.words, case.agent
    ))
}

/// Situations that once were, or might be, misjudged.
fn chosen() -> Vec<Case> {
    let case = |lines: &[&str], agent| Case {
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        words: Vec::new(),
        agent,
    };
    let identity = |names: &[&str]| {
        names
            .iter()
            .map(|name| format!("IdentityFile {{}}/{name}"))
            .collect::<Vec<_>>()
    };
    let mut cases = vec![
        case(
            &[
                "IdentityFile {}/a",
                "IdentityFile {}/b",
                "IdentityFile {}/d",
            ],
            "few",
        ),
        case(&["IdentityFile {}/b.pub", "IdentitiesOnly yes"], "few"),
        case(&["IdentityFile {}/only_pub", "IdentitiesOnly yes"], "all"),
        case(
            &["IdentityFile {}/only_pub.pub", "IdentitiesOnly yes"],
            "all",
        ),
        case(&["IdentityFile {}/pem", "IdentitiesOnly yes"], "all"),
        case(
            &[
                "IdentityFile {}/pem_pub",
                "IdentityFile {}/pem",
                "IdentityFile {}/sec1",
            ],
            "none",
        ),
        case(&["IdentityFile {}/small", "RequiredRSASize 2048"], "none"),
        case(&["IdentityFile {}/small", "RequiredRSASize 2048"], "all"),
        case(
            &["IdentityFile {}/pem_small", "RequiredRSASize 2048"],
            "none",
        ),
        case(&["IdentityFile {}/ed_cert", "IdentityFile {}/a"], "certs"),
        case(
            &[
                "IdentityFile {}/ed_cert",
                "CertificateFile {}/apart-cert.pub",
            ],
            "certs",
        ),
        case(
            &[
                "IdentityFile {}/a",
                "CertificateFile {}/ed_cert-cert.pub",
                "IdentitiesOnly yes",
            ],
            "certs",
        ),
        case(&["IdentityFile {}/mixed", "IdentitiesOnly yes"], "all"),
        case(
            &[
                "IdentityFile {}/a",
                "IdentityFile {}/copy_of_a",
                "IdentityFile {}/a",
            ],
            "few",
        ),
        case(
            &["IdentityFile {}/pem_loose", "IdentityFile {}/loose"],
            "none",
        ),
        case(&["IdentityFile none"], "few"),
        case(&["IdentityFile none", "IdentityAgent none"], "few"),
        case(&["IdentityFile {}/a", "IdentityAgent {}/agent_all"], "few"),
        case(&["IdentityFile {}/a", "IdentityAgent {}/agent_gone"], "few"),
        case(&["IdentityFile {}/a", "IdentityAgent SSH_AUTH_SOCK"], "few"),
        case(
            &["IdentityFile {}/a", "IdentityAgent $SSH_AUTH_SOCK"],
            "few",
        ),
        case(&["IdentityFile {}/a", "IdentityAgent $UNSET_HERE"], "few"),
        case(
            &["IdentityFile {}/host_cert", "IdentityFile {}/many"],
            "empty",
        ),
        case(
            &[
                "IdentityFile {}/rsa_cert",
                "PubkeyAcceptedAlgorithms -rsa-sha2-*",
            ],
            "none",
        ),
        case(&[], "few"),
    ];
    let mut option = case(&[], "few");
    option.lines = identity(&["c"]);
    option.words = ["-i", "{}/d", "-i", "{}/missing", "-i", "{}/locked"]
        .map(String::from)
        .to_vec();
    cases.push(option);
    cases
}

/// A small generator of arbitrary but always the same numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

fn generated(count: usize) -> Vec<Case> {
    let mut dice = Dice(7);
    let mut made = Vec::new();
    for _ in 0..count {
        let (mut lines, mut words) = (Vec::new(), Vec::new());
        for _ in 0..1 + dice.below(5) {
            lines.push(format!("IdentityFile {{}}/{}", dice.pick(FILES)));
        }
        for _ in 0..dice.below(6).saturating_sub(3) {
            lines.push(format!("CertificateFile {{}}/{}", dice.pick(CERTIFICATES)));
        }
        for _ in 0..dice.below(4).saturating_sub(2) {
            words.extend([String::from("-i"), format!("{{}}/{}", dice.pick(FILES))]);
        }
        lines.push(format!(
            "IdentitiesOnly {}",
            dice.pick(&["yes", "no", "no"])
        ));
        match dice.below(4) {
            0 => lines.push(format!(
                "PubkeyAcceptedAlgorithms {}",
                dice.pick(ALGORITHMS)
            )),
            1 => lines.push(format!(
                "RequiredRSASize {}",
                dice.pick(&["1024", "2048", "3072"])
            )),
            _ => {}
        }
        let agent = AGENTS[dice.below(AGENTS.len())].0;
        made.push(Case {
            lines,
            words,
            agent,
        });
    }
    made
}

#[test]
fn we_offer_what_ssh_offers_in_its_order() {
    let lab = Lab::new();
    let cases: Vec<Case> = chosen().into_iter().chain(generated(45)).collect();
    let workers = thread::available_parallelism().map_or(2, usize::from) * 2;
    let outcomes: Vec<Result<usize, String>> = thread::scope(|scope| {
        let started: Vec<_> = (0..workers)
            .map(|worker| {
                let (lab, cases) = (&lab, &cases);
                scope.spawn(move || {
                    let mine = cases.iter().enumerate().skip(worker).step_by(workers);
                    mine.map(|(place, case)| compare(lab, place, case))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        started
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    let wrong: Vec<&String> = outcomes.iter().filter_map(|it| it.as_ref().err()).collect();
    assert!(
        wrong.is_empty(),
        "{} of {}: {}",
        wrong.len(),
        cases.len(),
        wrong[0]
    );
    let offered: usize = outcomes.iter().flatten().sum();
    assert!(
        cases.len() >= 70 && offered > 3 * cases.len(),
        "{offered} offers"
    );
}
