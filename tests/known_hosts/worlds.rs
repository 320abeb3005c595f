//! What ssh concludes: each world is a server and known_hosts files, shown to a real `ssh` and to us.
//!
//! The server is `sshd -i` behind a ProxyCommand, so no port is opened and the name may be any.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use sshdoctor::evidence::{Certificate, HostKeyStanding, PublicKey, SshConfig, StandingKind};
use sshdoctor::probe::known_hosts::{KnownHosts, Marker};
use tempfile::TempDir;

use super::keys::{Key, hashed, public_line, ssh_keygen};

/// A server, known_hosts files and options of ssh; and what comes of it.
#[derive(Clone, Copy)]
struct World {
    name: &'static str,
    /// The host certificate the server has for its ED25519 key.
    certificate: Option<&'static str>,
    port: u16,
    alias: Option<&'static str>,
    /// HostKeyAlgorithms, set outright.
    algorithms: Option<&'static str>,
    /// The content of RevokedHostKeys, `krl KEY` for a KRL, `missing` for a file that is not there.
    revoked: Option<&'static str>,
    /// The files `a`, `b` …; `{key}` stands for a key, `{#name}` for a hashed name.
    files: &'static [&'static str],
    concludes: &'static str,
}

const fn world(
    name: &'static str,
    files: &'static [&'static str],
    concludes: &'static str,
) -> World {
    World {
        name,
        certificate: None,
        port: 22,
        alias: None,
        algorithms: None,
        revoked: None,
        files,
        concludes,
    }
}

impl World {
    const fn certificate(self, certificate: &'static str) -> World {
        World {
            certificate: Some(certificate),
            ..self
        }
    }

    const fn port(self, port: u16) -> World {
        World { port, ..self }
    }

    const fn alias(self, alias: &'static str) -> World {
        World {
            alias: Some(alias),
            ..self
        }
    }

    const fn algorithms(self, algorithms: &'static str) -> World {
        World {
            algorithms: Some(algorithms),
            ..self
        }
    }

    const fn revoked(self, revoked: &'static str) -> World {
        World {
            revoked: Some(revoked),
            ..self
        }
    }
}

const CA: &str = "@cert-authority * {ca}\n";
const EXPIRED: &str = "certificate: Certificate invalid: expired";

