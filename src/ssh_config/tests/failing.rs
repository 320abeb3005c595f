//! What is said where ssh says nothing: the kinds of failure.

use super::*;

/// What kind, which file (by its last name), which line, and ssh's words.
fn kind(configuration: &Configuration) -> String {
    let name = |file: &Option<PathBuf>| {
        let name = file.as_ref().and_then(|file| file.file_name());
        name.map_or_else(
            || String::from("-"),
            |name| name.to_string_lossy().into_owned(),
        )
    };
    let number =
        |line: &Option<usize>| line.map_or_else(|| String::from("-"), |line| line.to_string());
    match configuration {
        Configuration::Effective(_) => String::from("effective"),
        Configuration::Defaults(_) => String::from("defaults"),
        Configuration::Syntax { file, line, .. } => {
            format!("syntax {} {}", name(file), number(line))
        }
        Configuration::Permissions {
            file, mode, owner, ..
        } => {
            format!("permissions {} {mode:?} {owner:?}", file.display())
        }
        Configuration::RefusesConnection { file, line, text } => {
            format!(
                "refuses {} {} {}",
                name(file),
                number(line),
                text.visible(99)
            )
        }
        Configuration::Proxy { .. } => String::from("proxy"),
        Configuration::HostName { .. } => String::from("host name"),
        Configuration::ClientBroken { text, .. } => format!("broken {}", text.visible(99)),
        Configuration::Failed { status, text } => format!("failed {status:?} {}", text.visible(99)),
    }
}

/// A script that fails as `ssh -G` does, with these lines.
fn failing(lines: &str, status: i32) -> String {
    let lines = lines.replace("\r\n", "\n").replace('\n', "\r\n");
    format!("#!/bin/sh\ncat >&2 <<'END'\n{lines}\r\nEND\nexit {status}\n")
}

#[tokio::test]
async fn mistakes_are_told_apart_and_placed() {
    for (config, options, destination, expected) in [
        ("Host web1\n  Foo bar\n", "", "web1", "syntax config 2"),
        ("Port 22\nPort\n", "", "web1", "syntax config 2"),
        ("Port x", "", "web1", "syntax config 1"),
        ("User \"x\n", "", "web1", "syntax config 1"),
        ("Port 22 23\n", "", "web1", "syntax config 1"),
        ("\n\nMatch quux x\n", "", "web1", "syntax config 3"),
        ("Match host\n", "", "web1", "syntax config 1"),
        ("Match all host x\n", "", "web1", "syntax config 1"),
        ("Ciphers foo", "", "web1", "syntax config 1"),
        ("MACs foo", "", "web1", "syntax config 1"),
        ("KexAlgorithms foo", "", "web1", "syntax config 1"),
        ("HostKeyAlgorithms foo", "", "web1", "syntax config 1"),
        ("UseKeychain yes", "", "web1", "syntax config 1"),
        ("Host other\nUseKeychain yes", "", "web1", "syntax config 2"),
        ("Include DIR/日本", "", "web1", "syntax 日本 1"),
        ("Include DIR/config", "", "web1", "syntax - -"),
        ("ProxyJump a:0", "", "web1", "syntax config 1"),
        (
            "IdentityFile /a\nIdentityFile %z\n",
            "",
            "web1",
            "syntax config 2",
        ),
        (
            "CertificateFile ${SSHDOCTOR_TEST_NOTHING}/x",
            "",
            "web1",
            "syntax config 1",
        ),
        ("UserKnownHostsFile %z", "", "web1", "syntax - -"),
        ("", "-o Foo=bar", "web1", "syntax - -"),
        ("", "-o Port=x", "web1", "syntax - -"),
        ("", "-o Include=x", "web1", "syntax - -"),
        ("", "-p 0", "web1", "syntax - -"),
        ("", "-c foo", "web1", "syntax - -"),
        ("", "-m foo", "web1", "syntax - -"),
        (
            "",
            "-F /nowhere/at/all -F DIR/nowhere",
            "web1",
            "syntax - -",
        ),
        ("", "-J -x", "web1", "syntax - -"),
        ("", "-J a -J b", "web1", "syntax - -"),
        ("", "-1", "web1", "syntax - -"),
        ("", "-i %z -o IdentityFile=%z", "web1", "syntax - -"),
        ("", "-o ProxyCommand=x -J a", "web1", "proxy"),
        ("", "-J web1", "web1", "proxy"),
        ("Host *\nProxyJump web1", "", "web1", "proxy"),
        ("", "", "-oProxyCommand=id", "host name"),
        ("", "", "web1;id", "host name"),
        ("", "", "u;id@web1", "host name"),
        ("", "", "", "host name"),
    ] {
        let lab = Lab::with(config);
        lab.write("日本", "Foo bar");
        let found = lab.ask(options, destination).await;
        assert_eq!(kind(&found), expected, "{config} {options}: {found:?}");
    }
}

