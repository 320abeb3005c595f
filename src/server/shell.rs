//! Where the script runs.

use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::time::timeout;

use super::login::Login;

/// More facts than this are none.
pub(super) const MOST: u64 = 16 << 20;

/// Something that runs a POSIX shell script and returns what it prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shell {
    /// This machine.
    Here,
    /// Another login.
    Via(Login),
}

impl Shell {
    /// Runs the script with these words. What had come when the time was up counts; the error says why nothing came.
    pub async fn run(
        &self,
        script: &str,
        words: &[String],
        patience: Duration,
    ) -> Result<Vec<u8>, String> {
        match self {
            Shell::Here => here(script, words, patience).await,
            Shell::Via(login) => login.run(script, words, patience).await,
        }
    }
}

async fn here(script: &str, words: &[String], patience: Duration) -> Result<Vec<u8>, String> {
    let mut child = Command::new("/bin/sh")
        .args(["-c", script, "sshdoctor"])
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("/bin/sh: {error}"))?;
    let group = Group(
        child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .map(Pid::from_raw),
    );
    let mut printed = Vec::new();
    if let Some(out) = child.stdout.take() {
        // At the limit of time or size what is there is read as a look that was cut off.
        let _cut_off = timeout(patience, out.take(MOST).read_to_end(&mut printed)).await;
    }
    drop(group);
    let _ended = timeout(Duration::from_secs(1), child.wait()).await;
    Ok(printed)
}

/// The script and all it started; none of them is left behind.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            let _gone_already = killpg(group, Signal::SIGKILL);
        }
    }
}
