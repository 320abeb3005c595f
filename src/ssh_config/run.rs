//! Runs ssh: an argument vector, no standard input, bounded output, bounded time.

use std::io;
use std::path::Path;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;

/// More output than this is no configuration.
pub(super) const MOST: usize = 1 << 20;

/// Something that ssh started may hold its standard error open for ever: it gets this long to finish a sentence.
const GRACE: Duration = Duration::from_millis(100);

/// The outcome of one run.
pub(super) enum Run {
    Ended(Ended),
    TimedOut { stderr: Vec<u8> },
    NotStarted(io::Error),
}

/// A run that came to an end.
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
    /// There was more output than is kept.
    pub(super) overflowed: bool,
}

impl Ended {
    pub(super) fn succeeded(&self) -> bool {
        self.status.success()
    }
}

/// Runs `program`, in English.
pub(super) async fn run(program: &Path, arguments: &[&str], patience: Duration) -> Run {
    let child = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => return Run::NotStarted(error),
    };
    let mut group = Group::of(child.id());
    let (mut stdout, mut stderr) = (Kept::default(), Kept::default());
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let ended = {
        let mut reading = pin!(async { tokio::join!(stdout.fill(out), stderr.fill(err)) });
        timeout(patience, async {
            tokio::select! {
                status = child.wait() => {
                    // What is not there by now belongs to a process that outlives ssh.
                    let _ = timeout(GRACE, &mut reading).await;
                    status
                }
                _ = &mut reading => child.wait().await,
            }
        })
        .await
    };
    match ended {
        Ok(Ok(status)) => {
            group.disarm();
            Run::Ended(Ended {
                status,
                overflowed: stdout.overflowed,
                stdout: stdout.bytes,
                stderr: stderr.bytes,
            })
        }
        Ok(Err(error)) => Run::NotStarted(error),
        Err(_) => Run::TimedOut {
            stderr: stderr.bytes,
        },
    }
}

/// The beginning of a stream; the rest is read and dropped, so that the writer does not stop.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    overflowed: bool,
}

impl Kept {
    async fn fill(&mut self, stream: Option<impl AsyncRead + Unpin>) {
        let Some(mut stream) = stream else { return };
        let mut buffer = vec![0; 8192];
        while let Ok(length @ 1..) = stream.read(&mut buffer).await {
            let room = MOST - self.bytes.len();
            self.bytes.extend_from_slice(&buffer[..length.min(room)]);
            self.overflowed |= length > room;
        }
    }
}

/// Kills ssh and what it started (`Match exec`) when nobody waits any more: out of patience, or interrupted.
struct Group(Option<Pid>);

impl Group {
    fn of(id: Option<u32>) -> Group {
        Group(id.and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw))
    }

    /// ssh has ended by itself; its number may belong to somebody else by now.
    fn disarm(&mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // It may just have ended.
            let _ = killpg(group, Signal::SIGKILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sh(script: &str, patience: Duration) -> Run {
        run(Path::new("/bin/sh"), &["-c", script], patience).await
    }

    const LONG: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn output_is_bounded_and_the_writer_is_not_stopped() {
        let Run::Ended(ended) = sh("head -c 3000000 /dev/zero; echo end >&2", LONG).await else {
            panic!();
        };
        assert!(ended.succeeded() && ended.overflowed);
        assert_eq!(ended.stdout.len(), MOST);
        assert_eq!(ended.stderr, b"end\n");
    }

    #[tokio::test]
    async fn time_is_bounded_and_nobody_is_left_behind() {
        let Run::TimedOut { stderr } =
            sh("echo $$ >&2; sleep 600 & wait", Duration::from_millis(300)).await
        else {
            panic!();
        };
        let group: i32 = String::from_utf8(stderr).unwrap().trim().parse().unwrap();
        for _ in 0..100 {
            // The group is gone, or only a killed child waits to be reaped by tokio.
            if killpg(Pid::from_raw(group), None).is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the sleep lives on");
    }

    #[tokio::test]
    async fn a_process_that_outlives_ssh_is_not_waited_for() {
        let begun = std::time::Instant::now();
        let Run::Ended(ended) = sh("sleep 5 & echo here", LONG).await else {
            panic!();
        };
        assert_eq!(ended.stdout, b"here\n");
        assert!(begun.elapsed() < Duration::from_secs(3));
    }

    #[tokio::test]
    async fn a_program_that_cannot_start_says_why() {
        let directory = tempfile::tempdir().unwrap();
        assert!(matches!(
            run(directory.path(), &[], LONG).await,
            Run::NotStarted(_)
        ));
    }
}
