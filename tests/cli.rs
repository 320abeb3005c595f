//! The command line from outside: what goes in, what comes out, the exit code.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{broken_promises, promised, sshdoctor};

fn run(line: &str) -> Output {
    sshdoctor(&shlex::split(line).unwrap()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Exit code 2, one line on standard error, nothing on standard output.
#[track_caller]
fn assert_refused(output: &Output, hint: &str) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(text(&output.stdout), "");
    assert!(
        said.starts_with("sshdoctor: ") && said.ends_with('\n'),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains(hint), "{said}");
    assert!(said.len() < 600, "{} bytes", said.len());
    assert!(
        !said.trim_end().contains(sshdoctor::text::drives_a_terminal),
        "{said:?}"
    );
}

#[test]
fn check_server_refuses_what_is_no_login_in_one_line() {
    let private = tempfile::NamedTempFile::new().unwrap();
    fs::write(
        private.path(),
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    )
    .unwrap();
    let private = private.path().to_str().unwrap();
    for (words, hint) in [
        (&["--key", "/nonexistent"][..], "cannot read /nonexistent"),
        (&["--key", private], "is a private key"),
        (&["--key", "/"], "is no file"),
        (&["--key", "SHA256:short"], "no whole SHA256 fingerprint"),
        (&["--key", "MD5:00:11"], "give the SHA256 fingerprint"),
        (&["--from", "web1"], "give an IP address"),
        (&["--user", "a,b"], "holds no comma"),
        (&["extra"], "unexpected argument"),
    ] {
        let output = sshdoctor(&[&["check-server"], words].concat())
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {told}");
        assert!(output.stdout.is_empty(), "{words:?}");
        assert!(
            told.contains(hint) && told.lines().count() == 1,
            "{words:?}: {told}"
        );
    }
}

#[test]
fn a_wrong_line_is_one_clear_line() {
    for (line, hint) in [
        ("", "no host given"),
        ("--json", "no host given"),
        ("--nosuch web1", "'--nosuch'"),
        ("-z web1", "'-z'"),
        ("-p", "option -p needs a value"),
        ("-", "begins with '-'"),
        ("-- -oProxyCommand=id", "begins with '-'"),
        ("ssh -- -oProxyCommand=id", "begins with '-'"),
        ("''", "empty"),
        ("@web1", "empty"),
        ("deploy@", "empty"),
        ("'a b'", "U+0020"),
        ("'$(id)'", "'$'"),
        ("'web1;id'", "';'"),
        ("\"x'@web1\"", "holds a character ssh refuses"),
        ("ssh://", "empty"),
        ("ssh://web1:99999", "bad port"),
        ("ssh://web1:0", "bad port"),
        ("ssh://web1/path", "no path"),
        ("ssh://u%00@web1", "login name"),
        ("--timeout 0 web1", "seconds"),
        ("--timeout never web1", "seconds"),
        ("--timeout inf web1", "seconds"),
        ("--lang fr web1", "[possible values: en, ja]"),
        ("--color pink web1", "auto, always, never"),
        ("--answer web1 web1", "ID=VALUE"),
        ("--answer nosuch=yes web1", "no such question"),
        ("--answer log-in=maybe web1", "log-in takes yes, no"),
        ("--answer try-user=-x web1", "-x"),
        ("log nosuch.log", "cannot read nosuch.log: No such file"),
        ("log /", "cannot read /: it is a directory"),
        ("git", "git names no host"),
        ("scp a b", "scp names no host"),
        ("demo nosuch", "key-not-accepted"),
        ("demo a b", "'b'"),
        ("explain", "--list"),
        ("explain 'a sentence nobody prints'", "nothing is known"),
        ("explain --list more", "--list"),
        ("completions nosh", "bash"),
        ("\"a\x1b[2Jb\"", "\\x1b"),
        ("\"a\u{202e}b\"", "\\u{202e}"),
    ] {
        assert_refused(&run(line), hint);
    }
}

#[test]
fn words_that_are_no_text_or_without_end() {
    let junk = OsString::from_vec(b"web\xff1".to_vec());
    assert_refused(&sshdoctor(&[junk]).output().unwrap(), "\\xff");
    // One argument may have 128 KiB on Linux.
    let huge = "a".repeat(120_000);
    assert_refused(&sshdoctor(&[&huge]).output().unwrap(), "too long");
    let user = format!("{huge}@web1");
    assert_refused(&sshdoctor(&[user]).output().unwrap(), "too long");
    assert_refused(
        &sshdoctor(&["explain", &huge]).output().unwrap(),
        "nothing is known",
    );
}

/// A run against a port on which nothing listens, with a home that holds `config`.
fn refused_port(home: &Path, more: &[&str]) -> Command {
    let mut words = vec!["--json", "--no-input", "-F", "none", "-p", "1"];
    words.extend(more);
    words.push("deploy@127.0.0.1");
    let mut command = sshdoctor(&words);
    command.env("HOME", home);
    command
}

#[test]
fn odd_surroundings_change_nothing() {
    let home = tempfile::tempdir().unwrap();
    let key = home.path().join("key");
    fs::write(&key, [0, 159, 146, 150]).unwrap();
    let (key, folder) = (key.to_str().unwrap(), home.path().to_str().unwrap());
    let junk = || Stdio::from(File::open("/dev/urandom").unwrap());
    let outcomes = [
        ("usual", refused_port(home.path(), &[]).output()),
        (
            "no HOME",
            refused_port(home.path(), &[]).env_remove("HOME").output(),
        ),
        ("an empty HOME", refused_port(Path::new(""), &[]).output()),
        ("HOME is a file", refused_port(Path::new(key), &[]).output()),
        (
            "no PATH",
            refused_port(home.path(), &[]).env_remove("PATH").output(),
        ),
        (
            "nothing at all",
            refused_port(home.path(), &[]).env_clear().output(),
        ),
        (
            "junk to read",
            refused_port(home.path(), &[]).stdin(junk()).output(),
        ),
        ("-i junk", refused_port(home.path(), &["-i", key]).output()),
        (
            "-i a directory",
            refused_port(home.path(), &["-i", folder]).output(),
        ),
        (
            "-i missing",
            refused_port(home.path(), &["-i", "/nonexistent"]).output(),
        ),
        (
            "-i none",
            refused_port(home.path(), &["-i", "none"]).output(),
        ),
    ];
    for (what, output) in outcomes {
        let output = output.unwrap();
        assert_eq!(text(&output.stderr), "", "{what}");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            broken_promises(&document, output.status.code().unwrap_or(-1)),
            Vec::<String>::new(),
            "{what}"
        );
        assert_eq!(
            document["findings"][0]["code"], "connection-refused",
            "{what}"
        );
    }
}

