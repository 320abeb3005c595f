//! The script on another machine, through a login of the person's own `ssh`.

use std::path::PathBuf;
use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;
use tokio::time::{Instant, timeout, timeout_at};

use super::shell::MOST;
use crate::shell::quote;
use crate::text::Untrusted;

/// ssh's own words are fewer.
const SAID: u64 = 64 << 10;
/// Longer than anybody waits.
const FOREVER: Duration = Duration::from_secs(3600);
/// ssh tells at once why it ends.
const LINGER: Duration = Duration::from_secs(1);
/// How the block of facts begins and ends.
const BEGIN: &[u8] = b"sshdoctor-facts 1 begin\n";
const END: &[u8] = b"sshdoctor-facts end\n";

/// What the login shell there is given, whichever shell it is: no quote, backslash, `!` or line break within. The script
/// comes on standard input, so that it stands in no list of processes and in no log of sudo's. Root's rights are taken
/// only where they are had without a password.
const REMOTE: &str = r#"sh -c 'LC_ALL=C; export LC_ALL; PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin:/usr/local/bin; if [ "$(id -u)" = 0 ]; then exec sh -s root $SSH_CONNECTION; fi; said=$(sudo -n sh -c : 2>&1) && exec sudo -n sh -s sudo $SSH_CONNECTION; doas -n sh -c : 2>/dev/null && exec doas -n sh -s doas $SSH_CONNECTION; case $said in *password*) exec sh -s password $SSH_CONNECTION;; esac; exec sh -s user $SSH_CONNECTION'"#;

/// A login that runs the script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The ssh program.
    pub program: PathBuf,
    /// Its options and the destination.
    pub words: Vec<String>,
    /// How long the login itself may take: a person may have to type something.
    pub patience: Duration,
}

impl Login {
    /// Runs the script there. The error is ssh's last word.
    pub(super) async fn run(
        &self,
        script: &str,
        words: &[String],
        patience: Duration,
    ) -> Result<Vec<u8>, String> {
        let mut child = Command::new(&self.program)
            .args(&self.words)
            .arg(REMOTE)
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{}: {error}", self.program.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            let text = standard_input(script, words);
            // A login that fails reads none of it.
            tokio::spawn(async move { stdin.write_all(text.as_bytes()).await });
        }
        let (mut printed, mut said) = (Vec::new(), Vec::new());
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let mut late = false;
        {
            let block = async {
                if let Some(mut out) = out {
                    late = !until(&mut out, &mut printed, BEGIN, MOST, self.patience).await;
                    // ssh may stay for what runs behind its back (ControlPersist); the block has an end of its own.
                    let _cut_off = until(&mut out, &mut printed, END, MOST, patience).await;
                }
            };
            let words = async {
                if let Some(mut err) = err {
                    let _to_its_end = until(&mut err, &mut said, &[], SAID, FOREVER).await;
                }
            };
            let (mut block, mut words) = (pin!(block), pin!(words));
            let mut silent = false;
            loop {
                tokio::select! {
                    () = &mut words, if !silent => silent = true,
                    () = &mut block => break,
                }
            }
            if !silent {
                // What ssh still has to say it says at its end.
                let _held_open = timeout(LINGER, &mut words).await;
            }
        }
        let _ended = child.kill().await;
        if holds(&printed, BEGIN) {
            return Ok(printed);
        }
        let mut lines = said.split(|byte| *byte == b'\n').rev();
        let last = lines.find(|line| !line.trim_ascii().is_empty());
        let last = last.map(|line| Untrusted::new(line.trim_ascii()).visible(200));
        Err(match last {
            Some(last) => last,
            None if late => String::from("no answer in time"),
            None => String::from("that login runs no shell command"),
        })
    }
}

/// What the shell there reads: the words, then the script as one compound command, which a shell reads whole before it
/// begins, since the script's first act is to let go of its standard input.
fn standard_input(script: &str, words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quote(word)).collect();
    format!(
        "rights=$1; shift; SSH_CONNECTION=\"$*\"\nset -- {}\n{{\n{script}\nexit\n}}\n",
        words.join(" ")
    )
}

/// Reads on until `mark` has come, and says whether it has: not where the stream ends before, has too much, or time is up.
/// Without a mark it reads to the end.
async fn until(
    from: &mut (impl AsyncRead + Unpin),
    into: &mut Vec<u8>,
    mark: &[u8],
    most: u64,
    patience: Duration,
) -> bool {
    let marked = |text: &[u8]| !mark.is_empty() && holds(text, mark);
    let deadline = Instant::now() + patience;
    let mut buffer = vec![0; 16 << 10];
    let mut looked = 0;
    while !marked(&into[looked..]) {
        looked = into.len().saturating_sub(mark.len());
        if into.len() as u64 >= most {
            return false;
        }
        match timeout_at(deadline, from.read(&mut buffer)).await {
            Ok(Ok(length @ 1..)) => into.extend_from_slice(&buffer[..length]),
            Ok(Ok(_) | Err(_)) | Err(_) => return false,
        }
    }
    true
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
