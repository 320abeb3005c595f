//! The keys of this machine: what ssh would look at for one target, and what else the person has.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::agent::{self, AgentSocket, Places};
use super::identity_file::{self, Client};
use super::{provider, public_half};
use crate::environment;
use crate::evidence::{
    Agent, Defect, FileState, Identities, IdentityFile, OtherHome, SshConfig, Whose,
};

/// ssh looks at no more identity files (readconf.h `SSH_MAX_IDENTITY_FILES`).
const FILES: usize = 100;
/// Other files: how many names are read, how many files, and how many keys are kept.
const NAMES: usize = 4096;
const READ: usize = 256;
const KEPT: usize = 64;

/// Who asks, and where their things are.
#[derive(Debug, Clone)]
pub struct Person {
    /// The uid, the home directory, and where agents listen.
    pub places: Places,
    /// Words of the target (host, user, alias): a key file named after it is likelier the right one.
    pub words: Vec<String>,
    /// Where else they may think their keys are.
    pub other_homes: Vec<environment::OtherHome>,
    /// How long an agent may take.
    pub patience: Duration,
}

/// Looks at the identity files, certificates and agents of this configuration, and at the other keys in `~/.ssh`.
pub async fn look(
    config: &SshConfig,
    person: &Person,
    env: impl Fn(&str) -> Option<String>,
) -> Identities {
    let client = Client::new(config, person.places.uid);
    let home = &person.places.home;
    let used = agent::socket_of(config.identity_agent.as_deref(), &env, home);
    let usual = agent::socket_of(None, &env, home);
    let other = if usual == used {
        AgentSocket::None
    } else {
        usual
    };
    let (agent, other_agent, provider) =
        tokio::join!(ask(used, person), ask(other, person), provider::ask(config));
    let files: Vec<IdentityFile> = config
        .identity_files
        .iter()
        .filter(|path| !path.as_os_str().eq_ignore_ascii_case("none"))
        .take(FILES)
        .map(|path| identity_file::look(path, !config.default_identities, &client))
        .collect();
    let mut other_homes = Vec::new();
    for home in &person.other_homes {
        other_homes.push(other_home(home, &client, person).await);
    }
    Identities {
        listed: None,
        agent,
        other_agent,
        provider,
        certificates: config
            .certificate_files
            .iter()
            .map(|path| (path.clone(), public_half::certificate(path)))
            .collect(),
        others: others(&home.join(".ssh"), &files, &person.words, &client),
        other_homes,
        files,
    }
}

/// Why a home that ssh does not take is the person's.
pub(super) fn whose(home: &environment::OtherHome) -> Whose {
    match &home.caller {
        Some((name, _)) => Whose::Caller(name.clone()),
        None => Whose::Variable,
    }
}

/// What is in a home that ssh does not look into.
async fn other_home(home: &environment::OtherHome, client: &Client, person: &Person) -> OtherHome {
    let agents = match &home.caller {
        Some((_, uid)) => {
            let places = Places {
                uid: *uid,
                home: home.path.clone(),
                temporary: person.places.temporary.clone(),
                runtime: Some(format!("/run/user/{uid}").into()),
            };
            agent::holding(&places, person.patience).await
        }
        None => Vec::new(),
    };
    OtherHome {
        keys: others(&home.path.join(".ssh"), &[], &person.words, client),
        path: home.path.clone(),
        whose: whose(home),
        agents,
    }
}

async fn ask(socket: AgentSocket, person: &Person) -> Agent {
    match socket {
        AgentSocket::None => Agent::NotConfigured,
        AgentSocket::Disabled => Agent::Disabled,
        AgentSocket::At(socket) => agent::ask(&socket, person.patience, &person.places).await,
    }
}

/// Keys in `directory` that are not among `files`, the likeliest first.
fn others(
    directory: &Path,
    files: &[IdentityFile],
    words: &[String],
    client: &Client,
) -> Vec<IdentityFile> {
    let mut names: Vec<Name> = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .take(NAMES)
        .flatten()
        .filter_map(|entry| Name::of(&entry, words))
        .collect();
    let known: HashSet<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    let present: HashSet<PathBuf> = names.iter().map(|name| name.path.clone()).collect();
    names.retain(|Name { path, .. }| {
        let base = path.with_extension("");
        let is_public = path.extension().is_some_and(|ending| ending == "pub");
        let is_beside = is_public && (known.contains(&base) || present.contains(&base));
        !known.contains(path) && !is_beside
    });
    names.sort_by_key(|name| (Reverse((name.fits, name.changed)), name.path.clone()));
    names
        .iter()
        .take(READ)
        .map(|name| identity_file::look(&name.path, false, client))
        .filter(is_a_key)
        .take(KEPT)
        .collect()
}

/// A file that may be a key.
struct Name {
    path: PathBuf,
    /// A word of the target is in its name.
    fits: bool,
    changed: Option<SystemTime>,
}