#[test]
fn a_configuration_ssh_cannot_read_is_a_finding() {
    let home = tempfile::tempdir().unwrap();
    for (what, config) in [("missing", "/nonexistent"), ("junk", "junk")] {
        fs::write(home.path().join("junk"), b"\xff\xfe\x1b[2J\n").unwrap();
        let config = home.path().join(config);
        let words = ["--json", "-F", config.to_str().unwrap(), "web1"];
        let output = sshdoctor(&words).output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            broken_promises(&document, output.status.code().unwrap_or(-1)),
            Vec::<String>::new(),
            "{what}"
        );
        assert_eq!(
            document["findings"][0]["code"], "config-syntax-error",
            "{what}"
        );
    }
}

/// ssh itself starts one ssh after another here, until the system has no more processes.
#[test]
fn a_chain_of_jump_hosts_without_end_is_a_finding() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config");
    for (lines, hop, told, does) in [
        (
            "Host a\n ProxyJump b\nHost b\n ProxyJump me@c\nHost c\n ProxyJump a\n",
            0,
            "each is reached through the next: a -> b -> me@c -> a",
            "Host a",
        ),
        (
            "Host *\n ProxyJump gw-%h\n",
            0,
            "each is reached through the next: a -> gw-a -> gw-gw-a -> gw-gw-gw-a",
            "Host gw-a",
        ),
        ("Host *\n ProxyJump j\n", 0, "jumphost loop via j", "Host j"),
    ] {
        fs::write(&config, lines).unwrap();
        let config = config.to_str().unwrap();
        let ran = sshdoctor(&["--json", "-F", config, "a"]).output().unwrap();
        let document: Value = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!(broken_promises(&document, 1), Vec::<String>::new());
        assert_eq!(ran.status.code(), Some(1), "{lines}");
        let finding = &document["findings"][0];
        assert_eq!(finding["code"], "config-proxy-conflict", "{lines}");
        assert_eq!(finding["hop"], hop, "{lines}");
        assert_eq!(finding["evidence"][0]["text"], told, "{lines}");
        assert_eq!(finding["next"][0]["lines"][0], does, "{lines}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for (line, code) in [
        ("demo --no-input -v", 1),
        ("demo no-fault-found --no-input", 0),
        ("demo --json", 1),
        ("explain --list", 0),
        ("explain --json-schema", 0),
        ("completions bash", 0),
        ("man", 0),
        ("--help", 0),
    ] {
        let mut child = sshdoctor(&shlex::split(line).unwrap()).spawn().unwrap();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        reader.read_line(&mut String::new()).unwrap();
        drop(reader);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}");
        assert_eq!(text(&output.stderr), "", "{line}");
    }
    // One that has never read a byte, on both streams.
    let gone = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        writer
    };
    for (line, code) in [
        ("demo --no-input", 1),
        ("--nosuch web1", 2),
        ("explain --list", 0),
    ] {
        let mut command = sshdoctor(&shlex::split(line).unwrap());
        let status = command.stdout(gone()).stderr(gone()).status().unwrap();
        assert_eq!(status.code(), Some(code), "{line}");
    }
}

