//! Asks a PKCS#11 library for its public keys, through OpenSSH's own helper: `ssh-keygen -D`, one bounded run, no PIN.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use super::keygen;
use crate::evidence::{Provider, PublicKey, SshConfig};
use crate::text::Untrusted;

/// A card may have to wake up.
const PATIENCE: Duration = Duration::from_secs(8);
/// More keys than this are on no token.
const KEYS: usize = 64;

/// The library that ssh is told to load, if it is.
pub(super) async fn ask(config: &SshConfig) -> Option<Provider> {
    let path = config.pkcs11_provider.clone()?;
    let (keys, complaint) = match timeout(PATIENCE, listed(config, &path)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => (Vec::new(), Some(Untrusted::new(error.to_string()))),
        Err(_) => (Vec::new(), Some(Untrusted::from("it gives no answer"))),
    };
    Some(Provider {
        path,
        keys,
        complaint,
    })
}

async fn listed(
    config: &SshConfig,
    path: &PathBuf,
) -> std::io::Result<(Vec<PublicKey>, Option<Untrusted>)> {
    let output = Command::new(keygen::program(config))
        .arg("-D")
        .arg(path)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .output()
        .await?;
    let keys: Vec<PublicKey> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(PublicKey::from_line)
        .take(KEYS)
        .collect();
    // The first line of its standard error names the fault; what follows is "cannot read public key from pkcs11".
    let first = output
        .stderr
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty());
    let complaint = keys
        .is_empty()
        .then(|| first.map_or_else(|| Untrusted::from("no keys"), Untrusted::new));
    Ok((keys, complaint))
}
