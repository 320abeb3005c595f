//! A complete login, after the person said yes: their own ssh does it, runs nothing, and is ended.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::time::{Instant, timeout_at};

use crate::evidence::{Login, ServerWords, SshConfig};
use crate::target::Target;
use crate::text::Untrusted;

/// More lines than this are not read.
const LINES: usize = 4000;
/// So many of ssh's own lines are kept.
const KEPT: usize = 60;
/// A person may have to touch a token or type a passphrase.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// No master, no forwarding, no command, no file changed.
pub(super) const QUIETLY: &[&str] = &[
    "ControlMaster=no",
    "ControlPath=none",
    "PermitLocalCommand=no",
    "RemoteCommand=none",
    // Nobody asked to change known_hosts, or what the agent holds.
    "UpdateHostKeys=no",
    "AddKeysToAgent=no",
];
/// sshd sends what it has to say of refused keys right behind its yes.
const LINGER: Duration = Duration::from_millis(700);

/// Who logs in, and how long one waits.
pub struct Person<'a> {
    /// Where to.
    pub target: &'a Target,
    /// What their ssh would do.
    pub config: &'a SshConfig,
    /// May their ssh ask them something?
    pub someone_to_ask: bool,
    /// How long one network step may take.
    pub patience: Duration,
    /// The host key is not on record, and their ssh would write it down without asking: nobody asked to change a file.
    pub keeps_no_record: bool,
}

/// What a login has cost the server, as ssh's own lines tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// TCP connections.
    pub connections: usize,
    /// Authentication requests.
    pub requests: usize,
    /// Requests that were refused, without the first `none`.
    pub failures: usize,
}

/// Logs in as the person's ssh is configured to, and reads from its `-v` what came of it.
pub async fn run(person: &Person<'_>) -> (Login, Spent) {
    let heard = ssh(person, &[]).await;
    (heard.clone().outcome(), heard.spent())
}

/// Shows the server the key it refuses and then logs in another way (with the key in `working`, or by password), so that
/// sshd says on the same connection why it refused the first.
pub async fn after_refusal(
    person: &Person<'_>,
    refused: &Path,
    working: Option<&Path>,
) -> (ServerWords, Spent) {
    let mut words = Vec::new();
    for file in [Some(refused), working].into_iter().flatten() {
        words.extend([String::from("-i"), file.to_string_lossy().into_owned()]);
    }
    let methods = match working {
        Some(_) => "publickey",
        None => "publickey,password,keyboard-interactive",
    };
    // The agent's keys would come first; the order of the two is what matters here.
    for option in [
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
        "NumberOfPasswordPrompts=1",
        &format!("PreferredAuthentications={methods}"),
    ] {
        words.extend([String::from("-o"), option.to_owned()]);
    }
    let heard = ssh(person, &words).await;
    let spent = heard.spent();
    let words = match heard.method {
        Some(_) => ServerWords::Said(heard.remote),
        None => ServerWords::NoLogin(heard.said),
    };
    (words, spent)
}

/// Runs the person's ssh without a command (`-N`), `extra` before their own options: it takes the first value of each.
async fn ssh(person: &Person<'_>, extra: &[String]) -> Heard {
    let mut heard = Heard::default();
    let Some(program) = &person.config.program else {
        heard.said = vec![Untrusted::from("there is no ssh on this machine")];
        return heard;
    };
    let mut command = Command::new(program);
    command.args(["-v", "-N", "-T"]).args(extra);
    let alone = [
        "ClearAllForwardings=yes",
        "ForwardAgent=no",
        "ForwardX11=no",
    ];
    for option in QUIETLY.iter().chain(&alone) {
        command.args(["-o", option]);
    }
    if !person.someone_to_ask {
        command.args(["-o", "BatchMode=yes"]);
    }
    if person.keeps_no_record {
        command.args(["-o", "UserKnownHostsFile=/dev/null"]);
    }
    command.args(&person.target.options);
    command
        .args(["--", &person.target.given])
        .env("LC_ALL", "C");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            heard.said = vec![Untrusted::new(error.to_string())];
            return heard;
        }
    };
    if let Some(stderr) = child.stderr.take() {
        let patience = if person.someone_to_ask {
            PATIENCE
        } else {
            person.patience * 6
        };
        let mut deadline = Instant::now() + patience;
        let mut lines = BufReader::new(stderr).split(b'\n');
        for _ in 0..LINES {
            let before = heard.method.is_some();
            match timeout_at(deadline, lines.next_segment()).await {
                Ok(Ok(Some(line))) => heard.line(&line),
                Ok(Ok(None) | Err(_)) => {
                    // Without a command it stays until it is told to go.
                    heard.dropped = heard.method.is_some();
                    break;
                }
                Err(_) => break,
            }
            if !before && heard.method.is_some() {
                deadline = Instant::now() + LINGER;
            }
        }
    }
    let _ = child.kill().await;
    heard
}