#[test]
fn what_sshdoctor_itself_fails_in_is_one_line_and_exit_4() {
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    for line in [
        "demo --no-input",
        "demo --json",
        "explain --list",
        "--help",
        "man",
    ] {
        let mut command = sshdoctor(&shlex::split(line).unwrap());
        let output = command.stdout(full()).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{line}: {said}");
        assert_eq!(said.lines().count(), 1, "{line}: {said}");
        assert!(said.contains("No space left on device"), "{line}: {said}");
    }
    // Three of them are the standard streams.
    for descriptors in [4, 5, 6, 7, 8, 12, 20] {
        let line = format!("ulimit -n {descriptors}; exec \"$0\" demo --no-input");
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &line, env!("CARGO_BIN_EXE_sshdoctor")])
            .stdin(Stdio::null());
        let output = shell.output().unwrap();
        let said = text(&output.stderr);
        // With less than the loader needs the program never begins.
        if !said.contains("shared librar") {
            assert_eq!(output.status.code(), Some(4), "{descriptors}: {said}");
            assert_eq!(said.lines().count(), 1, "{descriptors}: {said}");
        }
    }
}

#[test]
fn explain_knows_every_code_in_both_languages() {
    let list = text(&run("explain --list").stdout);
    for code in promised().keys() {
        let own = |line: &&str| line.split_whitespace().next() == Some(code);
        assert!(list.lines().any(|line| own(&line)), "{code} is not listed");
    }
    let (english, japanese) = (
        run("explain host-key-changed"),
        run("--lang ja explain host-key-changed"),
    );
    assert!(text(&english.stdout).starts_with("host-key-changed: "));
    assert!(text(&japanese.stdout).contains("ホスト鍵"));
    let both = text(&run("explain connection-refused host-key-changed").stdout);
    assert!(both.contains("connection-refused: ") && both.contains("host-key-changed: "));
}

