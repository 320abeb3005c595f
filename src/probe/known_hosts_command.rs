//! KnownHostsCommand (ssh_config(5), sshconnect.c `load_hostkeys_command`): the person's own program that prints
//! known_hosts lines. It is run without a shell, as ssh runs it.

use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::time::timeout;

use crate::evidence::{PublicKey, SshConfig};
use crate::target::Target;
use crate::text::Untrusted;

/// More than this is not read of it, in bytes.
const MOST: u64 = 1 << 20;

/// Its exit status and last words, where it fails.
type Failure = (Option<i32>, Untrusted);

/// What the command prints for this host and key.
pub(super) async fn run(
    config: &SshConfig,
    target: &Target,
    offered: &PublicKey,
    patience: Duration,
) -> Result<Vec<u8>, Failure> {
    let line = config.known_hosts_command.as_deref().unwrap_or_default();
    let words: Vec<String> = shlex::split(line)
        .unwrap_or_default()
        .iter()
        .map(|word| expand(word, config, target, offered))
        .collect();
    let Some((program, arguments)) = words.split_first() else {
        return Err((None, Untrusted::from("no command")));
    };
    let cannot = |error: std::io::Error| (None, Untrusted::from(error.to_string().as_str()));
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(cannot)?;
    let mut printed = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        let read = timeout(patience, stdout.take(MOST).read_to_end(&mut printed)).await;
        if read.is_err() {
            return Err((None, Untrusted::from("it does not end")));
        }
    }
    match timeout(patience, child.wait()).await {
        Ok(Ok(status)) if status.success() => Ok(printed),
        Ok(Ok(status)) => Err((status.code(), Untrusted::default())),
        Ok(Err(error)) => Err(cannot(error)),
        Err(_) => Err((None, Untrusted::from("it does not end"))),
    }
}

/// The tokens KnownHostsCommand takes (ssh_config(5), TOKENS).
fn expand(word: &str, config: &SshConfig, target: &Target, offered: &PublicKey) -> String {
    let mut expanded = String::new();
    let mut rest = word.chars();
    while let Some(c) = rest.next() {
        if c != '%' {
            expanded.push(c);
            continue;
        }
        match rest.next() {
            Some('%') => expanded.push('%'),
            Some('H') => expanded.push_str(&config.known_hosts_name()),
            Some('I') => expanded.push_str("HOSTNAME"),
            Some('K') => expanded.push_str(&STANDARD.encode(&offered.blob)),
            Some('t') => expanded.push_str(&offered.algorithm),
            Some('f') => expanded.push_str(&offered.fingerprint()),
            Some('h' | 'k') => expanded.push_str(&config.hostname),
            Some('n') => expanded.push_str(&target.host),
            Some('p') => expanded.push_str(&config.port.to_string()),
            Some('r') => expanded.push_str(&config.user),
            Some(other) => expanded.extend(['%', other]),
            None => expanded.push('%'),
        }
    }
    expanded
}
