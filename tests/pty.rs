//! Walks of the real binary in a real terminal.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use unicode_width::UnicodeWidthStr as _;

use crate::support::sshdoctor;
use crate::terminal::{Terminal, run};

/// So high that a whole run stays on it.
const HIGH: (u16, u16) = (80, 200);
const CTRL_C: &str = "\x03";
const DOWN: &str = "\x1b[B";

/// Each of `words` stands on the screen, below the one before it.
#[track_caller]
fn assert_in_order(terminal: &Terminal, words: &[&str]) {
    let screen = terminal.words();
    let mut rest = screen.as_str();
    for word in words {
        let Some(at) = rest.find(word) else {
            panic!("{word:?} is not, or not in its place, on\n{screen}");
        };
        rest = &rest[at + word.len()..];
    }
}

#[test]
fn stages_questions_verdict_steps_cost() {
    let mut terminal = run(HIGH, &[], "demo");
    terminal.wait_for("? How did the key get onto the server?\n> with ssh-copy-id");
    terminal.answer(DOWN);
    terminal.wait_for("\n> pasted by hand");
    terminal.answer("\r");
    terminal.wait_for("? Is there another way into this server?\n> a console");
    terminal.answer("\r");
    terminal.wait_for("? Done? Shall I check again?  (y/N)");
    terminal.answer("n");
    assert_eq!(terminal.end(), 1);
    assert_in_order(
        &terminal,
        &[
            "demo: ",
            "web1 = deploy@127.0.0.1 port ",
            "  ok      connect   127.0.0.1 port ",
            "  ok      identify  OpenSSH_9.6p1 demo",
            "  ok      kex       ",
            "  ok      host key  ED25519, as in ~/known_hosts line 1",
            "? How did the key get onto the server?\n  pasted by hand, on a console or in an editor",
            "? Is there another way into this server?  a console in a browser",
            "  FAILED  userauth  ",
            "ssh offers it  the server takes it",
            "id_ed25519  1st            no",
            "Likely cause: web1 refuses the key for deploy.",
            "key-not-accepted",
            "What remains, likeliest first:\n  - the key's line in authorized_keys is broken",
            "Seen:\n  - ~/id_ed25519: ",
            "Next, on the server:\n  1  ",
            "  then  sshdoctor ",
            "cost to the server: 1 connection, 1 refused key",
            "? Done? Shall I check again?  no",
        ],
    );
    terminal.assert_as_it_was();
    assert_eq!(terminal.left_behind(), Vec::<String>::new());
}

#[test]
fn the_same_walk_in_japanese() {
    let mut terminal = run(HIGH, &[("LANG", "ja_JP.UTF-8")], "demo");
    terminal.wait_for("? 公開鍵はどのようにサーバーへ登録しましたか\n> ssh-copy-id");
    terminal.answer("\r");
    terminal.wait_for("? このサーバーに入るほかの手段はありますか");
    terminal.answer("\r");
    terminal.wait_for("? 実施しましたか。もう一度確認しますか  (y/N)");
    terminal.answer("n");
    assert_eq!(terminal.end(), 1);
    assert_in_order(
        &terminal,
        &[
            "デモ: ",
            "web1 = deploy@127.0.0.1 ポート ",
            "  成功    接続      127.0.0.1 ポート ",
            "  成功    識別      ",
            "  成功    鍵交換    ",
            "  成功    ホスト鍵  ED25519(~/known_hosts 1 行目と一致)",
            "  失敗    認証      ",
            "推定原因: ",
            "key-not-accepted",
            "残る可能性(高い順):",
            "根拠:",
            "次にすること(サーバー上で):",
            "サーバーへの負荷: 接続 1 回、拒否された鍵 1 個",
        ],
    );
    terminal.assert_as_it_was();
}

#[test]
fn yes_checks_again_and_a_question_is_answered_with_one_key() {
    let mut terminal = run(HIGH, &[], "demo connection-refused");
    for answer in ["y", "n"] {
        terminal.wait_for("at most)?  (y/N)");
        terminal.answer("n");
        terminal.wait_for("? Done? Shall I check again?  (y/N)");
        terminal.answer(answer);
    }
    assert_eq!(terminal.end(), 1);
    assert_in_order(
        &terminal,
        &[
            "at most)?  no",
            "connection-refused",
            "again?  yes",
            "at most)?  no",
            "again?  no",
        ],
    );
}

#[test]
fn ctrl_c_at_a_prompt_leaves_everything_as_it_was() {
    let dumb = &[("TERM", "dumb")][..];
    for (variables, words, prompt) in [
        (&[][..], "demo", "> with ssh-copy-id"),
        (&[], "demo connection-refused", "(y/N)"),
        (dumb, "demo", "\n> "),
        (dumb, "demo connection-refused", "(y/N)"),
    ] {
        let mut terminal = run(HIGH, variables, words);
        terminal.wait_for(prompt);
        terminal.press(CTRL_C);
        assert_eq!(terminal.end(), 130, "{words}:\n{}", terminal.words());
        terminal.assert_as_it_was();
        assert_eq!(terminal.left_behind(), Vec::<String>::new(), "{words}");
        assert!(
            !terminal.words().contains("sshdoctor:"),
            "{}",
            terminal.words()
        );
    }
}

