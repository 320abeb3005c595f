//! A complete login, after the person said yes: their own ssh does it, runs nothing, and is ended.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::time::{Instant, timeout_at};

use crate::evidence::{Login, SshConfig};
use crate::target::Target;
use crate::text::Untrusted;

/// More lines than this are not read.
const LINES: usize = 4000;
/// A person may have to touch a token or type a passphrase.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// No master, no forwarding, no command, no file changed.
pub(super) const QUIETLY: &[&str] = &[
    "ControlMaster=no",
    "ControlPath=none",
    "PermitLocalCommand=no",
    "RemoteCommand=none",
    "UpdateHostKeys=no",
];

/// Logs in with the person's ssh (`-N`: no command), and reads from its `-v` what came of it.
pub async fn run(
    target: &Target,
    config: &SshConfig,
    someone_to_ask: bool,
    patience: Duration,
) -> Login {
    let Some(program) = &config.program else {
        return Login::Failed {
            said: vec![Untrusted::from("there is no ssh on this machine")],
        };
    };
    let mut command = Command::new(program);
    command.args(&target.options).args(["-v", "-N", "-T"]);
    for option in QUIETLY.iter().chain(&["ClearAllForwardings=yes"]) {
        command.args(["-o", option]);
    }
    if !someone_to_ask {
        command.args(["-o", "BatchMode=yes"]);
    }
    command.args(["--", &target.given]).env("LC_ALL", "C");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            return Login::Failed {
                said: vec![Untrusted::from(error.to_string().as_str())],
            };
        }
    };
    let Some(stderr) = child.stderr.take() else {
        return Login::Failed { said: Vec::new() };
    };
    let deadline = Instant::now()
        + if someone_to_ask {
            PATIENCE
        } else {
            patience * 3
        };
    let mut heard = Heard::default();
    let mut lines = BufReader::new(stderr).split(b'\n');
    for _ in 0..LINES {
        match timeout_at(deadline, lines.next_segment()).await {
            Ok(Ok(Some(line))) => {
                if heard.line(&line) {
                    break;
                }
            }
            Ok(Ok(None) | Err(_)) | Err(_) => break,
        }
    }
    let _ = child.kill().await;
    heard.outcome()
}

/// What `ssh -v` has said so far.
#[derive(Debug, Default)]
pub(super) struct Heard {
    accepted: bool,
    partial: Option<Vec<String>>,
    method: Option<String>,
    remote: Vec<Untrusted>,
    agent: Option<Untrusted>,
    unsigned: Option<Untrusted>,
    denied: bool,
    closed: bool,
    said: Vec<Untrusted>,
}

impl Heard {
    /// Takes in one line; true when there is no need to read on.
    pub(super) fn line(&mut self, line: &[u8]) -> bool {
        let raw = Untrusted::new(line.trim_ascii_end());
        let text = String::from_utf8_lossy(raw.bytes()).into_owned();
        if let Some(method) = text
            .strip_prefix("Authenticated to ")
            .and_then(|rest| rest.rsplit_once("using \""))
        {
            self.method = Some(method.1.trim_end_matches(['"', '.']).to_owned());
            return true;
        }
        if text.starts_with("debug1: Server accepts key") {
            self.accepted = true;
        } else if text.contains("with partial success.") {
            self.partial = Some(Vec::new());
        } else if let Some(methods) =
            text.strip_prefix("debug1: Authentications that can continue: ")
        {
            if let Some(partial) = &mut self.partial {
                *partial = methods.split(',').map(str::to_owned).collect();
            }
        } else if let Some(remote) = text.strip_prefix("debug1: Remote: ") {
            self.remote.push(Untrusted::from(remote));
        } else if text.contains("agent refused operation") {
            self.agent = Some(raw);
        } else if text.contains("Load key ")
            || text.contains("no mutual signature")
            || text.contains("contents do not match public")
        {
            self.unsigned = Some(raw);
        } else if text.contains("Permission denied (") {
            self.denied = true;
        } else if text.starts_with("Connection closed by")
            || text.starts_with("Connection reset by")
            || text.starts_with("Received disconnect")
        {
            self.closed = true;
        } else if !text.starts_with("debug")
            && !text.trim().is_empty()
            && !text.starts_with("OpenSSH_")
            && !text.starts_with("Warning: Permanently added ")
        {
            self.said.push(raw);
        }
        false
    }

    pub(super) fn outcome(self) -> Login {
        match self {
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
                accepted: true,
                denied,
                closed,
                said,
                ..
            } if denied || closed => Login::RefusedAfterKey { said, closed },
            Heard { said, .. } => Login::Failed { said },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(log: &str) -> Login {
        let mut heard = Heard::default();
        for line in log.lines() {
            if heard.line(line.as_bytes()) {
                break;
            }
        }
        heard.outcome()
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
