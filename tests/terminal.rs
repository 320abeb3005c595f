//! A real terminal with sshdoctor in it: what stands on the screen, what was sent to it, keys in the other direction.

use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;
use vt100::Parser;

/// Nothing a test waits for takes longer, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the reading thread shares.
#[derive(Default)]
struct Received {
    screen: Mutex<Option<Parser>>,
    raw: Mutex<Vec<u8>>,
    more: Condvar,
}

/// One run of the binary in a terminal of its own.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    received: Arc<Received>,
    reader: Option<JoinHandle<()>>,
    /// Temporary files of the run go here.
    temporary: TempDir,
}

/// `columns`×`rows`, further variables, and the words behind `sshdoctor`.
pub(crate) fn run(
    (columns, rows): (u16, u16),
    variables: &[(&str, &str)],
    words: &str,
) -> Terminal {
    let pair = native_pty_system()
        .openpty(PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        })
        .unwrap();
    let temporary = tempfile::tempdir().unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sshdoctor"));
    command.args(shlex::split(words).unwrap());
    command.env_clear();
    command.env("PATH", std::env::var("PATH").unwrap_or_default());
    command.env("HOME", temporary.path());
    command.env("TMPDIR", temporary.path());
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    for (name, value) in variables {
        command.env(name, value);
    }
    let child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let size = |count| NonZeroU16::new(count).unwrap();
    let received = Arc::new(Received::default());
    *received.screen.lock().unwrap() = Some(Parser::new(size(rows), size(columns), 0));
    let (shared, mut from) = (
        Arc::clone(&received),
        pair.master.try_clone_reader().unwrap(),
    );
    let reader = std::thread::spawn(move || {
        let mut chunk = [0; 4096];
        // A terminal whose last process has gone answers with an error.
        while let Ok(count @ 1..) = from.read(&mut chunk) {
            shared.raw.lock().unwrap().extend(&chunk[..count]);
            let mut screen = shared.screen.lock().unwrap();
            screen.as_mut().unwrap().process(&chunk[..count]);
            shared.more.notify_all();
        }
    });
    Terminal {
        child,
        keys: pair.master.take_writer().unwrap(),
        master: pair.master,
        received,
        reader: Some(reader),
        temporary,
    }
}

impl Terminal {
    /// Looks at the screen.
    pub(crate) fn look<T>(&self, at: impl FnOnce(&vt100::Screen) -> T) -> T {
        at(self
            .received
            .screen
            .lock()
            .unwrap()
            .as_ref()
            .unwrap()
            .screen())
    }

    /// The words on the screen.
    pub(crate) fn words(&self) -> String {
        self.look(vt100::Screen::contents)
    }

    /// All bytes that were sent to the terminal.
    pub(crate) fn raw(&self) -> String {
        String::from_utf8_lossy(&self.received.raw.lock().unwrap()).into_owned()
    }

    /// Waits until `words` stand on the screen.
    pub(crate) fn wait_for(&self, words: &str) {
        self.wait_until(words, |screen| screen.contents().contains(words));
    }

    /// Waits until the screen is as `seen` wants it.
    pub(crate) fn wait_until(&self, what: &str, seen: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut screen = self.received.screen.lock().unwrap();
        while !seen(screen.as_ref().unwrap().screen()) {
            let left = end.saturating_duration_since(Instant::now());
            let now = screen.as_ref().unwrap().screen().contents();
            assert!(!left.is_zero(), "waited in vain for {what:?}:\n{now}");
            screen = self.received.more.wait_timeout(screen, left).unwrap().0;
        }
    }

    /// Presses keys at a prompt that reads single keys, once it does: what is typed before is echoed into its lines.
    pub(crate) fn answer(&mut self, keys: &str) {
        let end = Instant::now() + PATIENCE;
        while self.has_mode("ICANON") {
            assert!(Instant::now() < end, "no prompt:\n{}", self.words());
            std::thread::sleep(Duration::from_millis(1));
        }
        self.press(keys);
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// The process, to send it a signal.
    pub(crate) fn pid(&self) -> i32 {
        self.child.process_id().unwrap().try_into().unwrap()
    }

    /// Waits for the end: the exit code, once the last word is on the screen.
    pub(crate) fn end(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.exit_code();
            }
            assert!(Instant::now() < end, "does not end:\n{}", self.words());
            std::thread::sleep(Duration::from_millis(5));
        };
        self.reader.take().unwrap().join().unwrap();
        code
    }

    /// What is left of temporary files.
    pub(crate) fn left_behind(&self) -> Vec<String> {
        names_in(self.temporary.path())
    }

    /// The cursor shows, keys echo, lines are edited and Ctrl-C is a signal, as before the run.
    pub(crate) fn assert_as_it_was(&self) {
        assert!(!self.look(vt100::Screen::hide_cursor), "cursor hidden");
        for mode in ["ECHO", "ICANON", "ISIG"] {
            assert!(self.has_mode(mode), "{mode} is off");
        }
    }

    fn has_mode(&self, mode: &str) -> bool {
        let modes = self.master.get_termios().unwrap().local_flags;
        let modes = format!("{modes:?}");
        modes
            .split(|c: char| !c.is_alphanumeric())
            .any(|it| it == mode)
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}