#[test]
fn a_kill_at_a_prompt_gives_the_terminal_back() {
    let mut terminal = run(HIGH, &[], "demo");
    terminal.wait_until("a hidden cursor", |screen| {
        screen.hide_cursor() && screen.contents().contains("> with ssh-copy-id")
    });
    kill(Pid::from_raw(terminal.pid()), Signal::SIGTERM).unwrap();
    assert_eq!(terminal.end(), 130);
    terminal.assert_as_it_was();
    assert_eq!(terminal.left_behind(), Vec::<String>::new());
}

#[test]
fn ctrl_c_while_it_waits_ends_at_once() {
    let mut terminal = run(HIGH, &[], "demo identification-timed-out --timeout 60");
    terminal.wait_for("waiting for the server");
    terminal.press(CTRL_C);
    assert_eq!(terminal.end(), 130);
    // The terminal's own echo of Ctrl-C moves what stands there out of reach; nothing is drawn after it.
    assert!(
        terminal.words().matches("waiting for").count() <= 1,
        "{}",
        terminal.words()
    );
    terminal.assert_as_it_was();
    assert_eq!(terminal.left_behind(), Vec::<String>::new());
}

#[test]
fn a_spinner_comes_only_where_one_waits_and_goes() {
    let mut slow = run(
        HIGH,
        &[],
        "demo identification-timed-out --timeout 1.5 --no-input",
    );
    assert_eq!(slow.end(), 1);
    assert!(slow.raw().contains("waiting for the server"));
    assert!(
        !slow.words().contains("waiting for the server"),
        "{}",
        slow.words()
    );
    let mut piped = sshdoctor(&[
        "demo",
        "identification-timed-out",
        "--timeout",
        "1",
        "--no-input",
    ]);
    let output = piped.output().unwrap();
    assert!(output.stderr.is_empty(), "{:?}", output.stderr);
}

#[test]
fn a_dumb_terminal_gets_numbers_and_not_one_escape() {
    let mut terminal = run(HIGH, &[("TERM", "dumb")], "demo");
    terminal.wait_for("  6  I do not know\n> ");
    terminal.press("5\r");
    terminal.wait_for("  4  no: somebody else looks after it\n> ");
    // The end of input is no answer, and no reason to stop.
    terminal.press("\x04");
    terminal.wait_for("? Done? Shall I check again?  (y/N) ");
    terminal.press("\r");
    assert_eq!(terminal.end(), 1);
    assert!(!terminal.raw().contains('\x1b'), "{:?}", terminal.raw());
    assert_in_order(&terminal, &["> 5", "> ", "FAILED", "key-not-accepted"]);
}

#[test]
fn no_color_leaves_nothing_but_the_cursor() {
    let coloured = |raw: &str| {
        raw.split("\x1b[").skip(1).any(|rest| {
            rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';')
                .starts_with('m')
                && !rest.starts_with("0m")
        })
    };
    for (variables, words, expected) in [
        (&[][..], "demo --no-input", true),
        (&[("NO_COLOR", "1")], "demo --no-input", false),
        (&[], "demo --no-input --color never", false),
        (&[("NO_COLOR", "1")], "demo --no-input --color always", true),
    ] {
        let mut terminal = run(HIGH, variables, words);
        assert_eq!(terminal.end(), 1);
        assert_eq!(coloured(&terminal.raw()), expected, "{variables:?} {words}");
    }
    let mut terminal = run(HIGH, &[("NO_COLOR", "1")], "demo");
    terminal.wait_for("> with ssh-copy-id");
    terminal.answer("\r");
    terminal.wait_for("? Is there another way");
    terminal.answer("\r");
    terminal.wait_for("check again?");
    terminal.answer("n");
    terminal.end();
    assert!(!coloured(&terminal.raw()), "{:?}", terminal.raw());
}

#[test]
fn a_small_window_gets_numbers() {
    let mut terminal = run((40, 10), &[("LANG", "ja_JP.UTF-8")], "demo");
    terminal.wait_for("  6  分からない\n>");
    terminal.press("6\r");
    terminal.wait_for("  4  ない(管理者は別の人)\n>");
    terminal.press(CTRL_C);
    assert_eq!(terminal.end(), 130);
    terminal.assert_as_it_was();
}

/// Lines to paste are as long as they are: commands, and keys inside a message.
fn is_to_paste(line: &str) -> bool {
    line.starts_with("       ")
        || line.starts_with("  then  sshdoctor")
        || line.starts_with("  確認  sshdoctor")
        || line.trim_start().starts_with("ssh-ed25519 AAAA")
}

#[test]
fn no_line_is_wider_than_eighty_columns() {
    for code in sshdoctor::demo::codes() {
        for lang in ["en", "ja"] {
            let words = [
                "demo",
                code,
                "--no-input",
                "--timeout",
                "1",
                "-v",
                "--lang",
                lang,
            ];
            let output = sshdoctor(&words).output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            for line in text.lines() {
                // On this machine the name of the temporary folder may be long.
                let short = line.replace("/tmp/sshdoctor-demo-", "");
                assert!(
                    short.width() <= 80 || is_to_paste(line),
                    "{code} {lang}: {} columns: {line}",
                    line.width()
                );
            }
        }
    }
}