/// What `ssh -v` has said so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    connected: bool,
    offered: usize,
    accepted: usize,
    passwords: usize,
    refusals: usize,
    partials: usize,
    partial: Option<Vec<String>>,
    method: Option<String>,
    remote: Vec<Untrusted>,
    agent: Option<Untrusted>,
    unsigned: Option<Untrusted>,
    denied: bool,
    closed: bool,
    dropped: bool,
    said: Vec<Untrusted>,
}

impl Heard {
    /// Has the login succeeded?
    pub(super) const fn is_in(&self) -> bool {
        self.method.is_some()
    }

    /// Takes in one line.
    pub(super) fn line(&mut self, line: &[u8]) {
        let raw = Untrusted::new(line.trim_ascii_end());
        let text = String::from_utf8_lossy(raw.bytes()).into_owned();
        if let Some(method) = text
            .strip_prefix("Authenticated to ")
            .and_then(|rest| rest.rsplit_once("using \""))
        {
            self.method = Some(method.1.trim_end_matches(['"', '.']).to_owned());
        } else if text.starts_with("debug1: Connection established")
            // Through a proxy only this is said.
            || text.starts_with("debug1: Local version string")
        {
            self.connected = true;
        } else if text.starts_with("debug1: Offering public key") {
            self.offered += 1;
        } else if text.starts_with("debug1: Server accepts key") {
            self.accepted += 1;
            // What the server said before, its greeting, is no reason for what comes now.
            self.said.clear();
        } else if text.starts_with("debug1: Next authentication method: password")
            || text.starts_with("debug1: Next authentication method: keyboard-interactive")
        {
            self.passwords += 1;
        } else if text.contains("with partial success.") {
            self.partials += 1;
            self.partial = Some(Vec::new());
        } else if let Some(methods) =
            text.strip_prefix("debug1: Authentications that can continue: ")
        {
            self.refusals += 1;
            if let Some(partial) = &mut self.partial {
                *partial = methods.split(',').map(str::to_owned).collect();
            }
        } else if let Some(remote) = text.strip_prefix("debug1: Remote: ") {
            keep(&mut self.remote, Untrusted::from(remote));
        } else if text.contains("agent refused operation") {
            self.agent = Some(raw);
        } else if text.contains("Load key ")
            || text.contains("signing failed for ")
            || text.contains("no mutual signature")
            || text.contains("contents do not match public")
        {
            self.unsigned = Some(raw);
        } else if text.contains("Permission denied (") {
            self.denied = true;
        } else if text.starts_with("Connection closed by")
            || text.starts_with("Connection reset by")
            || text.starts_with("Received disconnect")
            || (text.starts_with("Connection to ") && text.contains(" closed"))
        {
            self.closed = true;
            self.dropped = self.method.is_some();
        } else if text.starts_with("client_loop: ") || text.starts_with("Read from remote host ") {
            // ssh's own words for a connection that is gone.
            self.closed = true;
        } else if !text.starts_with("debug")
            && !text.trim().is_empty()
            && !text.starts_with("OpenSSH_")
            && !text.starts_with("Warning: Permanently added ")
        {
            keep(&mut self.said, raw);
        }
    }

    /// `none`, a query a key, a signature a key that was accepted, and what was typed. A login that ends in a closed
    /// connection counts as one that failed.
    fn spent(&self) -> Spent {
        let signed = if self.agent.is_some() || self.unsigned.is_some() {
            0
        } else {
            self.accepted
        };
        let asked = usize::from(self.refusals + self.offered > 0);
        let refused = self.refusals.saturating_sub(asked + self.partials);
        Spent {
            connections: usize::from(self.connected),
            requests: asked + self.offered + signed + self.passwords,
            failures: refused + usize::from((self.closed || self.dropped) && self.accepted > 0),
        }
    }

    pub(super) fn outcome(self) -> Login {
        match self {
            Heard {
                method: Some(_),
                dropped: true,
                said,
                ..
            } => Login::Dropped { said },
            Heard {
                method: Some(method),
                remote,
                ..
            } => Login::Succeeded { method, remote },
            Heard {
                partial: Some(remaining),
                ..
            } => Login::Partial { remaining },
            Heard {
                agent: Some(text), ..
            } => Login::AgentRefused { text },
            Heard {
                unsigned: Some(text),
                ..
            } => Login::CouldNotSign { text },
            Heard {
                accepted: 1..,
                denied,
                closed,
                said,
                ..
            } if denied || closed => Login::RefusedAfterKey { said, closed },
            Heard {
                accepted: 0,
                denied: true,
                said,
                ..
            } => Login::NotOffered { said },
            Heard { said, .. } => Login::Failed { said },
        }
    }
}

