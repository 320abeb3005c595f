//! A connection through ProxyCommand: the person's own command carries it, as their ssh would run it (sshconnect.c
//! `ssh_proxy_connect`).

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, Join, join};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use crate::evidence::{Closing, Identification};
use crate::target::Target;
use crate::text::Untrusted;

/// So many lines are enough to know why.
const LINES: usize = 5;

/// A proxy at work; it ends with this value.
pub struct Running {
    child: Child,
    stderr: Option<ChildStderr>,
}

/// Starts a ProxyCommand: the person's own configuration, run by their shell as ssh runs it.
pub fn start(
    command: &str,
    target: &Target,
    shell: Option<String>,
) -> std::io::Result<(Join<ChildStdout, ChildStdin>, Running)> {
    let line = target.filled_in(command);
    let mut child = Command::new(shell.as_deref().unwrap_or("/bin/sh"))
        .arg("-c")
        .arg(format!("exec {line}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    match (child.stdin.take(), child.stdout.take()) {
        (Some(stdin), Some(stdout)) => {
            let stderr = child.stderr.take();
            Ok((join(stdout, stdin), Running { child, stderr }))
        }
        (_, _) => Err(std::io::Error::other("no pipes")),
    }
}

/// What is told of a proxy that could not even be started.
pub fn never_started(error: &std::io::Error) -> Identification {
    let words = Untrusted::from(error.to_string().as_str());
    Identification::Closed {
        how: Closing::Eof,
        said: Vec::new(),
        seconds: 0.0,
        proxy: Some((vec![words], None)),
    }
}

impl Running {
    /// The last lines of its standard error, and its exit status if it has ended.
    pub async fn last_words(mut self) -> (Vec<Untrusted>, Option<i32>) {
        let status = timeout(Duration::from_millis(500), self.child.wait())
            .await
            .ok()
            .and_then(Result::ok);
        let mut said = Vec::new();
        if let Some(stderr) = self.stderr.take() {
            let _ = timeout(
                Duration::from_millis(300),
                stderr.take(64 * 1024).read_to_end(&mut said),
            )
            .await;
        }
        let lines: Vec<&[u8]> = said
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty())
            .collect();
        let last = lines.iter().skip(lines.len().saturating_sub(LINES));
        let status = status.and_then(|status| status.code());
        (last.map(Untrusted::new).collect(), status)
    }
}
