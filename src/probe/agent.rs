//! What an agent holds (draft-ietf-sshm-ssh-agent), read without trust: one odd key never hides the others.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::time::timeout;

use crate::evidence::{Agent, AgentKey, PublicKey, take_string, take_u32};
use crate::text::Untrusted;

/// One message: its length, and SSH_AGENTC_REQUEST_IDENTITIES.
const REQUEST_IDENTITIES: [u8; 5] = [0, 0, 0, 1, 11];
/// SSH_AGENT_IDENTITIES_ANSWER.
const IDENTITIES_ANSWER: u8 = 12;
/// SSH_AGENT_FAILURE, and the two it had before the standard (authfd.h).
const FAILURES: [u8; 3] = [5, 30, 102];
/// ssh takes no longer answer and no more keys (authfd.c `MAX_AGENT_REPLY_LEN`, `MAX_AGENT_IDENTITIES`).
const ANSWER: usize = 256 * 1024;
const KEYS: u32 = 2048;
/// How many other sockets are tried, each for how long at most, and how many names of a directory are read.
const TRIED: usize = 16;
const BRIEFLY: Duration = Duration::from_millis(500);
const NAMES: usize = 1024;

/// The agent socket ssh would use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentSocket {
    /// None is named.
    None,
    /// `IdentityAgent none`.
    Disabled,
    /// This one.
    At(PathBuf),
}

/// Which socket ssh talks to, from IdentityAgent and the environment (ssh.c `main`). `ssh -G` has expanded IdentityAgent;
/// `~`, `%d`, `%%` and `${NAME}` are for where there is no ssh.
pub fn socket_of(
    identity_agent: Option<&str>,
    env: impl Fn(&str) -> Option<String>,
    home: &Path,
) -> AgentSocket {
    let variable = |name: &str| match env(name) {
        Some(path) if !path.is_empty() => AgentSocket::At(path.into()),
        _ => AgentSocket::None,
    };
    match identity_agent {
        None | Some("SSH_AUTH_SOCK") => variable("SSH_AUTH_SOCK"),
        Some("none") => AgentSocket::Disabled,
        Some(word) => match word.strip_prefix('$') {
            Some(name) if !name.starts_with('{') => variable(name),
            _ => expanded(word, &env, home).map_or(AgentSocket::None, AgentSocket::At),
        },
    }
}

fn expanded(word: &str, env: &impl Fn(&str) -> Option<String>, home: &Path) -> Option<PathBuf> {
    let word = match word.strip_prefix("~/") {
        Some(rest) => home.join(rest).to_string_lossy().into_owned(),
        None => word.to_owned(),
    };
    let mut path = String::new();
    let mut rest = word.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if let Some(after) = rest.strip_prefix('%').filter(|_| c == '%') {
            path.push('%');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('d').filter(|_| c == '%') {
            path.push_str(&home.to_string_lossy());
            rest = after;
        } else if let Some(name) = rest.strip_prefix('{').filter(|_| c == '$') {
            let (name, after) = name.split_once('}')?;
            path.push_str(&env(name)?);
            rest = after;
        } else {
            path.push(c);
        }
    }
    (!path.is_empty()).then(|| path.into())
}

/// Where agents of one person listen.
#[derive(Debug, Clone)]
pub struct Places {
    /// The person's uid: sockets of others are left alone.
    pub uid: u32,
    /// The home directory: OpenSSH's agents since 10.1 are in `.ssh/agent`.
    pub home: PathBuf,
    /// Where older ones and forwarded ones are: `/tmp`.
    pub temporary: PathBuf,
    /// XDG_RUNTIME_DIR: systemd's, GNOME's and GnuPG's.
    pub runtime: Option<PathBuf>,
}

/// Asks the agent at `socket` for its keys.
pub async fn ask(socket: &Path, patience: Duration, places: &Places) -> Agent {
    let at = socket.to_owned();
    match list(socket, patience).await {
        List::Keys(keys) => Agent::Keys { socket: at, keys },
        List::Refused => Agent::Refused { socket: at },
        List::Silent => Agent::Silent { socket: at },
        List::Garbage => Agent::Garbage { socket: at },
        List::Unreachable(error) => Agent::Unreachable {
            text: Untrusted::new(error.to_string()),
            alive: alive(socket, places, patience.min(BRIEFLY)).await,
            socket: at,
        },
    }
}

enum List {
    Keys(Vec<AgentKey>),
    Refused,
    Silent,
    Garbage,
    Unreachable(io::Error),
}

async fn list(socket: &Path, patience: Duration) -> List {
    timeout(patience, converse(socket))
        .await
        .unwrap_or(List::Silent)
}

async fn converse(socket: &Path) -> List {
    let mut stream = match UnixStream::connect(socket).await {
        Ok(stream) => stream,
        // Its queue is full: nobody accepts, and ssh would wait.
        Err(error) if error.kind() == ErrorKind::WouldBlock => return List::Silent,
        Err(error) => return List::Unreachable(error),
    };
    match exchange(&mut stream).await {
        Ok(Some(answer)) => read_answer(&answer).unwrap_or(List::Garbage),
        Ok(None) | Err(_) => List::Garbage,
    }
}