/// Keeps a line, while there is room.
fn keep(lines: &mut Vec<Untrusted>, line: Untrusted) {
    if lines.len() < KEPT {
        lines.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(log: &str) -> Login {
        let mut heard = Heard::default();
        log.lines().for_each(|line| heard.line(line.as_bytes()));
        heard.outcome()
    }

    fn spent(log: &str) -> Spent {
        let mut heard = Heard::default();
        log.lines().for_each(|line| heard.line(line.as_bytes()));
        heard.spent()
    }

    #[test]
    fn a_login_is_counted_as_the_server_counts_it() {
        let connected = "debug1: Connection established.\n";
        let next = "debug1: Authentications that can continue: publickey,password\n";
        let offer = "debug1: Offering public key: k\n";
        let accepts = "debug1: Server accepts key: k\n";
        for (log, requests, failures) in [
            (vec![connected, next, offer, accepts], 3, 0),
            (vec![connected, next, offer, next, offer, accepts], 4, 1),
            (vec![connected, next, offer, accepts, next], 3, 1),
            (
                vec![
                    connected,
                    next,
                    offer,
                    accepts,
                    "Connection closed by 10.0.0.2 port 22",
                ],
                3,
                1,
            ),
            (
                vec![
                    connected,
                    next,
                    offer,
                    next,
                    "debug1: Next authentication method: password\n",
                ],
                3,
                1,
            ),
            (
                vec![
                    connected,
                    next,
                    offer,
                    accepts,
                    "Authenticated using \"publickey\" with partial success.\n",
                    next,
                ],
                3,
                0,
            ),
            (vec![connected], 0, 0),
        ] {
            let expected = Spent {
                connections: 1,
                requests,
                failures,
            };
            assert_eq!(spent(&log.concat()), expected, "{log:?}");
        }
        assert_eq!(spent("ssh: connect to host"), Spent::default());
    }

    #[test]
    fn what_ssh_says_of_a_login_is_told_apart() {
        let lines = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| Untrusted::from(*text))
                .collect::<Vec<_>>()
        };
        let table = [
            (
                "debug1: Server accepts key: k\nAuthenticated to srv ([10.0.0.2]:22) using \"publickey\".\nleft out",
                Login::Succeeded {
                    method: String::from("publickey"),
                    remote: vec![],
                },
            ),
            (
                "debug1: Server accepts key: k\nAuthenticated to srv ([10.0.0.2]:22) using \"publickey\".\nConnection closed by 10.0.0.2 port 22",
                Login::Dropped { said: vec![] },
            ),
            (
                "debug1: Server accepts key: k\nAuthenticated using \"publickey\" with partial success.\ndebug1: Authentications that can continue: password\nbob@srv: Permission denied (password).",
                Login::Partial {
                    remaining: vec![String::from("password")],
                },
            ),
            (
                "debug1: Server accepts key: k\nYour account has expired; please contact your system administrator.\nConnection closed by 10.0.0.2 port 22",
                Login::RefusedAfterKey {
                    said: lines(&[
                        "Your account has expired; please contact your system administrator.",
                    ]),
                    closed: true,
                },
            ),
            (
                "Warning: Permanently added 'srv' (ED25519) to the list of known hosts.\ndebug1: Server accepts key: k\nroot@srv: Permission denied (publickey,password).",
                Login::RefusedAfterKey {
                    said: vec![],
                    closed: false,
                },
            ),
            (
                "debug1: Server accepts key: k\nsign_and_send_pubkey: signing failed for ED25519 \"k\" from agent: agent refused operation\nbob@srv: Permission denied (publickey).",
                Login::AgentRefused {
                    text: Untrusted::from(
                        "sign_and_send_pubkey: signing failed for ED25519 \"k\" from agent: agent refused operation",
                    ),
                },
            ),
            (
                "debug1: Server accepts key: k\nsign_and_send_pubkey: signing failed for ED25519-SK \"k\": device not found\nbob@srv: Permission denied (publickey).",
                Login::CouldNotSign {
                    text: Untrusted::from(
                        "sign_and_send_pubkey: signing failed for ED25519-SK \"k\": device not found",
                    ),
                },
            ),
            (
                "debug1: Connection established.\nbob@srv: Permission denied (publickey).",
                Login::NotOffered { said: vec![] },
            ),
            (
                "Authorised use only\ndebug1: Server accepts key: k\nbob@srv: Permission denied (publickey).",
                Login::RefusedAfterKey {
                    said: vec![],
                    closed: false,
                },
            ),
            (
                "ssh: connect to host srv port 22: Connection refused",
                Login::Failed {
                    said: lines(&["ssh: connect to host srv port 22: Connection refused"]),
                },
            ),
        ];
        for (log, expected) in table {
            assert_eq!(heard(log), expected, "{log}");
        }
    }
}
