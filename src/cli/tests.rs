use super::*;
use crate::evidence::{Answer, Question};
use crate::text::width;

fn parsed(line: &str) -> Result<Request, Stop> {
    let words = shlex::split(line).unwrap();
    let request = parse(words.into_iter().map(OsString::from).collect())?;
    Ok(match request {
        // git knows nothing more than what was typed.
        Request::Diagnose(diagnose) => {
            Request::Diagnose(Box::new(diagnose.settled(GitConfiguration::default())?))
        }
        request => request,
    })
}

fn diagnosis(line: &str) -> Diagnose {
    match parsed(line) {
        Ok(Request::Diagnose(diagnose)) => *diagnose,
        other => panic!("{line}: {other:?}"),
    }
}

fn shown(line: &str) -> String {
    match parsed(line) {
        Err(Stop::Shown(text)) => text,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn a_login_is_read_with_everything_it_needs() {
    let diagnose = diagnosis(
        "--json --lang ja --timeout 0.5 --answer second-host=web2 --answer log-in=no -v ssh -p 2222 deploy@web1 ls -l",
    );
    assert_eq!(
        diagnose.target,
        Target {
            given: String::from("deploy@web1"),
            user: String::from("deploy"),
            host: String::from("web1"),
            options: ["-p", "2222"].map(String::from).to_vec(),
            ..Target::default()
        }
    );
    assert_eq!(diagnose.remote_command, ["ls", "-l"]);
    let ui = diagnose.ui;
    assert!(ui.json && ui.verbose && !ui.quiet && !ui.no_input && !ui.no_auth);
    assert_eq!(ui.lang, Some(Lang::Ja));
    assert_eq!(ui.timeout, Duration::from_millis(500));
    assert_eq!(
        ui.answers.get(Question::SecondHost),
        Some(&Answer::Given(String::from("web2")))
    );
    assert_eq!(ui.answers.iter().count(), 2);
}

#[test]
fn nothing_said_means_the_defaults() {
    let ui = diagnosis("web1").ui;
    assert_eq!(ui.timeout, Duration::from_secs(5));
    assert_eq!(ui.color, ColorChoice::Auto);
    assert_eq!((ui.lang, ui.json, ui.quiet), (None, false, false));
}

#[test]
fn the_user_is_the_first_one_named() {
    for (line, user) in [
        ("web1", ""),
        ("deploy@web1", "deploy"),
        ("-l a deploy@web1", "a"),
        ("-o User=b -l a deploy@web1", "b"),
        ("deploy@web1 -l a", "deploy"),
        ("web1 -l a", "a"),
        ("ssh://c@web1", "c"),
        ("scp f deploy@web1:", "deploy"),
        ("git clone git@web1:r", "git"),
    ] {
        assert_eq!(diagnosis(line).target.user, user, "{line}");
    }
}

#[test]
fn commands_are_told_from_hosts() {
    let words = |words: &[&str]| Subject::Words(words.iter().map(|&w| w.to_owned()).collect());
    for (line, subject) in [
        ("explain name-not-found", words(&["name-not-found"])),
        (
            "explain Permission denied",
            words(&["Permission", "denied"]),
        ),
        ("explain --list", Subject::List),
        ("--lang ja explain --json-schema", Subject::JsonSchema),
    ] {
        match parsed(line) {
            Ok(Request::Explain(explain)) => assert_eq!(explain.subject, subject, "{line}"),
            other => panic!("{line}: {other:?}"),
        }
    }
    match parsed("demo host-key-changed --no-input -q") {
        Ok(Request::Demo(demo)) => {
            assert_eq!(demo.code.as_deref(), Some("host-key-changed"));
            assert!(demo.ui.no_input && demo.ui.quiet);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(parsed("man"), Ok(Request::Man));
    assert_eq!(
        parsed("completions fish"),
        Ok(Request::Completions(Shell::Fish))
    );
    for line in ["-- demo", "ssh://demo", "ssh demo"] {
        assert_eq!(diagnosis(line).target.host, "demo");
    }
}

#[test]
fn wrong_usage_is_one_line_that_says_what_to_do() {
    for (line, hint) in [
        ("", "no host given"),
        ("--json", "no host given"),
        ("--nonsense web1", "--nonsense"),
        ("--jso web1", "--jso"),
        ("-z web1", "'-z'"),
        ("-p", "-p needs a value"),
        ("web1 --lang fr", "[possible values: en, ja]"),
        ("web1 --lang", "a value is required"),
        ("web1 --color sometimes", "always"),
        ("web1 --timeout 0", "above 0"),
        ("web1 --timeout -1", "--timeout"),
        ("web1 --timeout 3601", "3600"),
        ("web1 --timeout nan", "above 0"),
        ("web1 --timeout inf", "above 0"),
        ("web1 --timeout 1e-12", "above 0"),
        ("web1 --timeout soon", "above 0"),
        ("web1 --answer log-in", "ID=VALUE"),
        ("web1 --answer log-in=maybe", "yes, no"),
        ("web1 --answer nonsense=yes", "other-ports"),
        ("web1 --answer second-host=-x", "begins with"),
        ("web1 --answer second-host=", "empty"),
        ("web1 --answer 'try-user=a;b'", "ssh refuses"),
        ("web1 --answer try-user=", "empty"),
        ("-l '$x;' web1", "ssh refuses"),
        ("-l '' web1", "empty"),
        ("-o 'User=a;b' web1", "ssh refuses"),
        ("explain", "--list"),
        ("explain --list x", "cannot be used with"),
        ("explain -p 22", "-p"),
        ("demo a b", "'b'"),
        ("completions", "<SHELL>"),
        ("completions cmd", "cmd"),
        ("man web1", "web1"),
        ("fleet --via root@web1 a", "--via"),
        ("--via web1", "no host given"),
        ("log --via web1", "unexpected argument '--via'"),
        ("--via web1 git push", "not a git command"),
        ("--via web1 --no-auth web1", "--no-auth forbids that"),
        ("--via web1:x web1", "bad port"),
        ("fleet a b", "'b'"),
        ("fleet --jobs 0 a", "1..=64"),
        ("fleet --jobs 65 a", "1..=64"),
        ("fleet --fix a", "nothing is mended"),
        ("--yes fleet a", "nothing is mended"),
        ("fleet --then-check a", "--then-check"),
        ("fleet -z a", "unknown option '-z'"),
        (
            "fleet --answer server-rebuilt=yes a",
            "--answer server-rebuilt=... is for one target",
        ),
        ("fleet --answer try-user=root a", "is for one target"),
        ("git push", "git remote get-url"),
    ] {
        match parsed(line) {
            Err(Stop::Wrong(said)) => {
                assert!(said.contains(hint), "{line}: {said}");
                assert!(said.starts_with("sshdoctor: "), "{said}");
                assert_eq!(said.lines().count(), 1, "{said}");
            }
            other => panic!("{line}: {other:?}"),
        }
    }
}

#[test]
fn nothing_typed_can_drive_the_terminal() {
    use std::os::unix::ffi::OsStringExt;
    for words in [
        vec![OsString::from("\u{1b}[2J")],
        vec![OsString::from("--\u{1b}[2J")],
        vec![OsString::from("-\u{1b}")],
        vec![OsString::from("--lang=\n\u{202e}x"), OsString::from("h")],
        vec![OsString::from_vec(b"h\xff\x1b".to_vec())],
    ] {
        match parse(words) {
            Err(Stop::Wrong(said)) => {
                assert!(
                    !said.chars().any(crate::text::drives_a_terminal),
                    "{said:?}"
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_help_lists_everything_and_fits() {
    let help = shown("--help");
    for option in crate::ssh_options::SSH_OPTIONS {
        assert!(
            help.contains(&format!("  {}", option.name)),
            "{}",
            option.name
        );
    }
    for word in [
        "--json",
        "--no-input",
        "--answer",
        "--lang",
        "--color",
        "--timeout",
        "--no-auth",
        "-q",
        "-v",
        "--help",
        "--version",
        "explain",
        "demo",
        "completions",
        "man",
        "HOST, no",
        "sshdoctor -- log",
    ] {
        assert!(help.contains(word), "{word}");
    }
    for line in help.lines() {
        assert!(width(line) <= 80, "{line}");
    }
    assert_eq!(shown("-h"), help);
    assert_eq!(shown("ssh --help"), help);
    assert!(shown("explain --help").contains("--json-schema"));
}

#[test]
fn the_version_is_the_package_s() {
    let version = concat!("sshdoctor ", env!("CARGO_PKG_VERSION"), "\n");
    for line in ["--version", "-V", "-V web1"] {
        assert_eq!(shown(line), version);
    }
}

#[test]
fn packagers_get_their_files() {
    let mut page = Vec::new();
    man(&mut page).unwrap();
    assert!(page.starts_with(b".ie") || page.starts_with(b".TH"));
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let mut script = Vec::new();
        completions(shell, &mut script).unwrap();
        assert!(String::from_utf8(script).unwrap().contains("no-auth"));
    }
}

/// The line "then sshdoctor …" must reach the host and not a command of its name.
#[test]
fn a_host_named_as_a_command_is_written_behind_two_dashes() {
    let commands = args::command();
    let commands = commands.get_subcommands().map(clap::Command::get_name);
    let programs = ["git", "rsync", "scp", "sftp", "ssh", "ssh-copy-id"];
    for word in commands.chain(programs) {
        let target = diagnosis(&format!("-- {word}")).target;
        let again = target.again();
        assert_eq!(again.line(), Some(format!("sshdoctor -- {word}").as_str()));
    }
}