#[test]
fn explain_finds_the_codes_of_a_sentence_of_ssh() {
    for (sentence, code) in [
        ("Permission denied (publickey).", "key-not-accepted"),
        (
            "ssh: connect to host web1 port 22: Connection refused",
            "connection-refused",
        ),
        ("Host key verification failed.", "host-key-changed"),
        (
            "kex_exchange_identification: read: Connection reset by peer",
            "closed-before-identification",
        ),
        (
            "Too many authentication failures",
            "too-many-authentication-failures",
        ),
        (
            "ssh: Could not resolve hostname web1: Name or service not known",
            "name-not-found",
        ),
    ] {
        let output = sshdoctor(&["explain", sentence]).output().unwrap();
        assert!(
            text(&output.stdout).contains(code),
            "{sentence}: {}",
            text(&output.stdout)
        );
        assert_eq!(output.status.code(), Some(0), "{sentence}");
    }
}

#[test]
fn packagers_get_completions_and_a_manual_page() {
    for (shell, mark) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef sshdoctor"),
        ("fish", "complete -c sshdoctor"),
    ] {
        let script = text(&run(&format!("completions {shell}")).stdout);
        assert!(script.contains(mark), "{shell}");
        assert!(
            script.contains("no-input") && script.contains("explain"),
            "{shell}"
        );
    }
    // Where these shells are, they can read it.
    for shell in ["bash", "zsh", "fish"] {
        let script = run(&format!("completions {shell}")).stdout;
        let Ok(mut child) = Command::new(shell).arg("-n").stdin(Stdio::piped()).spawn() else {
            continue;
        };
        child.stdin.take().unwrap().write_all(&script).unwrap();
        assert!(child.wait().unwrap().success(), "{shell}");
    }
    let page = text(&run("man").stdout);
    assert!(page.contains(".TH sshdoctor 1") && page.contains(".SH OPTIONS"));
    assert!(
        text(&run("--version").stdout)
            .starts_with(concat!("sshdoctor ", env!("CARGO_PKG_VERSION")))
    );
    let help = text(&run("--help").stdout);
    for word in ["explain", "demo", "--answer", "-J", "Exit status"] {
        assert!(help.contains(word), "{word}");
    }
    assert!(
        help.lines().all(|line| line.chars().count() <= 80),
        "{help}"
    );
}

#[test]
fn the_schema_is_a_schema() {
    let schema: Value = serde_json::from_slice(&run("explain --json-schema").stdout).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    assert_eq!(schema["properties"]["schema"]["type"], "integer");
}

/// `demo CODE --json`, the document and how long the whole run took.
fn demonstrate(code: &str, more: &[&str]) -> (Value, Option<i32>, Duration) {
    let mut words = vec!["demo", code, "--json"];
    words.extend(more);
    let start = Instant::now();
    let output = sshdoctor(&words).output().unwrap();
    let took = start.elapsed();
    assert_eq!(text(&output.stderr), "", "{code}");
    let document = serde_json::from_slice(&output.stdout).unwrap();
    (document, output.status.code(), took)
}

#[test]
fn every_demonstration_ends_in_its_own_code() {
    for code in sshdoctor::demo::codes() {
        for lang in ["en", "ja"] {
            let (document, status, _) = demonstrate(code, &["--timeout", "1", "--lang", lang]);
            assert_eq!(
                broken_promises(&document, status.unwrap_or(-1)),
                Vec::<String>::new(),
                "{code} {lang}"
            );
            assert_eq!(document["findings"][0]["code"], code, "{lang}");
            let cost = &document["cost"];
            assert!(cost["connections"].as_u64() <= Some(2), "{code}: {cost}");
            assert!(
                cost["failures_a_server_counts"].as_u64() <= Some(2),
                "{code}: {cost}"
            );
        }
    }
}

