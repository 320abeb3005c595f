//! `sshdoctor fleet` from outside: lists, exit codes, how many at a time, what an interruption leaves. Real servers are in
//! `lab/fleet.rs`.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::process::{Output, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::support::{broken_promises, sshdoctor};
use crate::terminal;

/// Runs it with this list on standard input.
fn fleet(words: &[&str], list: &str) -> Output {
    let words = [&["fleet", "-F", "none"], words].concat();
    let mut child = sshdoctor(&words).stdin(Stdio::piped()).spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(list.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn what_is_no_list_is_one_line_and_exit_2() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    for (words, list, hint) in [
        (
            &[][..],
            "",
            "standard input names no target; write one a line: [user@]host[:port]",
        ),
        (&[], "# nothing\n\n", "names no target"),
        (&["-"], "", "standard input names no target"),
        (
            &["/nonexistent"],
            "",
            "cannot read /nonexistent: No such file",
        ),
        (&["/"], "", "cannot read /: it is a directory"),
        (
            &["--json"],
            "{\"a\": 1}",
            "this is no Ansible inventory in JSON",
        ),
        (
            &[],
            "[web]\nweb1\n",
            "ansible-inventory -i FILE --list | sshdoctor fleet",
        ),
        (
            &["--report", "/nonexistent/r.md"],
            "web1",
            "no report can be written",
        ),
    ] {
        let ran = fleet(words, list);
        let told = text(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{list:?} {path}: {told}");
        assert!(told.contains(hint) && told.lines().count() == 1, "{told}");
        assert_eq!(text(&ran.stdout), "");
    }
}

#[test]
fn bad_lines_are_told_and_the_rest_is_examined() {
    let list = "127.0.0.1:1\na b\n$(id)\n\x1b[2J\n127.0.0.2:1\n127.0.0.1:1\n";
    let ran = fleet(&["-q"], list);
    assert_eq!(ran.status.code(), Some(1));
    let mut lines: Vec<String> = text(&ran.stdout).lines().map(str::to_owned).collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "127.0.0.1:1\tconnection-refused\tlikely",
            "127.0.0.2:1\tconnection-refused\tlikely"
        ]
    );
    let told = text(&ran.stderr);
    let places: Vec<&str> = told
        .lines()
        .filter_map(|line| line.split(": ").nth(2))
        .collect();
    assert_eq!(places, ["line 2", "line 3", "line 4"], "{told}");
    assert!(!told.contains('\x1b'), "{told:?}");
    let japanese = text(&fleet(&["--lang", "ja"], list).stdout);
    assert!(
        japanese.contains("2 件(推定): ") && japanese.contains("項目: 3 件"),
        "{japanese}"
    );
}

/// Serves every address of loopback; `seen` is told how many are open, in all and at that address.
fn serve(
    seen: impl Fn(usize, usize) + Send + Sync + 'static,
    act: impl Fn(TcpStream) + Send + Sync + 'static,
) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let open: Arc<Mutex<HashMap<IpAddr, usize>>> = Arc::default();
    let (seen, act) = (Arc::new(seen), Arc::new(act));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (open, seen, act) = (Arc::clone(&open), Arc::clone(&seen), Arc::clone(&act));
            std::thread::spawn(move || {
                let stream = stream.unwrap();
                let address = stream.local_addr().unwrap().ip();
                {
                    let mut open = open.lock().unwrap();
                    *open.entry(address).or_default() += 1;
                    seen(open.values().sum(), open[&address]);
                }
                act(stream.try_clone().unwrap());
                // Before the client learns of the end, and makes room for the next.
                *open.lock().unwrap().get_mut(&address).unwrap() -= 1;
                drop(stream);
            });
        }
    });
    port
}

/// No SSH: one connection is enough to see that.
fn http(mut stream: TcpStream) {
    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
}

const AT_A_TIME: usize = 6;

#[test]
fn two_hundred_targets_a_few_at_a_time_and_one_at_an_address() {
    let most: Arc<Mutex<(usize, usize)>> = Arc::default();
    let full = Arc::new((Mutex::new(0_usize), Condvar::new()));
    let (seen, door) = (Arc::clone(&most), Arc::clone(&full));
    let port = serve(
        move |all, here| {
            let mut most = seen.lock().unwrap();
            *most = (most.0.max(all), most.1.max(here));
        },
        move |stream| {
            // The first wait until as many are there as may be, and then a while for one too many.
            let (count, changed) = &*door;
            let mut count = count.lock().unwrap();
            *count += 1;
            changed.notify_all();
            for (enough, patience) in [(AT_A_TIME, 60), (AT_A_TIME + 1, 1)] {
                let patience = Duration::from_secs(patience);
                let waited = changed.wait_timeout_while(count, patience, |count| *count < enough);
                count = waited.unwrap().0;
            }
            drop(count);
            http(stream);
        },
    );
    let mut list: Vec<String> = (0..190)
        .map(|it| format!("127.0.1.{it}:{port}\n"))
        .collect();
    // Ten logins on one host, scattered among the others.
    for user in 0..10 {
        list.insert(user * 3, format!("u{user}@127.0.2.1:{port}\n"));
    }
    let jobs = AT_A_TIME.to_string();
    let ran = fleet(
        &["--jsonl", "--jobs", &jobs, "--timeout", "60"],
        &list.concat(),
    );
    let mut addresses = HashMap::new();
    for line in text(&ran.stdout).lines() {
        let document: Value = serde_json::from_str(line).unwrap();
        assert_eq!(broken_promises(&document, 1), Vec::<String>::new());
        assert_eq!(document["findings"][0]["code"], "not-ssh", "{line}");
        assert_eq!(document["cost"]["connections"], 1, "{line}");
        *addresses
            .entry(document["target"]["address"].to_string())
            .or_insert(0) += 1;
    }
    assert_eq!((addresses.len(), addresses["\"127.0.2.1\""]), (191, 10));
    assert_eq!(ran.status.code(), Some(1));
    assert_eq!(*most.lock().unwrap(), (AT_A_TIME, 1));
}

