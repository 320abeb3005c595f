//! When sshdoctor itself fails: one line on standard error, exit code 4. A fault of the target never ends here.

use std::fs::File;
use std::io::{self, Write as _};
use std::panic::{self, PanicHookInfo, UnwindSafe};

use crate::text::harmless;

/// The exit code.
pub const EXIT: u8 = 4;

/// Runs `work`; where it fails, or panics, says so in one line.
pub fn told(work: impl FnOnce() -> anyhow::Result<u8> + UnwindSafe) -> u8 {
    panic::set_hook(Box::new(tell_bug));
    match panic::catch_unwind(work) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            tell(&format!("{error:#}"));
            EXIT
        }
        Err(_) => EXIT,
    }
}

/// One line for the person. A standard error that is closed is no reason to fail once more.
pub fn tell(what: &str) {
    let line = harmless(&what.split_whitespace().collect::<Vec<_>>().join(" "));
    let line = line.strip_prefix("sshdoctor: ").unwrap_or(&line);
    let _ = writeln!(io::stderr(), "sshdoctor: {line}");
}

fn tell_bug(bug: &PanicHookInfo<'_>) {
    let payload = bug.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let what = text.unwrap_or("a panic");
    let place = bug
        .location()
        .map(|place| format!(" ({place})"))
        .unwrap_or_default();
    tell(&format!("this is a bug in sshdoctor: {what}{place}"));
}

/// No run of one target needs more files and connections at a time.
pub const DESCRIPTORS: usize = 32;

/// Is there room to work? A probe that finds none would blame the target for it.
pub fn room(descriptors: usize) -> io::Result<()> {
    let opened: io::Result<Vec<File>> = (0..descriptors).map(|_| File::open("/dev/null")).collect();
    opened.map(drop)
}
