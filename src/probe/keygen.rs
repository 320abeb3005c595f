//! What OpenSSH itself says of an identity file it cannot use: `ssh-keygen -y -P ''`, one bounded run.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::evidence::{Evidence, OpensshSays, SshConfig};
use crate::text::Untrusted;

/// Deriving a key from an empty passphrase takes its time with many rounds.
const PATIENCE: Duration = Duration::from_secs(5);

/// It reads a file to its end before it says anything.
const LARGEST: u64 = 1 << 20;

/// Asks ssh-keygen about the file that is the cause.
pub async fn complaint(evidence: &Evidence) -> OpensshSays {
    let Some(path) = evidence.suspect() else {
        return OpensshSays {
            path: Default::default(),
            words: None,
        };
    };
    let words = match evidence.ssh_config() {
        Ok(config) => said(config, path).await,
        Err(_) => None,
    };
    OpensshSays {
        path: path.to_owned(),
        words,
    }
}

/// The last line of its standard error, if it fails. A FIFO or a device would make it wait: those are not asked about.
async fn said(config: &SshConfig, path: &Path) -> Option<Untrusted> {
    let small = |metadata: std::fs::Metadata| metadata.is_file() && metadata.len() <= LARGEST;
    if !path.metadata().is_ok_and(small) {
        return None;
    }
    config.program.as_ref()?;
    let run = Command::new(program(config))
        .args(["-y", "-P", "", "-f"])
        .arg(path)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .output();
    let output = timeout(PATIENCE, run).await.ok()?.ok()?;
    if output.status.success() {
        return None;
    }
    let mut lines = output.stderr.split(|byte| *byte == b'\n').rev();
    let last = lines.find(|line| !line.trim_ascii().is_empty())?;
    Some(Untrusted::new(last.trim_ascii()))
}

/// The ssh-keygen beside the person's ssh, else the first in PATH.
pub(super) fn program(config: &SshConfig) -> PathBuf {
    let beside = config
        .program
        .as_ref()
        .map(|ssh| ssh.with_file_name("ssh-keygen"));
    beside
        .filter(|beside| beside.is_file())
        .unwrap_or_else(|| PathBuf::from("ssh-keygen"))
}
