//! Ctrl-C, SIGTERM and a terminal that is closed: what is under way is dropped, the terminal is left as it was found, the
//! exit code is 130.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use nix::sys::termios::{self, SetArg, Termios};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// The exit code of an interrupted run.
pub const EXIT: u8 = 130;
/// What is under way gets so long to be dropped; a look-up on a dead disk cannot be.
pub const GRACE: Duration = Duration::from_secs(1);

/// The same where what was done so far is still to be told.
pub const GRACE_TO_TELL: Duration = Duration::from_secs(10);

/// How the terminal was found.
#[derive(Debug, Clone)]
pub struct Terminal {
    modes: Option<Termios>,
    moves_cursor: bool,
}

impl Terminal {
    /// The terminal as it stands now; `moves_cursor` where it understands escape sequences.
    pub fn found(moves_cursor: bool) -> Terminal {
        Terminal {
            modes: termios::tcgetattr(io::stdin()).ok(),
            moves_cursor,
        }
    }

    /// Puts it back: a prompt hides the cursor and switches the echo off while it waits.
    pub fn restore(&self) {
        if let Some(modes) = &self.modes {
            let _ = termios::tcsetattr(io::stdin(), SetArg::TCSADRAIN, modes);
        }
        let mut out = io::stderr();
        if out.is_terminal() {
            let show = if self.moves_cursor { "\x1b[?25h" } else { "" };
            let _ = writeln!(out, "{show}");
        }
    }
}

/// Ends when the person has had enough. Should the run not end by itself then, because a thread of it waits for
/// something that cannot be called back, the process does after `grace`.
pub async fn wanted(terminal: Terminal, grace: Duration) {
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        if any_signal().await.is_err() {
            // No handler could be set: the system's own ends the process.
            return std::future::pending().await;
        }
        let _ = tell.send(());
        tokio::time::sleep(grace).await;
        terminal.restore();
        std::process::exit(i32::from(EXIT));
    });
    if told.await.is_err() {
        std::future::pending().await
    }
}

async fn any_signal() -> io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

/// Is this the error of a prompt that was interrupted? The signal itself may still be on its way.
pub fn is_one(error: &anyhow::Error) -> bool {
    let interrupted = |cause: &(dyn std::error::Error + 'static)| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::Interrupted)
    };
    error.chain().any(interrupted)
}
