//! Ctrl-C and SIGTERM: the terminal is left as it was found, the exit code is 130.

use std::io::{IsTerminal as _, Write as _};

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The exit code of an interrupted run.
pub const EXIT: u8 = 130;

/// Ends when the person has had enough. A prompt blocks its thread, so the process ends here and not later: the cursor
/// that dialoguer hides is shown again first.
pub async fn wanted() {
    let (Ok(mut interrupt), Ok(mut terminate)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        return std::future::pending().await;
    };
    tokio::spawn(async move {
        wait(&mut interrupt, &mut terminate).await;
        show_cursor();
        std::process::exit(i32::from(EXIT));
    });
    std::future::pending().await
}

async fn wait(interrupt: &mut Signal, terminate: &mut Signal) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

fn show_cursor() {
    let mut out = std::io::stderr();
    if out.is_terminal() {
        let _ = out.write_all(b"\x1b[?25h\r\n");
        let _ = out.flush();
    }
}