const WORLDS: &[World] = &[
    world("plain", &["srv {host}\n"], "known a:1"),
    world("nothing on record", &[""], "unknown"),
    world("another name", &["other {host}\n"], "unknown"),
    world("capitals", &["SRV {host}\n"], "known a:1"),
    world("comments count", &["# x\n\n  \nsrv {host}\n"], "known a:4"),
    world(
        "hashed",
        &["{#other} {stale}\n{#srv} {host}\n"],
        "known a:2",
    ),
    world("wildcard", &["s?v* {host}\n"], "known a:1"),
    world("negation", &["*,!srv {host}\n"], "unknown"),
    world("tabs and CR LF", &["\tsrv\t{host}\r\n"], "known a:1"),
    world("no line end", &["srv {host}"], "known a:1"),
    world(
        "broken line first",
        &["srv ssh-ed25519 AAAA\nsrv {host}\n"],
        "known a:2",
    ),
    world(
        "bad hash first",
        &["|1|x|y {host}\nsrv {host}\n"],
        "known a:2",
    ),
    world("only a broken line", &["srv ssh-ed25519 AAAA\n"], "unknown"),
    world(
        "old RSA1 line",
        &["srv 1024 35 123456\nsrv {host}\n"],
        "known a:2",
    ),
    world("changed", &["srv {stale}\n"], "changed a:1"),
    world(
        "changed, several lines",
        &["srv {stale}\n*,!x {stale_rsa}\nsrv {stale}\n"],
        "changed a:3",
    ),
    world("changed, hashed", &["{#srv} {stale}\n"], "changed a:1"),
    world(
        "one of two keys",
        &["srv {stale}\nsrv {host}\n"],
        "known a:2",
    ),
    world(
        "several files",
        &["other {host}\n", "srv {host}\n"],
        "known b:1",
    ),
    world(
        "stale file before the right one",
        &["srv {stale}\n", "srv {host}\n"],
        "known b:1",
    ),
    world(
        "stale in the second file",
        &["", "srv {stale}\n"],
        "changed b:1",
    ),
    world("other type, order adapts", &["srv {rsa}\n"], "known a:1"),
    world("both types", &["srv {rsa}\nsrv {host}\n"], "known a:2"),
    world("other type, order fixed", &["srv {rsa}\n"], "changed a:1").algorithms("ssh-ed25519"),
    world("type that is not served", &["srv {ecdsa}\n"], "changed a:1"),
    world("port", &["[srv]:2222 {host}\n"], "known a:1").port(2222),
    world("port, hashed", &["{#[srv]:2222} {host}\n"], "known a:1").port(2222),
    world("port, record without", &["srv {host}\n"], "known a:1").port(2222),
    world("port, wildcard", &["[*]:2222 {host}\n"], "known a:1").port(2222),
    world("port, stale without", &["srv {stale}\n"], "unknown").port(2222),
    world(
        "port, stale with",
        &["[srv]:2222 {stale}\nsrv {host}\n"],
        "changed a:1",
    )
    .port(2222),
    world("port 22 in brackets", &["[srv]:22 {host}\n"], "unknown"),
    world("alias", &["alias {host}\nsrv {stale}\n"], "known a:1").alias("Alias"),
    world("alias, hashed", &["{#alias} {host}\n"], "known a:1").alias("Alias"),
    world(
        "alias and port",
        &["srv {stale}\n[alias]:2222 {stale}\nalias {host}\n"],
        "known a:3",
    )
    .alias("alias")
    .port(2222),
    world("alias not on record", &["srv {host}\n"], "unknown").alias("alias"),
    world("revoked", &["srv {host}\n@revoked * {host}\n"], "revoked"),
    world(
        "revoked by a marker with a tab",
        &["srv {host}\n@revoked\t*\t{host_tab}\n"],
        "revoked",
    ),
    world(
        "marker ssh overlooks",
        &["srv {host}\n@revoked\t* {host}\n"],
        "known a:1",
    ),
    world(
        "revoked for others",
        &["srv {host}\n@revoked other {host}\n"],
        "known a:1",
    ),
    world(
        "port, revoked without",
        &["@revoked srv {host}\n"],
        "revoked",
    )
    .port(2222),
    world("revoked list", &["srv {host}\n"], "revoked by file").revoked("# x\n{stale}\n{host}\n"),
    world("revoked list of others", &["srv {host}\n"], "known a:1").revoked("{stale}\n"),
    world(
        "revoked list, broken",
        &["srv {host}\n"],
        "revoked file unreadable",
    )
    .revoked("srv {stale}\n"),
    world(
        "revoked list, missing",
        &["srv {host}\n"],
        "revoked file unreadable",
    )
    .revoked("missing"),
    world("KRL", &["srv {host}\n"], "revoked by file").revoked("krl host"),
    world("KRL of others", &["srv {host}\n"], "known a:1").revoked("krl stale"),
    world(
        "KRL, cut short",
        &["srv {host}\n"],
        "revoked file unreadable",
    )
    .revoked("SSHKRL\n\0"),
    world("certificate", &[CA], "authority a:1").certificate("good"),
    world(
        "certificate, authority for a pattern",
        &["@cert-authority s*,!srx {ca}\n"],
        "authority a:1",
    )
    .certificate("good"),
    world(
        "certificate, authority for others",
        &["@cert-authority *.lab {ca}\n"],
        "unknown",
    )
    .certificate("good"),
    world(
        "certificate, stale key",
        &["srv {stale}\n@cert-authority * {ca}\n"],
        "authority a:2",
    )
    .certificate("good"),
    world(
        "certificate, rsa key on record",
        &["srv {rsa}\n@cert-authority * {ca}\n"],
        "authority a:2",
    )
    .certificate("good"),
    world("certificate for any name", &[CA], "authority a:1").certificate("any"),
    world("certificate, expired", &[CA], EXPIRED).certificate("expired"),
    world(
        "certificate, expired, key on record",
        &["@cert-authority * {ca}\nsrv {host}\n"],
        "known a:2",
    )
    .certificate("expired"),
    world(
        "certificate, expired, key changed",
        &["@cert-authority * {ca}\nsrv {stale}\n"],
        "changed a:2",
    )
    .certificate("expired"),
    world(
        "certificate, not yet valid",
        &[CA],
        "certificate: Certificate invalid: not yet valid",
    )
    .certificate("early"),
    world(
        "certificate, wrong name",
        &[CA],
        "certificate: Certificate invalid: name is not a listed principal",
    )
    .certificate("wrong"),
    world(
        "certificate, alias",
        &[CA],
        "certificate: Certificate invalid: name is not a listed principal",
    )
    .certificate("good")
    .alias("alias"),
    world(
        "certificate, unknown authority",
        &["@cert-authority * {other_ca}\n"],
        "unknown",
    )
    .certificate("good"),
    world(
        "certificate, no authority, key on record",
        &["srv {host}\n"],
        "known a:1",
    )
    .certificate("good"),
    world(
        "certificate, authority revoked",
        &["@cert-authority * {ca}\n@revoked * {ca}\n"],
        "revoked",
    )
    .certificate("good"),
    world(
        "certificate, key revoked",
        &["@cert-authority * {ca}\n@revoked * {host}\n"],
        "revoked",
    )
    .certificate("good"),
    world(
        "certificate, authority in the list",
        &[CA],
        "revoked by file",
    )
    .certificate("good")
    .revoked("{ca}\n"),
    world("certificate, port", &[CA], "authority a:1")
        .certificate("good")
        .port(2222),
    world(
        "certificate, port, record without",
        &["@cert-authority srv {ca}\n"],
        "authority a:1",
    )
    .certificate("good")
    .port(2222),
    world(
        "certificate, port, expired",
        &["@cert-authority srv {ca}\n"],
        EXPIRED,
    )
    .certificate("expired")
    .port(2222),
    world(
        "certificate, port, key without",
        &["[srv]:2222 {stale}\nsrv {host}\n"],
        "known a:2",
    )
    .certificate("good")
    .port(2222),
];