async fn exchange(stream: &mut UnixStream) -> io::Result<Option<Vec<u8>>> {
    stream.write_all(&REQUEST_IDENTITIES).await?;
    let length = stream.read_u32().await? as usize;
    if length > ANSWER {
        return Ok(None);
    }
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer).await?;
    Ok(Some(answer))
}

fn read_answer(answer: &[u8]) -> Option<List> {
    let (&kind, mut rest) = answer.split_first()?;
    if FAILURES.contains(&kind) {
        return Some(List::Refused);
    }
    let count = take_u32(&mut rest)?;
    if kind != IDENTITIES_ANSWER || count > KEYS {
        return None;
    }
    let mut keys = Vec::new();
    for _ in 0..count {
        let blob = take_string(&mut rest)?;
        let comment = Untrusted::new(take_string(&mut rest)?);
        let key = PublicKey::from_blob(blob).unwrap_or_else(|| PublicKey {
            algorithm: String::from("unknown"),
            blob: blob.to_vec(),
        });
        keys.push(AgentKey { key, comment });
    }
    Some(List::Keys(keys))
}

/// The agents at these places that list keys.
pub async fn holding(places: &Places, patience: Duration) -> Vec<Agent> {
    let lists = answers(Path::new(""), places, patience.min(BRIEFLY)).await;
    let agents = lists.into_iter().filter_map(|(socket, list)| match list {
        List::Keys(keys) if !keys.is_empty() => Some(Agent::Keys { socket, keys }),
        List::Keys(_) | List::Refused | List::Silent | List::Garbage | List::Unreachable(_) => None,
    });
    agents.collect()
}

/// Other sockets of this person on which an agent answers; one that is locked answers, too.
async fn alive(asked: &Path, places: &Places, patience: Duration) -> Vec<PathBuf> {
    let lists = answers(asked, places, patience).await.into_iter();
    lists
        .filter(|(_, list)| matches!(list, List::Keys(_) | List::Refused))
        .map(|(socket, _)| socket)
        .collect()
}

/// What the agents of this person answer, all asked at once, the newest first.
async fn answers(asked: &Path, places: &Places, patience: Duration) -> Vec<(PathBuf, List)> {
    let asking = candidates(asked, places)
        .into_iter()
        .map(|socket| async move {
            let list = list(&socket, patience).await;
            (socket, list)
        });
    super::side_by_side(asking).await
}

/// Sockets of this person where agents usually listen, the newest first.
fn candidates(asked: &Path, places: &Places) -> Vec<PathBuf> {
    let mut paths = entries(&places.home.join(".ssh/agent"), "");
    for directory in entries(&places.temporary, "ssh-") {
        paths.extend(entries(&directory, "agent."));
    }
    if let Some(runtime) = &places.runtime {
        let usual = [
            "ssh-agent.socket",
            "openssh_agent",
            "keyring/ssh",
            "gnupg/S.gpg-agent.ssh",
        ];
        paths.extend(usual.map(|name| runtime.join(name)));
    }
    let mut sockets: Vec<(i64, PathBuf)> = paths
        .into_iter()
        .filter(|path| path != asked)
        .filter_map(|path| {
            let metadata = fs::metadata(&path).ok()?;
            let own = metadata.file_type().is_socket() && metadata.uid() == places.uid;
            own.then(|| (-metadata.mtime(), path))
        })
        .collect();
    sockets.sort();
    sockets.truncate(TRIED);
    sockets.into_iter().map(|(_, path)| path).collect()
}