#[test]
fn cost_of_one_run_to_key_not_accepted() {
    let (document, _, _) = demonstrate("key-not-accepted", &[]);
    let cost = &document["cost"];
    assert_eq!(cost["connections"], 1);
    // `none` and one key.
    assert_eq!(cost["authentication_requests"], 2);
    assert_eq!(cost["failures_a_server_counts"], 1);
}

/// Does the quickest of many runs stay below this? The machine that runs the tests has other work, too.
fn stays_below(limit: Duration, mut one: impl FnMut() -> Duration) -> bool {
    (0..100).any(|_| one() < limit)
}

#[test]
fn a_refused_port_is_named_at_once() {
    let one = || {
        let (document, _, _) = demonstrate("connection-refused", &[]);
        let ms = document["cost"]["elapsed_ms"].as_f64().unwrap();
        Duration::from_secs_f64(ms / 1000.0)
    };
    assert!(stays_below(Duration::from_millis(100), one));
}

#[test]
fn a_silent_server_is_named_within_the_patience() {
    for patience in [0.5, 1.5] {
        let seconds = patience.to_string();
        let in_time = || {
            let (document, _, took) =
                demonstrate("identification-timed-out", &["--timeout", &seconds]);
            let elapsed = document["cost"]["elapsed_ms"].as_f64().unwrap() / 1000.0;
            assert!(elapsed >= patience, "{elapsed} s of {patience}");
            elapsed < patience + 0.5 && took.as_secs_f64() < patience + 1.0
        };
        assert!((0..8).any(|_| in_time()), "{patience}");
    }
}

/// What a run takes of the processor: other work on this machine makes it wait, and does not make it longer.
fn processor_time(words: &str) -> Duration {
    let timed = format!("TIMEFORMAT='%3U %3S'; time \"$0\" {words} >/dev/null");
    let output = Command::new("bash")
        .args(["-c", &timed, env!("CARGO_BIN_EXE_sshdoctor")])
        .output()
        .unwrap();
    let said = text(&output.stderr);
    let seconds: Vec<f64> = said
        .split_whitespace()
        .map(|seconds| seconds.parse().expect(&said))
        .collect();
    assert_eq!(seconds.len(), 2, "{said}");
    Duration::from_secs_f64(seconds.iter().sum())
}

#[test]
fn it_starts_in_no_time() {
    let limit = Duration::from_millis(15);
    assert!(stays_below(limit, || processor_time("--version")));
}

#[test]
fn the_release_binary_is_small() {
    let target = Path::new(env!("CARGO_BIN_EXE_sshdoctor"))
        .ancestors()
        .nth(2)
        .unwrap();
    // Built by `cargo build --release`, perhaps not yet here.
    if let Ok(binary) = fs::metadata(target.join("release/sshdoctor")) {
        assert!(binary.len() < 8 << 20, "{} bytes", binary.len());
    }
}

#[test]
fn quiet_is_the_verdict_alone() {
    let output = run("demo host-key-revoked --no-input -q");
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.starts_with("Cause: ") && said.trim_end().ends_with("host-key-revoked"),
        "{said}"
    );
    assert!(said.lines().count() <= 3, "{said}");
}

#[test]
fn verbose_is_every_observation() {
    let said = text(&run("demo --no-input -v").stdout);
    for observation in [
        "/ssh OpenSSH_",
        "identity files: ~/id_ed25519",
        ": open, ",
        "\"SSH-2.0-OpenSSH_9.6p1 demo\"",
        "kex: ",
        "host key: ssh-ed25519",
        "cipher: ",
        "looked up [127.0.0.1]:",
        "methods: publickey",
        "~/id_ed25519: usable, ED25519",
        ": refused",
    ] {
        assert!(
            said.contains(observation),
            "{observation} is not in\n{said}"
        );
    }
}
