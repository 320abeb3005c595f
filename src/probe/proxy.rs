//! A connection through ProxyCommand or ProxyJump: the person's own command carries it, as their ssh would run it
//! (sshconnect.c `ssh_proxy_connect`).

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, Join, join};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use crate::evidence::{Closing, Identification, SshConfig};
use crate::shell;
use crate::text::Untrusted;

/// A proxy at work; it ends with this value.
pub struct Running {
    child: Child,
    stderr: Option<ChildStderr>,
}

/// Starts the proxy. The command line is the person's own configuration, run by their shell as ssh runs it.
pub fn start(
    config: &SshConfig,
    proxy: &str,
) -> std::io::Result<(Join<ChildStdout, ChildStdin>, Running)> {
    let line = if config.proxy_command.as_deref() == Some(proxy) {
        expand(proxy, config)
    } else {
        jump(config, proxy)
    };
    let mut child = Command::new("/bin/sh")
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

/// ProxyCommand takes the tokens %%, %h, %n, %p and %r (ssh_config(5), TOKENS).
fn expand(command: &str, config: &SshConfig) -> String {
    let mut line = String::new();
    let mut rest = command.chars();
    while let Some(c) = rest.next() {
        match (c, if c == '%' { rest.next() } else { None }) {
            ('%', Some('%')) => line.push('%'),
            ('%', Some('h' | 'n')) => line.push_str(&config.hostname),
            ('%', Some('p')) => line.push_str(&config.port.to_string()),
            ('%', Some('r')) => line.push_str(&config.user),
            ('%', Some(other)) => line.extend(['%', other]),
            (c, _) => line.push(c),
        }
    }
    line
}

/// ProxyJump is an inner ssh with -W (ssh.c); it may not ask anything here.
fn jump(config: &SshConfig, hops: &str) -> String {
    let ssh = config
        .program
        .as_ref()
        .map_or("ssh".into(), |program| program.to_string_lossy());
    let (before, last) = hops
        .rsplit_once(',')
        .map_or((None, hops), |(before, last)| (Some(before), last));
    let mut words = vec![
        ssh.into_owned(),
        String::from("-o"),
        String::from("BatchMode=yes"),
    ];
    if let Some(before) = before {
        words.extend([String::from("-J"), before.to_owned()]);
    }
    words.extend([
        String::from("-W"),
        format!("[{}]:{}", config.hostname, config.port),
        String::from("--"),
    ]);
    words.push(if last.contains(':') && !last.starts_with("ssh://") {
        format!("ssh://{last}")
    } else {
        last.to_owned()
    });
    words
        .iter()
        .map(|word| shell::quote(word))
        .collect::<Vec<_>>()
        .join(" ")
}

/// What is told of a proxy that could not even be started.
pub fn never_started(error: &std::io::Error) -> Identification {
    let words = Untrusted::from(error.to_string().as_str());
    Identification::Closed {
        how: Closing::Eof,
        said: Vec::new(),
        seconds: 0.0,
        proxy: Some((words, None)),
    }
}

impl Running {
    /// The last line of its standard error, and its exit status if it has ended.
    pub async fn last_words(mut self) -> (Untrusted, Option<i32>) {
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
        let last = said
            .split(|&byte| byte == b'\n')
            .rfind(|line| !line.trim_ascii().is_empty());
        (
            Untrusted::new(last.unwrap_or_default()),
            status.and_then(|status| status.code()),
        )
    }
}