/// Paths in `directory` whose names begin so.
fn entries(directory: &Path, beginning: &str) -> Vec<PathBuf> {
    fs::read_dir(directory)
        .into_iter()
        .flatten()
        .take(NAMES)
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(beginning))
        .map(|entry| entry.path())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;
    use std::time::Instant;

    use super::*;
    use crate::evidence::push_string;

    const PATIENCE: Duration = Duration::from_millis(300);

    fn places(home: &Path) -> Places {
        Places {
            uid: nix::unistd::getuid().as_raw(),
            home: home.to_owned(),
            temporary: home.join("tmp"),
            runtime: None,
        }
    }

    /// Asks a listener that answers every connection with these bytes and then waits.
    async fn answered(bytes: &[u8]) -> Agent {
        let directory = tempfile::tempdir().unwrap();
        let socket = directory.path().join("agent");
        let listener = tokio::net::UnixListener::bind(&socket).unwrap();
        let bytes = bytes.to_vec();
        let serve = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(&bytes).await.unwrap();
            tokio::time::sleep(Duration::from_secs(60)).await;
        });
        let agent = ask(&socket, PATIENCE, &places(directory.path())).await;
        serve.abort();
        agent
    }

    fn framed(message: &[u8]) -> Vec<u8> {
        let mut frame = Vec::new();
        push_string(&mut frame, message);
        frame
    }

    fn listing(keys: &[&[u8]]) -> Vec<u8> {
        let mut message = vec![IDENTITIES_ANSWER];
        message.extend((keys.len() as u32).to_be_bytes());
        for key in keys {
            push_string(&mut message, key);
            push_string(&mut message, b"caf\xe9\x1b[2J");
        }
        framed(&message)
    }

    fn blob(kind: &str) -> Vec<u8> {
        let mut blob = Vec::new();
        push_string(&mut blob, kind.as_bytes());
        push_string(&mut blob, &[7; 32]);
        blob
    }

    #[tokio::test]
    async fn odd_keys_hide_no_others() {
        let keys = [&blob("ssh-ed25519")[..], b"", b"\xff", &blob("ssh-new@x")];
        let agent = answered(&listing(&keys)).await;
        let types: Vec<&str> = agent
            .keys()
            .iter()
            .map(|held| held.key.algorithm.as_str())
            .collect();
        assert_eq!(types, ["ssh-ed25519", "unknown", "unknown", "ssh-new@x"]);
    }

    #[tokio::test]
    async fn five_hundred_keys_are_all_read() {
        let key = blob("ssh-ed25519");
        assert_eq!(answered(&listing(&[&key[..]; 500])).await.keys().len(), 500);
    }

    #[tokio::test]
    async fn every_other_answer_has_its_name() {
        assert!(matches!(
            answered(&framed(&[5])).await,
            Agent::Refused { .. }
        ));
        assert!(
            matches!(answered(&listing(&[])).await, Agent::Keys { keys, .. } if keys.is_empty())
        );
        for silent in [&b""[..], &[0, 0], &[0, 0, 0, 9, 12, 0]] {
            assert!(
                matches!(answered(silent).await, Agent::Silent { .. }),
                "{silent:?}"
            );
        }
        let cut = framed(&[12, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
        let many = framed(&[12, 0, 1, 0, 0]);
        for garbage in [
            &b"HTTP/1.1 400 Bad Request\r\n"[..],
            &[0, 0, 0, 0],
            &[255; 9],
            &framed(&[99]),
            &cut,
            &many,
        ] {
            assert!(
                matches!(answered(garbage).await, Agent::Garbage { .. }),
                "{garbage:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_dead_socket_points_to_living_ones() {
        let directory = tempfile::tempdir().unwrap();
        let home = directory.path();
        for made in [".ssh/agent", "tmp/ssh-x"] {
            fs::create_dir_all(home.join(made)).unwrap();
        }
        let dead = home.join(".ssh/agent/dead");
        drop(UnixListener::bind(&dead).unwrap());
        let silent = UnixListener::bind(home.join(".ssh/agent/silent")).unwrap();
        let living = home.join("tmp/ssh-x/agent.1");
        let listener = tokio::net::UnixListener::bind(&living).unwrap();
        let serve = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                stream.read_exact(&mut [0; 5]).await.unwrap();
                stream.write_all(&listing(&[])).await.unwrap();
            }
        });
        for gone in [dead, home.join("missing"), home.join(".ssh")] {
            let began = Instant::now();
            match ask(&gone, PATIENCE, &places(home)).await {
                Agent::Unreachable { alive, text, .. } => {
                    assert_eq!(alive, std::slice::from_ref(&living), "{gone:?}");
                    assert!(!text.is_empty());
                }
                other => panic!("{gone:?}: {other:?}"),
            }
            assert!(began.elapsed() < Duration::from_secs(2));
        }
        serve.abort();
        drop(silent);
    }

    #[test]
    fn the_socket_is_the_one_ssh_takes() {
        let env = |name: &str| match name {
            "SSH_AUTH_SOCK" => Some(String::from("/run/a")),
            "MINE" => Some(String::from("/run/m")),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        let at = |path: &str| AgentSocket::At(path.into());
        for (identity_agent, socket) in [
            (None, at("/run/a")),
            (Some("SSH_AUTH_SOCK"), at("/run/a")),
            (Some("none"), AgentSocket::Disabled),
            (Some("$MINE"), at("/run/m")),
            (Some("$EMPTY"), AgentSocket::None),
            (Some("$UNSET"), AgentSocket::None),
            (Some("${MINE}/x"), at("/run/m/x")),
            (Some("${UNSET}/x"), AgentSocket::None),
            (Some("~/agent"), at("/home/u/agent")),
            (Some("%d/a%%b"), at("/home/u/a%b")),
            (Some("/run/x y"), at("/run/x y")),
        ] {
            let found = socket_of(identity_agent, env, Path::new("/home/u"));
            assert_eq!(found, socket, "{identity_agent:?}");
        }
        assert_eq!(
            socket_of(None, |_| Some(String::new()), Path::new("/")),
            AgentSocket::None
        );
    }
}
