//! The way through a jump host: the person's own `ssh -W`, which is what their ssh runs for ProxyJump (ssh.c `main`).
//!
//! It signs with the keys their ssh uses anyway, and only where a yes was given or plain ssh would not have asked either
//! ([`Evidence::may_log_in`]). Where nobody can be asked it runs with BatchMode.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Join, Split, join};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::{Instant, timeout_at};

use super::login::{Heard, PATIENCE, QUIETLY};
use crate::evidence::{
    Evidence, KeyAnswers, Login, Passage, PublicKey, SshConfig, StandingKind, StrictHostKeyChecking,
};
use crate::shell;
use crate::target::Target;
use crate::text::Untrusted;

/// More lines than this are not read.
const LINES: usize = 4000;

/// How a way is opened; it can be done again.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    program: PathBuf,
    words: Vec<String>,
    patience: Duration,
    patience_for_login: Duration,
    /// So many jump hosts are logged in to when it is opened.
    pub(super) logins: usize,
    /// Something was typed or touched for it, and would have to be again.
    pub(super) by_hand: bool,
}

/// An ssh that has logged in to the jump host and asked it for a connection to the next machine.
#[derive(Debug)]
pub struct Way {
    pub(super) plan: Plan,
    child: Child,
    stream: Join<ChildStdout, ChildStdin>,
    lines: Split<BufReader<ChildStderr>>,
}

/// A way that is open. It ends with this value.
pub(super) struct Carrier {
    pub(super) plan: Plan,
    _child: Option<Child>,
}

impl Plan {
    /// From the jump host that `evidence` is about to the machine behind it; `before` is the way to the jump host itself,
    /// where that is reached through another.
    pub(super) fn new(
        config: &SshConfig,
        evidence: &Evidence,
        before: Option<&Plan>,
        patience: Duration,
    ) -> Option<Plan> {
        let (jump, next) = (&evidence.target, evidence.behind.first()?);
        let mut words = Vec::new();
        let mut set = |option: &str| words.extend([String::from("-o"), option.to_owned()]);
        QUIETLY.iter().for_each(|option| set(option));
        let asks = evidence.may_be_asked();
        if !asks {
            set("BatchMode=yes");
        }
        if takes_any_key(config, evidence) {
            // This ssh would write the new key down without a word; no file is changed by looking.
            set("UserKnownHostsFile=/dev/null");
        }
        let options = before.map(|before| before.lead_to(jump).options);
        words.extend(options.unwrap_or_else(|| jump.options.clone()));
        words.push(String::from("-W"));
        words.push(format!("[{}]:{}", next.hostname, next.port));
        words.extend([String::from("--"), jump.given.clone()]);
        let taken = evidence.offered().ok().and_then(KeyAnswers::accepted);
        let touched = taken.is_some_and(PublicKey::is_security_key);
        Some(Plan {
            program: config.program.clone()?,
            words,
            patience,
            patience_for_login: if asks { PATIENCE } else { patience * 3 },
            logins: 1 + before.map_or(0, |before| before.logins),
            by_hand: before.is_some_and(|before| before.by_hand) || touched,
        })
    }

    /// The same target with this way said outright. With a ProxyJump ssh hands its `-v` to the inner ssh, and the words
    /// of both could not be told apart.
    pub(super) fn lead_to(&self, target: &Target) -> Target {
        let mut options = vec![String::from("-o"), format!("ProxyCommand={}", self.line())];
        let mut words = target.options.iter();
        while let Some(word) = words.next() {
            if word == "-J" {
                // Beside a ProxyCommand it is an error to ssh.
                words.next();
            } else {
                options.push(word.clone());
            }
        }
        Target {
            options,
            ..target.clone()
        }
    }

    /// As a ProxyCommand, in which `%` begins a token.
    fn line(&self) -> String {
        let program = self.program.to_string_lossy();
        let words = [program.as_ref()]
            .into_iter()
            .chain(self.words.iter().map(String::as_str));
        let words: Vec<String> = words.map(shell::quote).collect();
        words.join(" ").replace('%', "%%")
    }

    /// Logs in to the jump host. The way is there where that succeeded.
    pub(super) async fn open(&self) -> (Login, Option<Way>) {
        let failed = |error: &std::io::Error| Login::Failed {
            said: vec![Untrusted::from(error.to_string().as_str())],
        };
        let child = Command::new(&self.program)
            .arg("-vv")
            .args(&self.words)
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let mut child = match child {
            Ok(child) => child,
            Err(error) => return (failed(&error), None),
        };
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return (Login::Failed { said: Vec::new() }, None);
        };
        let mut lines = BufReader::new(stderr).split(b'\n');
        let deadline = Instant::now() + self.patience_for_login;
        let mut heard = Heard::default();
        for _ in 0..LINES {
            match timeout_at(deadline, lines.next_segment()).await {
                Ok(Ok(Some(line))) => {
                    heard.line(&line);
                    if heard.is_in() {
                        break;
                    }
                }
                Ok(Ok(None) | Err(_)) | Err(_) => break,
            }
        }
        let login = heard.outcome();
        let way = Way {
            plan: self.clone(),
            child,
            stream: join(stdout, stdin),
            lines,
        };
        let is_in = matches!(login, Login::Succeeded { .. });
        (login, is_in.then_some(way))
    }
}