impl Name {
    fn of(entry: &DirEntry, words: &[String]) -> Option<Name> {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().to_ascii_lowercase();
        let metadata = fs::metadata(&path).ok()?;
        let possible = metadata.is_file() && !is_another_kind(&name);
        possible.then(|| Name {
            fits: words
                .iter()
                .any(|word| !word.is_empty() && name.contains(&word.to_ascii_lowercase())),
            changed: metadata.modified().ok(),
            path,
        })
    }
}

/// Files of `~/.ssh` that are no keys. Certificates are read with the key they stand beside.
fn is_another_kind(name: &str) -> bool {
    ["known_hosts", "authorized_", "config", "environment", "rc"]
        .iter()
        .any(|beginning| {
            name.strip_prefix(beginning).is_some_and(|rest| {
                !rest.starts_with(|c: char| c.is_alphanumeric()) || *beginning == "authorized_"
            })
        })
        || name.ends_with("-cert.pub")
        || name.ends_with('~')
}

/// Whole, or recognisably a key once.
fn is_a_key(file: &IdentityFile) -> bool {
    match &file.state {
        FileState::Usable
        | FileState::Encrypted
        | FileState::TooOpen { .. }
        | FileState::Putty { .. }
        | FileState::Unsupported { .. } => true,
        FileState::Malformed(Defect::Empty | Defect::NoHeader | Defect::Html | Defect::Utf16) => {
            file.public.is_some()
        }
        FileState::Malformed(_) => true,
        FileState::PublicKey | FileState::Unreadable { .. } => file.public.is_some(),
        FileState::Missing { .. } | FileState::NotAFile => false,
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn keygen(path: &Path) {
        let path = path.to_str().unwrap();
        let words = ["-q", "-t", "ed25519", "-N", "", "-f", path];
        assert!(
            Command::new("ssh-keygen")
                .args(words)
                .status()
                .unwrap()
                .success()
        );
    }

    #[tokio::test]
    async fn others_are_the_keys_ssh_does_not_look_at() {
        let home = tempfile::tempdir().unwrap();
        let ssh = home.path().join(".ssh");
        fs::create_dir(&ssh).unwrap();
        for name in ["id_ed25519", "old", "for-web1", "gone", "lone"] {
            keygen(&ssh.join(name));
        }
        fs::remove_file(ssh.join("lone")).unwrap();
        fs::remove_file(ssh.join("gone.pub")).unwrap();
        for (name, text) in [
            ("known_hosts", "x"),
            ("config", "Host x"),
            ("notes.txt", "hello"),
            ("empty", ""),
        ] {
            fs::write(ssh.join(name), text).unwrap();
        }
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        for name in ["old", "for-web1"] {
            let file = fs::File::options()
                .write(true)
                .open(ssh.join(name))
                .unwrap();
            file.set_modified(long_ago).unwrap();
        }
        let config = SshConfig {
            identity_files: vec![ssh.join("id_ed25519"), ssh.join("id_rsa"), "none".into()],
            default_identities: true,
            identity_agent: Some(String::from("none")),
            ..SshConfig::default()
        };
        let person = Person {
            places: Places {
                uid: nix::unistd::getuid().as_raw(),
                home: home.path().to_owned(),
                temporary: home.path().to_owned(),
                runtime: None,
            },
            words: vec![String::from("Web1"), String::new()],
            other_homes: Vec::new(),
            patience: Duration::from_millis(200),
        };
        let env = |name: &str| (name == "SSH_AUTH_SOCK").then(|| String::from("/nonexistent"));
        let found = look(&config, &person, env).await;
        let name =
            |file: &IdentityFile| file.path.file_name().unwrap().to_str().unwrap().to_owned();
        let states: Vec<_> = found.files.iter().map(|file| file.state.clone()).collect();
        assert_eq!(
            states,
            [FileState::Usable, FileState::Missing { near: Vec::new() }]
        );
        let mut others: Vec<String> = found.others.iter().map(name).collect();
        assert_eq!(
            (others.remove(0), others.pop()),
            (String::from("for-web1"), Some(String::from("old")))
        );
        others.sort();
        assert_eq!(others, ["gone", "lone.pub"]);
        assert_eq!(found.agent, Agent::Disabled);
        assert!(matches!(found.other_agent, Agent::Unreachable { .. }));
    }

    #[test]
    fn what_is_no_key_is_known_by_its_name() {
        for name in [
            "known_hosts",
            "known_hosts.old",
            "config",
            "config.d",
            "authorized_keys2",
            "rc",
            "k-cert.pub",
            "id_rsa~",
        ] {
            assert!(is_another_kind(name), "{name}");
        }
        for name in ["id_rsa", "rcon", "configkey", "mykey.pub", "environment1"] {
            assert!(!is_another_kind(name), "{name}");
        }
    }
}