#[tokio::test]
async fn the_cause_is_quoted_where_it_stands_on_a_line_of_its_own() {
    let found = Lab::with("Match quux x").ask("", "web1").await;
    let Configuration::Syntax { text, .. } = found else {
        panic!("{found:?}");
    };
    assert_eq!(text.visible(80), "Unsupported Match attribute quux");
    let found = Lab::with("Host x\nIdentityFile %z/k").ask("", "x").await;
    let Configuration::Syntax { text, .. } = found else {
        panic!("{found:?}");
    };
    assert_eq!(text.visible(80), "identityfile %z/k: unknown key %z");
}

#[tokio::test]
async fn other_releases_are_understood() {
    let loader =
        "ssh: error while loading shared libraries: libcrypto.so.3: cannot open shared object file";
    for (lines, status, expected) in [
        (
            "DIR/c: line 3: Bad configuration option: usekeychain\r\nDIR/c: terminating, 1 bad configuration options",
            255,
            "syntax c 3",
        ),
        (
            "DIR/c: terminating, 1 bad configuration options",
            255,
            "syntax c -",
        ),
        ("DIR/c line 3: Missing argument.", 255, "syntax c 3"),
        ("DIR/c line 3: missing argument.", 255, "syntax c 3"),
        ("DIR/c line 3: invalid quotes", 255, "syntax c 3"),
        (
            "DIR/c line 3: keyword port extra arguments at end of line",
            255,
            "syntax c 3",
        ),
        (
            "DIR/c line 3: garbage at end of line; \"23\".",
            255,
            "syntax c 3",
        ),
        (
            "DIR/c line 3: Bad SSH2 cipher spec '3des'.",
            255,
            "syntax c 3",
        ),
        ("DIR/c line 3: Bad SSH2 Mac spec 'x'.", 255, "syntax c 3"),
        (
            "DIR/c line 3: Bad SSH2 KexAlgorithms 'x'.",
            255,
            "syntax c 3",
        ),
        (
            "DIR/c line 3: Bad protocol 2 host key algorithms 'x'.",
            255,
            "syntax c 3",
        ),
        ("DIR/c line 3: Bad key types '+ssh-dss'.", 255, "syntax c 3"),
        ("DIR/c line 3: Bad yes/no argument.", 255, "syntax c 3"),
        (
            "DIR/c line 3: unsupported option \"maybe\".",
            255,
            "syntax c 3",
        ),
        ("DIR/a file line 3: Bad number.", 255, "syntax a file 3"),
        (
            "Unsupported Match attribute localnetwork\r\nDIR/c line 4: Bad Match condition",
            255,
            "syntax c 4",
        ),
        (
            "Unsupported Match attribute localnetwork",
            255,
            "syntax - -",
        ),
        (
            "DIR/c line 4: 'all' cannot be combined with other Match attributes\r\nDIR/c line 4: Bad Match condition",
            255,
            "syntax c 4",
        ),
        (
            "DIR/c line 2: Unable to expand user config file '%z'",
            255,
            "syntax c 2",
        ),
        (
            "DIR/c line 2: Can't open user config file DIR/d: Permission denied",
            255,
            "syntax c 2",
        ),
        (
            "Too many recursive configuration includes",
            255,
            "syntax - -",
        ),
        (
            "Can't open user config file DIR/c: No such file or directory",
            255,
            "syntax - -",
        ),
        (
            "command-line: line 0: Bad configuration option: foo",
            255,
            "syntax - -",
        ),
        ("command-line line 0: Bad number.", 255, "syntax - -"),
        (
            "ssh: illegal option -- B\nusage: ssh [-46AaCfGgKkMNnqsTtVvXxYy]",
            255,
            "syntax - -",
        ),
        ("unknown option -- B\r\nusage: ssh", 255, "syntax - -"),
        ("percent_expand: unknown key %k", 255, "syntax - -"),
        ("tilde_expand: No such user nobody-here", 255, "syntax - -"),
        (
            "DIR/c line 5: RefuseConnection: moved to web2; ask ops",
            255,
            "refuses c 5 moved to web2; ask ops",
        ),
        (
            "command-line line 0: RefuseConnection: no",
            255,
            "refuses - - no",
        ),
        ("Cannot specify -J with ProxyCommand", 255, "proxy"),
        ("inconsistent options: ProxyCommand+ProxyJump", 255, "proxy"),
        ("jumphost loop via web1", 255, "proxy"),
        ("hostname contains invalid characters", 255, "host name"),
        (
            "remote username contains invalid characters",
            255,
            "host name",
        ),
        (
            "ssh: Could not resolve host \"web1\"",
            255,
            "failed Some(255) ssh: Could not resolve host \"web1\"",
        ),
        (
            "No user exists for uid 1000",
            255,
            "failed Some(255) No user exists for uid 1000",
        ),
        ("", 255, "failed Some(255) "),
        (loader, 127, &format!("broken {loader}")),
        (
            "sshpass: command not found",
            127,
            "broken sshpass: command not found",
        ),
        ("wrapper: no token", 1, "broken wrapper: no token"),
        ("hello", 0, "broken it printed no configuration"),
        (
            "\u{1b}[31mfatal\u{1b}[0m",
            1,
            r"broken \x1b[31mfatal\x1b[0m",
        ),
    ] {
        let lab = Lab::with("");
        let found = lab.ask_script(&failing(lines, status), PATIENCE).await;
        assert_eq!(kind(&found), expected, "{lines}");
    }
}