/// One that is named at once, and one that says nothing.
fn quick_and_silent() -> String {
    let silent = serve(
        |_, _| {},
        |mut stream| {
            let _ = stream.read_to_end(&mut Vec::new());
        },
    );
    format!("127.0.0.1:1\n127.0.0.3:{silent}\n")
}

#[test]
fn an_interruption_leaves_a_whole_document() {
    for (form, ends) in [("--json", true), ("--jsonl", false)] {
        let mut child = sshdoctor(&["fleet", "-F", "none", form, "--timeout", "600"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(quick_and_silent().as_bytes())
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("connection-refused") {
            assert_ne!(out.read_line(&mut said).unwrap(), 0, "{said}");
        }
        kill(
            Pid::from_raw(child.id().try_into().unwrap()),
            Signal::SIGINT,
        )
        .unwrap();
        out.read_to_string(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{said}");
        let document: Value = serde_json::from_str(&said).unwrap();
        let one = match ends {
            true => {
                assert_eq!(
                    (&document["schema"], &document["mode"]),
                    (&Value::from(1), &Value::from("fleet"))
                );
                assert_eq!(document["results"].as_array().unwrap().len(), 1);
                &document["results"][0]
            }
            false => &document,
        };
        assert_eq!(broken_promises(one, 1), Vec::<String>::new());
    }
}

#[test]
fn the_documents_stand_in_the_order_of_the_list() {
    let list = quick_and_silent();
    let list: Vec<&str> = list.lines().rev().collect();
    let ran = fleet(&["--json", "--timeout", "0.5"], &list.join("\n"));
    let document: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let results = document["results"].as_array().unwrap().iter();
    let met = results.map(|result| {
        let target = &result["target"];
        format!("{}:{}", target["host"].as_str().unwrap(), target["port"])
    });
    assert_eq!(met.collect::<Vec<_>>(), list);
}

#[test]
fn in_a_terminal_it_says_how_far_it_is_and_what_it_found() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("hosts");
    fs::write(&list, quick_and_silent()).unwrap();
    for (lang, moving, seen) in [
        (
            "en",
            "1 of 2 examined, 1 with a fault",
            [
                "1 target (likely): ",
                "2 targets: 1 with a fault, 0 undecided",
                "not examined: 1",
            ],
        ),
        (
            "ja",
            "2 件中 1 件を確認、問題あり 1 件",
            ["1 件(推定): ", "接続先 2 件: 問題あり 1 件", "未実施: 1 件"],
        ),
    ] {
        let words = format!(
            "fleet -F none --timeout 600 --lang {lang} {}",
            list.display()
        );
        let mut terminal = terminal::run((80, 100), &[("NO_COLOR", "1")], &words);
        terminal.wait_for(moving);
        terminal.press("\x03");
        assert_eq!(terminal.end(), 130);
        for words in seen {
            assert!(
                terminal.words().contains(words),
                "{words}: {}",
                terminal.words()
            );
        }
        terminal.assert_as_it_was();
    }
    fs::write(&list, "127.0.0.1:1\n127.0.0.3:1\n").unwrap();
    let words = format!("fleet -F none {}", list.display());
    let mut terminal = terminal::run((80, 100), &[], &words);
    assert_eq!(terminal.end(), 1);
    let words = terminal.words();
    assert!(
        words.trim_start().starts_with("2 targets (likely): "),
        "{words}"
    );
    assert!(!words.contains("examined,"), "{words}");
}

#[test]
fn a_report_tells_the_groups_and_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.md");
    let report = |level: &str| {
        let words = ["--report", file.to_str().unwrap(), "--redact", level];
        let words = [&["-oHostName=127.0.0.1", "-p1"], &words[..]].concat();
        let ran = fleet(&words, "deploy@db7.example\nroot@db8.example\n");
        assert_eq!(ran.status.code(), Some(1), "{ran:?}");
        assert!(text(&ran.stderr).contains("the report is in "), "{ran:?}");
        fs::read_to_string(&file).unwrap()
    };
    let whole = report("none");
    for part in [
        ": targets: 2\n",
        "| connection-refused | 2 |\n",
        "## connection-refused (2)\n",
        "- deploy@db7.example\n- root@db8.example\n",
        "- tcp: connect to 127.0.0.1:1: Connection refused (RST)\n",
        "What to do, for: deploy@db7.example\n",
        "sudo /usr/sbin/sshd -t\n",
        "| undecided | 0 |\n| no-fault-found | 0 |\n",
    ] {
        assert!(whole.contains(part), "{part}: {whole}");
    }
    let hidden = report("all");
    for secret in ["deploy", "db7", "db8"] {
        assert!(!hidden.contains(secret), "{secret}: {hidden}");
    }
}