/// Keys and certificates of all worlds.
struct Ground {
    home: TempDir,
    keys: Vec<(&'static str, Key)>,
}

impl Ground {
    fn lay() -> Ground {
        let home = tempfile::tempdir().unwrap();
        let kinds = [
            ("host", "ed25519"),
            ("rsa", "rsa"),
            ("stale", "ed25519"),
            ("stale_rsa", "rsa"),
            ("ecdsa", "ecdsa"),
            ("ca", "ed25519"),
            ("other_ca", "ed25519"),
        ];
        let keys = kinds.map(|(name, kind)| (name, Key::generate(home.path(), name, kind, None)));
        let ground = Ground {
            home,
            keys: keys.into(),
        };
        for (name, options) in [
            (
                "good",
                ["-V", "always:forever", "-n", "srv,other"].as_slice(),
            ),
            ("any", &["-V", "always:forever"]),
            ("expired", &["-V", "20200101:20200201", "-n", "srv"]),
            ("early", &["-V", "20900101:20910101", "-n", "srv"]),
            ("wrong", &["-V", "always:forever", "-n", "other,s*"]),
        ] {
            ground.certify(name, options);
        }
        ground
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn certify(&self, name: &str, options: &[&str]) {
        let public = self.path(&format!("{name}.pub"));
        fs::copy(self.path("host.pub"), &public).unwrap();
        let ca = self.path("ca");
        let mut arguments = vec!["-q", "-h", "-s", ca.to_str().unwrap(), "-I", name];
        arguments.extend(options);
        arguments.push(public.to_str().unwrap());
        ssh_keygen(&arguments);
    }

    fn key(&self, wanted: &str) -> &Key {
        &self
            .keys
            .iter()
            .find(|(name, _)| *name == wanted)
            .unwrap()
            .1
    }

    /// `text` with the keys and hashes it names.
    fn fill(&self, text: &str) -> String {
        let mut text = text.replace("{host_tab}", &self.key("host").line.replace(' ', "\t"));
        for (name, key) in &self.keys {
            text = text.replace(&format!("{{{name}}}"), &key.line);
        }
        for name in ["srv", "other", "alias", "[srv]:2222"] {
            text = text.replace(&format!("{{#{name}}}"), &hashed(name, 3));
        }
        text
    }

    /// Writes the files of `world`: known_hosts files, and RevokedHostKeys if it has one.
    fn write(&self, world: World) -> (Vec<PathBuf>, Option<PathBuf>) {
        let files = world.files.iter().zip(["a", "b"]).map(|(content, name)| {
            fs::write(self.path(name), self.fill(content)).unwrap();
            self.path(name)
        });
        let revoked = world.revoked.map(|content| {
            let path = self.path("revoked");
            fs::remove_file(&path).unwrap_or_default();
            match content.strip_prefix("krl ") {
                Some(key) => {
                    let public = self.key(key).private.with_extension("pub");
                    ssh_keygen(&[
                        "-q",
                        "-k",
                        "-f",
                        path.to_str().unwrap(),
                        public.to_str().unwrap(),
                    ]);
                }
                None if content == "missing" => (),
                None => fs::write(&path, self.fill(content)).unwrap(),
            }
            path
        });
        (files.collect(), revoked)
    }

    /// The command that is the server of `world`.
    fn server(&self, world: World) -> String {
        // Where root starts it, sshd wants its empty directory.
        let _ = fs::create_dir("/run/sshd");
        let path = |name: &str| self.path(name).display().to_string();
        let mut config = format!(
            "HostKey {}\nHostKey {}\nAuthorizedKeysFile none\nUsePAM no\nPidFile none\n",
            path("host"),
            path("rsa")
        );
        if let Some(certificate) = world.certificate {
            config += &format!(
                "HostCertificate {}\n",
                path(&format!("{certificate}-cert.pub"))
            );
        }
        fs::write(self.path("sshd_config"), config).unwrap();
        format!(
            "/usr/sbin/sshd -i -E {} -f {}",
            path("log"),
            path("sshd_config")
        )
    }
}

/// The options that make ssh see `world`.
fn options(world: World, files: &[PathBuf], revoked: Option<&Path>) -> Vec<String> {
    let file = |at: usize| {
        files
            .get(at)
            .map_or("/dev/null".into(), |path| path.display().to_string())
    };
    let mut options = vec![
        format!("UserKnownHostsFile={}", file(0)),
        format!("GlobalKnownHostsFile={}", file(1)),
    ];
    options.extend(world.alias.map(|alias| format!("HostKeyAlias={alias}")));
    options.extend(
        world
            .algorithms
            .map(|algorithms| format!("HostKeyAlgorithms={algorithms}")),
    );
    options.extend(revoked.map(|path| format!("RevokedHostKeys={}", path.display())));
    options
}

fn ssh(world: World, options: &[String]) -> Command {
    let mut ssh = Command::new("ssh");
    ssh.args(["-F", "none", "-p", &world.port.to_string()]);
    ssh.args(options.iter().flat_map(|option| ["-o", option]));
    ssh.stdin(Stdio::null()).env("LC_ALL", "C");
    ssh
}

/// What ssh says under `-v` about the host key.
fn heard(world: World, options: &[String], server: &str) -> String {
    let done = ssh(world, options)
        .args([
            "-v",
            "-o",
            "BatchMode=yes",
            "-o",
            "StrictHostKeyChecking=yes",
            "-o",
            "IdentityAgent=none",
        ])
        .args([
            "-o",
            "IdentityFile=none",
            "-o",
            "PreferredAuthentications=none",
        ])
        .arg("-o")
        .arg(format!("ProxyCommand={server}"))
        .args(["nobody@srv", "true"])
        .output()
        .unwrap();
    String::from_utf8_lossy(&done.stderr).into_owned()
}

fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    text.lines()
        .find_map(|line| Some(line.split_once(words)?.1.trim_end()))
}

/// What it comes to, in short; files by their last name.
fn concluded(heard: &str) -> String {
    let place =
        |words| after(heard, words).map(|place| place.rsplit('/').next().unwrap().to_owned());
    let verified = heard.contains("SSH2_MSG_NEWKEYS sent");
    // A certificate that does not hold has found its authority too, and then its key.
    if let Some(place) = place("Found key in ").filter(|_| verified) {
        format!("known {place}")
    } else if let Some(place) = place("Found CA key in ").filter(|_| verified) {
        format!("authority {place}")
    } else if heard.contains("is marked as revoked.") {
        String::from("revoked")
    } else if heard.contains(" revoked by file ") {
        String::from("revoked by file")
    } else if heard.contains("Error checking host key ") {
        String::from("revoked file unreadable")
    } else if let Some(place) = place("Offending ED25519 key in ")
        .or_else(|| place("Offending RSA key in "))
        .or_else(|| place("Offending ECDSA key in "))
    {
        format!("changed {place}")
    } else if let Some(reason) = after(heard, "Certificate invalid: ") {
        format!("certificate: Certificate invalid: {reason}")
    } else if heard.contains(" host key is known for ") {
        String::from("unknown")
    } else {
        format!("no conclusion in\n{heard}")
    }
}

/// The same of our own verdict.
fn judged(known: &KnownHosts, standing: &HostKeyStanding) -> String {
    let place = |file: &Path, line: usize| {
        format!("{}:{line}", file.file_name().unwrap().to_str().unwrap())
    };
    // ssh blames the last line for the name, of whatever type.
    let offending = || {
        let entries = known.entries_for(&standing.name);
        let last = entries
            .iter()
            .rfind(|entry| entry.marker == Marker::None)
            .unwrap();
        place(&last.known.file, last.known.line)
    };
    match &standing.kind {
        StandingKind::Known(known) => format!("known {}", place(&known.file, known.line)),
        StandingKind::ByAuthority(known) => format!("authority {}", place(&known.file, known.line)),
        StandingKind::Changed(keys) => {
            assert!(
                keys.iter()
                    .all(|known| known.key.kind() == standing.offered.kind())
            );
            format!("changed {}", offending())
        }
        StandingKind::OtherTypes(keys) => {
            assert!(
                keys.iter()
                    .all(|known| known.key.kind() != standing.offered.kind())
            );
            format!("changed {}", offending())
        }
        StandingKind::Unknown => String::from("unknown"),
        StandingKind::Revoked(known) if known.file.ends_with("revoked") => {
            String::from("revoked by file")
        }
        StandingKind::Revoked(_) => String::from("revoked"),
        StandingKind::RevokedFileUnreadable { .. } => String::from("revoked file unreadable"),
        // Under -v ssh says this of every certificate it does not use, then judges the plain key.
        StandingKind::CertificateInvalid { reason, .. } if reason.contains("No matching CA") => {
            String::from("unknown")
        }
        StandingKind::CertificateInvalid { reason, .. } => {
            format!("certificate: {}", reason.visible(80))
        }
    }
}

/// HostKeyAlgorithms as `ssh -G` prints it.
fn host_key_algorithms(world: World, options: &[String]) -> Vec<String> {
    let done = ssh(world, options).args(["-G", "srv"]).output().unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    let list = after(&text, "hostkeyalgorithms ").unwrap();
    list.split(',').map(String::from).collect()
}

fn version() -> String {
    let done = Command::new("ssh").arg("-V").output().unwrap();
    String::from_utf8(done.stderr).unwrap()
}

/// The key the server proves with `algorithm`.
fn offered(
    ground: &Ground,
    world: World,
    algorithm: &str,
) -> Option<(PublicKey, Option<Certificate>)> {
    let plain = |name: &str| PublicKey::from_line(&ground.key(name).line);
    match algorithm {
        "ssh-ed25519" => Some((plain("host")?, None)),
        "rsa-sha2-512" | "rsa-sha2-256" => Some((plain("rsa")?, None)),
        "ssh-ed25519-cert-v01@openssh.com" => {
            let path = ground.path(&format!("{}-cert.pub", world.certificate?));
            let blob = PublicKey::from_line(&public_line(&path))?;
            let certificate = Certificate::from_key(&blob).unwrap();
            Some((blob, Some(certificate)))
        }
        _ => None,
    }
}

#[test]
fn conclusions_equal_those_of_ssh() {
    let ground = Ground::lay();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    for &world in WORLDS {
        let (files, revoked) = ground.write(world);
        let options = options(world, &files, revoked.as_deref());
        let heard = heard(world, &options, &ground.server(world));
        assert_eq!(
            concluded(&heard),
            world.concludes,
            "ssh in world '{}'\n{heard}",
            world.name
        );

        let config = SshConfig {
            version: Some(version()),
            hostname: String::from("srv"),
            port: world.port,
            host_key_alias: world.alias.map(String::from),
            known_hosts_files: files,
            revoked_host_keys: revoked,
            host_key_algorithms: host_key_algorithms(world, &options),
            host_key_algorithms_fixed: world.algorithms.is_some(),
            ..SshConfig::default()
        };
        let known = KnownHosts::load(&config);
        let order = known.order_host_key_algorithms(&config, &config.known_hosts_name());
        let agreed = order
            .iter()
            .find(|algorithm| offered(&ground, world, algorithm).is_some())
            .unwrap();
        assert_eq!(
            Some(agreed.as_str()),
            after(&heard, "host key algorithm: "),
            "algorithm in world '{}'",
            world.name
        );

        let (key, certificate) = offered(&ground, world, agreed).unwrap();
        let standing = known.standing(&config, &key, certificate.as_ref(), now);
        assert_eq!(
            judged(&known, &standing),
            world.concludes,
            "we in world '{}'\n{standing:#?}",
            world.name
        );
    }
}
