//! KnownHostsCommand (ssh_config(5), sshconnect.c `load_hostkeys_command`): the person's own program that prints
//! known_hosts lines. It is run without a shell, as ssh runs it.

use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::time::timeout;

use super::Prober;
use crate::evidence::{KnownHostsCommand, PublicKey, SshConfig};
use crate::target::Target;
use crate::text::Untrusted;

/// More than this is not read of it, in bytes.
const MOST: u64 = 1 << 20;

/// Its exit status and last words, where it fails.
type Failure = (Option<i32>, Untrusted);

/// What ssh wants its lines for (ssh_config(5), TOKENS, `%I`).
#[derive(Clone, Copy)]
pub(super) enum Occasion<'a> {
    /// The types of key on record come first in what ssh asks the server for. No key is known yet.
    Order,
    /// The server has shown this key.
    HostName(&'a PublicKey),
}

impl Prober {
    /// Runs it as ssh does; what it prints counts like one more known_hosts file, behind the others.
    pub(super) async fn known_hosts_command(
        &mut self,
        config: &SshConfig,
        target: &Target,
        occasion: Occasion<'_>,
    ) -> KnownHostsCommand {
        match run(config, target, occasion, self.patience).await {
            Ok(printed) => {
                self.known(config).take_printed(printed);
                KnownHostsCommand::Ran
            }
            Err((status, text)) => KnownHostsCommand::Failed { status, text },
        }
    }
}

/// What the command prints for this host and key.
async fn run(
    config: &SshConfig,
    target: &Target,
    occasion: Occasion<'_>,
    patience: Duration,
) -> Result<Vec<u8>, Failure> {
    let line = config.known_hosts_command.as_deref().unwrap_or_default();
    let words: Vec<String> = shlex::split(line)
        .unwrap_or_default()
        .iter()
        .map(|word| expand(word, config, target, occasion))
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
fn expand(word: &str, config: &SshConfig, target: &Target, occasion: Occasion<'_>) -> String {
    let (named, key) = match occasion {
        Occasion::Order => ("ORDER", None),
        Occasion::HostName(key) => ("HOSTNAME", Some(key)),
    };
    let of_key = |told: fn(&PublicKey) -> String| key.map_or_else(|| "NONE".to_owned(), told);
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
            Some('I') => expanded.push_str(named),
            Some('K') => {
                expanded.push_str(&of_key(|key| STANDARD.encode(&key.blob)));
            }
            Some('t') => expanded.push_str(&of_key(|key| key.algorithm.clone())),
            Some('f') => expanded.push_str(&of_key(PublicKey::fingerprint)),
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