/// An unknown host key that this ssh would accept without asking.
fn takes_any_key(config: &SshConfig, evidence: &Evidence) -> bool {
    let unknown = evidence
        .host_key()
        .is_ok_and(|standing| matches!(standing.kind, StandingKind::Unknown));
    unknown
        && matches!(
            config.strict_host_key_checking,
            StrictHostKeyChecking::AcceptNew | StrictHostKeyChecking::No
        )
}

impl Way {
    /// The same, known to have been opened by this login.
    pub(super) fn after(mut self, login: &Login) -> Way {
        let by = match login {
            Login::Succeeded { method, .. } => method.as_str(),
            _ => "",
        };
        self.plan.by_hand |= matches!(by, "password" | "keyboard-interactive");
        self
    }

    /// Waits for the jump host's answer.
    pub(super) async fn pass(
        mut self,
    ) -> (Passage, Option<(Join<ChildStdout, ChildStdin>, Carrier)>) {
        let seconds = self.plan.patience.as_secs_f64();
        let deadline = Instant::now() + self.plan.patience;
        let (mut said, mut key) = (Untrusted::default(), None);
        for _ in 0..LINES {
            let line = match timeout_at(deadline, self.lines.next_segment()).await {
                Err(_) => return (Passage::Silent { seconds }, None),
                Ok(Ok(None) | Err(_)) => break,
                Ok(Ok(Some(line))) => Untrusted::new(line.trim_ascii()),
            };
            if line.contains("open confirm rwindow") {
                return (Passage::Open, Some(self.opened()));
            }
            if line.contains(": key options:") {
                key = Some(line.after("Remote: "));
            }
            if let Some(refused) = refusal(&line, &key) {
                return (refused, None);
            }
            if !line.bytes().starts_with(b"debug") && !line.is_empty() {
                said = line;
            }
        }
        (Passage::Lost { said }, None)
    }

    fn opened(self) -> (Join<ChildStdout, ChildStdin>, Carrier) {
        let mut lines = self.lines;
        // An ssh whose words nobody reads stops in the middle of one.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_segment().await {} });
        let carrier = Carrier {
            plan: self.plan,
            _child: Some(self.child),
        };
        (self.stream, carrier)
    }
}

impl Carrier {
    /// A way that is known and not open.
    pub(super) const fn at_rest(plan: Plan) -> Carrier {
        Carrier { plan, _child: None }
    }

    /// Hangs up; the way can be opened again.
    pub(super) fn rest(&mut self) {
        self._child = None;
    }
}

/// `channel 0: open failed: REASON: TEXT` (channels.c `channel_input_open_failure`).
fn refusal(line: &Untrusted, key: &Option<Untrusted>) -> Option<Passage> {
    let text = line.after("open failed: ");
    if line.contains("open failed: administratively prohibited") {
        let key = key.clone();
        return Some(Passage::Prohibited { text, key });
    }
    if line.contains("open failed: connect failed: ") {
        let reason = line.after("connect failed: ");
        return Some(Passage::Unreachable { reason });
    }
    line.contains(": open failed: ")
        .then_some(Passage::Lost { said: text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(given: &str, options: &[&str]) -> Target {
        Target {
            given: given.to_owned(),
            hostname: given.to_owned(),
            port: 22,
            options: options.iter().map(|&word| word.to_owned()).collect(),
            ..Target::default()
        }
    }

    fn plan(jump: Target, next: &str, before: Option<&Plan>) -> Plan {
        let config = SshConfig {
            program: Some(PathBuf::from("/usr/bin/ssh")),
            ..SshConfig::default()
        };
        let mut evidence = Evidence::about(jump);
        evidence.behind = vec![machine(next, &[])];
        Plan::new(&config, &evidence, before, Duration::from_secs(1)).unwrap()
    }

    #[test]
    fn a_chain_nests_as_sshs_own_does() {
        let first = plan(machine("a", &["-F", "c%h"]), "b", None);
        let second = plan(machine("b", &["-F", "c%h", "-J", "a"]), "srv", Some(&first));
        let quiet = "-o BatchMode=yes -F c%%h -W '[b]:22' -- a";
        let proxy = second
            .words
            .iter()
            .find(|word| word.starts_with("ProxyCommand="));
        let proxy = proxy.unwrap();
        assert!(
            proxy.starts_with("ProxyCommand=/usr/bin/ssh -o ControlMaster=no "),
            "{proxy}"
        );
        assert!(proxy.ends_with(quiet), "{proxy}");
        assert!(!second.words.contains(&String::from("-J")));
        assert_eq!((first.logins, second.logins), (1, 2));
        assert!(
            second
                .words
                .ends_with(&["-W", "[srv]:22", "--", "b"].map(String::from))
        );
    }

    #[test]
    fn a_refusal_is_read_from_sshs_words() {
        for (line, expected) in [
            (
                "channel 0: open failed: administratively prohibited: open failed",
                Some(Passage::Prohibited {
                    text: "administratively prohibited: open failed".into(),
                    key: None,
                }),
            ),
            (
                "channel 0: open failed: connect failed: Name or service not known",
                Some(Passage::Unreachable {
                    reason: "Name or service not known".into(),
                }),
            ),
            (
                "channel 0: open failed: resource shortage: ",
                Some(Passage::Lost {
                    said: "resource shortage:".into(),
                }),
            ),
            ("stdio forwarding failed", None),
            ("debug1: channel 0: new [client-session]", None),
        ] {
            assert_eq!(refusal(&Untrusted::from(line), &None), expected, "{line}");
        }
    }
}