#[tokio::test]
async fn what_a_command_of_match_exec_prints_is_not_ssh_s_word() {
    let lab = Lab::with(
        "Match exec \"echo x line 9: RefuseConnection: no >&2; echo DIR/x line 9: Bad >&2; false\"\n\nPort x",
    );
    assert_eq!(kind(&lab.ask("", "web1").await), "syntax config 3");
}

#[tokio::test]
async fn permissions_are_looked_at() {
    let lab = Lab::with("");
    fs::set_permissions(lab.path("config"), fs::Permissions::from_mode(0o666)).unwrap();
    let uid = environment().uid;
    let script = failing("Bad owner or permissions on DIR/config", 255);
    let file = lab.path("config");
    assert_eq!(
        lab.ask_script(&script, PATIENCE).await,
        Configuration::Permissions {
            file,
            mode: Some(0o666),
            owner: Some(uid),
            uid
        }
    );
    let script = failing("Bad owner or permissions on DIR/gone", 255);
    let found = kind(&lab.ask_script(&script, PATIENCE).await);
    assert_eq!(
        found,
        format!("permissions {} None None", lab.path("gone").display())
    );
}

#[tokio::test]
async fn a_program_that_is_no_ssh_is_said_to_be_broken() {
    let lab = Lab::with("");
    let found = kind(&lab.ask_script("#!/no/such/interpreter\n", PATIENCE).await);
    assert!(found.starts_with("broken "), "{found}");
    let found = kind(&lab.ask_script("#!/bin/sh\nkill -SEGV $$\n", PATIENCE).await);
    assert_eq!(found, "broken it was ended by signal 11");
    let found = kind(
        &lab.ask_script("#!/bin/sh\nyes user | head -c 2000000\n", PATIENCE)
            .await,
    );
    assert_eq!(found, "broken it printed more than a configuration");
}

#[tokio::test]
async fn patience_ends_and_what_hung_is_named() {
    let lab = Lab::with("Match exec \"sleep 60\"\nPort 1");
    let options = ["-F", lab.path("config").to_str().unwrap()].map(String::from);
    let begun = std::time::Instant::now();
    let found = effective(&options, "web1", &environment(), Duration::from_millis(500)).await;
    assert!(begun.elapsed() < Duration::from_secs(5));
    let found = kind(&found);
    assert!(
        found.starts_with("failed None ssh -G did not finish within 0.5 s"),
        "{found}"
    );
    assert!(found.contains("sleep 60"), "{found}");
}
