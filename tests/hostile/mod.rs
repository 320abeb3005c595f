//! Servers that attack, or are broken in every way a server was ever seen broken, and some more. Whatever comes over the
//! wire: the right code, in time, in little memory, without a panic, and with no byte that could drive a terminal.
//!
//! The codes are what the contract and the protocol say, not what the program happened to answer.

mod cut;
mod servers;
mod wire;

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{broken_promises, sshdoctor};
use servers::SERVERS;

/// Patience of these runs, in seconds.
const PATIENCE: f64 = 1.0;
/// Resident memory, whatever a server sends.
const MEMORY: usize = 30 << 20;

/// What a server does with the connections it gets, one after another.
pub(super) type Act = fn(TcpStream, usize) -> std::io::Result<()>;

/// A server on loopback, until the test ends.
fn serve(act: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let act = std::sync::Arc::new(act);
    std::thread::spawn(move || {
        for (index, stream) in listener.incoming().enumerate() {
            let act = std::sync::Arc::clone(&act);
            std::thread::spawn(move || act(stream.unwrap(), index));
        }
    });
    port
}

/// A throw-away home for a login to `port`, whose host key is on record.
fn home(port: u16) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let at = home.path().display();
    let blob = STANDARD.encode(wire::host_key_blob());
    write(
        &home,
        "known_hosts",
        &format!("[127.0.0.1]:{port} ssh-ed25519 {blob}\n"),
    );
    let (private, public) = user_key();
    write(&home, "key", private);
    write(&home, "key.pub", public);
    let config = format!(
        "Host *\n HostName 127.0.0.1\n Port {port}\n User deploy\n IdentityFile {at}/key\n IdentityAgent none\n \
         UserKnownHostsFile {at}/known_hosts\n GlobalKnownHostsFile /dev/null\n ControlPath none\n"
    );
    write(&home, "config", &config);
    home
}

fn write(home: &TempDir, name: &str, text: &str) {
    let path = home.path().join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// One key pair for all runs.
fn user_key() -> &'static (String, String) {
    static PAIR: OnceLock<(String, String)> = OnceLock::new();
    PAIR.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
            .arg(&file)
            .status();
        assert!(made.unwrap().success());
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        (read(&file), read(&file.with_extension("pub")))
    })
}

/// One run, and the most memory it had at a time.
fn examine(home: &TempDir, more: &[&str]) -> (Output, usize) {
    let config = home.path().join("config");
    let patience = PATIENCE.to_string();
    let mut words = vec![
        "--timeout",
        &patience,
        "--no-input",
        "-F",
        config.to_str().unwrap(),
    ];
    words.extend(more);
    words.push("web1");
    let child = sshdoctor(&words).env("HOME", home.path()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let peak = std::thread::spawn(move || {
        let mut peak = 0;
        // The kernel's high-water mark only grows: the last look before the end is the one that counts.
        while let Some(now) = fs::read_to_string(&status).ok().and_then(high_water_mark) {
            peak = now;
            std::thread::sleep(Duration::from_millis(2));
        }
        peak
    });
    let output = child.wait_with_output().unwrap();
    (output, peak.join().unwrap())
}

fn high_water_mark(status: String) -> Option<usize> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: usize = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes << 10)
}

/// What is wrong with the way sshdoctor takes one server.
fn complaints(name: &str, code: &str, act: Act) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut complain = |right: bool, what: String| {
        if !right {
            wrong.push(format!("{name}: {what}"));
        }
    };
    let serve = || serve(move |stream, index| drop(act(stream, index)));
    let home_of_json = home(serve());
    let start = Instant::now();
    let (output, peak) = examine(&home_of_json, &["--json"]);
    let took = start.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    complain(said.is_empty(), format!("stderr {said}"));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let broken = broken_promises(&document, output.status.code().unwrap_or(-1));
    complain(broken.is_empty(), broken.join("; "));
    let found = document["findings"][0]["code"].as_str().unwrap_or_default();
    complain(
        found == code,
        format!(
            "{found}, not {code}: {}",
            document["findings"][0]["evidence"]
        ),
    );
    complain(peak < MEMORY, format!("{} KiB of memory", peak >> 10));
    // The second try of a throttled server comes after three seconds.
    let second = if name.contains("throttled") { 3.5 } else { 0.0 };
    let limit = PATIENCE + 0.5 + second;
    let elapsed = document["cost"]["elapsed_ms"].as_f64().unwrap_or(f64::MAX) / 1000.0;
    complain(elapsed < limit, format!("verdict after {elapsed} s"));
    complain(took < limit + 1.5, format!("end after {took} s"));
    let (output, peak) = examine(&home(serve()), &["-v"]);
    complain(
        peak < MEMORY,
        format!("{} KiB of memory with -v", peak >> 10),
    );
    for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        complain(
            bytes.len() < 64 << 10,
            format!("{} bytes on {stream}", bytes.len()),
        );
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let bad = text
                    .chars()
                    .find(|c| *c != '\n' && sshdoctor::text::drives_a_terminal(*c));
                complain(bad.is_none(), format!("{bad:?} on {stream}"));
                complain(!text.contains("panicked"), String::from("panic"));
            }
            Err(error) => complain(false, format!("{stream} is no text: {error}")),
        }
    }
    wrong
}

#[test]
fn whatever_a_server_does() {
    assert!(SERVERS.len() >= 40, "{}", SERVERS.len());
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    // They mostly wait: more of them at a time than there are processors.
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                while let Some((name, code, act)) =
                    SERVERS.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    if !complaints(name, code, *act).is_empty() {
                        wrong.lock().unwrap().push((name, code, act));
                    }
                }
            });
        }
    });
    // A busy machine is no complaint: what was wrong is looked at once more, alone.
    let wrong = wrong.into_inner().unwrap().into_iter();
    let wrong: Vec<String> = wrong
        .flat_map(|(name, code, act)| complaints(name, code, *act))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} complaints:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
