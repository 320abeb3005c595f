//! A connection through ProxyCommand: the person's own command carries it, or hands it over, as their ssh would run it
//! (sshconnect.c `ssh_proxy_connect`, `ssh_proxy_fdpass_connect`).

use std::io::{self, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::time::Duration;

use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
use tokio::io::{AsyncReadExt as _, join};
use tokio::process::{Child, ChildStderr, Command};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::Stream;
use crate::evidence::{Closing, Identification, SshConfig};
use crate::text::Untrusted;

/// So many lines are enough to know why.
const LINES: usize = 5;

/// A proxy at work; it ends with this value.
pub struct Running {
    child: Child,
    stderr: Option<ChildStderr>,
}

/// What came of starting a ProxyCommand.
pub enum Started {
    /// It carries the connection.
    Carries(Box<dyn Stream>, Running),
    /// It has handed a connection over, and has no more to do with it.
    HandedOver(Box<dyn Stream>),
    /// There is no connection, for this reason.
    Not(Identification),
}

impl Started {
    /// The connection, and what it ends with.
    pub fn connection(self) -> Option<(Box<dyn Stream>, Option<Running>)> {
        match self {
            Started::Carries(stream, running) => Some((stream, Some(running))),
            Started::HandedOver(stream) => Some((stream, None)),
            Started::Not(_) => None,
        }
    }
}

/// Starts a ProxyCommand whose tokens are filled in: the person's own configuration, run by their shell as ssh runs it.
pub async fn start(
    line: &str,
    config: &SshConfig,
    shell: Option<String>,
    patience: Duration,
) -> Started {
    let mut command = Command::new(shell.as_deref().unwrap_or("/bin/sh"));
    command
        .arg("-c")
        .arg(format!("exec {line}"))
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let started = match config.proxy_use_fdpass {
        true => take_over(command, patience).await,
        false => carry(command),
    };
    started.unwrap_or_else(|error| {
        let words = Untrusted::from(error.to_string().as_str());
        Started::Not(ended((vec![words], None)))
    })
}

fn carry(mut command: Command) -> io::Result<Started> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    match (child.stdin.take(), child.stdout.take()) {
        (Some(stdin), Some(stdout)) => {
            let stderr = child.stderr.take();
            let stream = Box::new(join(stdout, stdin));
            Ok(Started::Carries(stream, Running { child, stderr }))
        }
        (_, _) => Err(io::Error::other("no pipes")),
    }
}

/// ProxyUseFdpass: the program's standard output is a socket, over which it sends the connection it made.
async fn take_over(mut command: Command, patience: Duration) -> io::Result<Started> {
    let (ours, theirs) = UnixStream::pair()?;
    command
        .stdin(Stdio::from(OwnedFd::from(theirs.try_clone()?)))
        .stdout(Stdio::from(OwnedFd::from(theirs)));
    let mut child = command.spawn()?;
    // Its own copies of that socket would keep it open for ever.
    drop(command);
    let stderr = child.stderr.take();
    let received = spawn_blocking(move || receive(&ours, patience)).await?;
    match received.and_then(stream) {
        Ok(stream) => Ok(Started::HandedOver(stream)),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
            Ok(Started::Not(Identification::Silent {
                seconds: patience.as_secs_f64(),
                ours_unacknowledged: None,
            }))
        }
        Err(_) => {
            let (mut said, status) = Running { child, stderr }.last_words().await;
            // What ssh says then.
            said.push("proxy dialer did not pass back a connection".into());
            Ok(Started::Not(ended((said, status))))
        }
    }
}

/// The descriptor sent over `socket` (unix(7), SCM_RIGHTS; monitor_fdpass.c `mm_receive_fd`).
fn receive(socket: &UnixStream, patience: Duration) -> io::Result<OwnedFd> {
    socket.set_read_timeout(Some(patience))?;
    let mut byte = [0];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut bytes = [IoSliceMut::new(&mut byte)];
    recvmsg(socket, &mut bytes, &mut control, RecvFlags::CMSG_CLOEXEC)?;
    let sent = control.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut descriptors) => descriptors.next(),
        _ => None,
    });
    sent.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
}

fn stream(descriptor: OwnedFd) -> io::Result<Box<dyn Stream>> {
    let socket = socket2::Socket::from(descriptor);
    socket.set_nonblocking(true)?;
    Ok(match socket.local_addr()?.is_unix() {
        true => Box::new(tokio::net::UnixStream::from_std(socket.into())?),
        false => Box::new(tokio::net::TcpStream::from_std(socket.into())?),
    })
}

/// It ended before there was a connection.
fn ended(words: (Vec<Untrusted>, Option<i32>)) -> Identification {
    Identification::Closed {
        how: Closing::Eof,
        said: Vec::new(),
        seconds: 0.0,
        proxy: Some(words),
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
