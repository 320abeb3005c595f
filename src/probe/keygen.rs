//! What OpenSSH itself says of an identity file it cannot use: `ssh-keygen -y -P ''`, one bounded run.

use std::path::Path;
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
    let beside = config.program.as_ref()?.with_file_name("ssh-keygen");
    let program = if beside.is_file() {
        beside
    } else {
        "ssh-keygen".into()
    };
    let run = Command::new(program)
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
