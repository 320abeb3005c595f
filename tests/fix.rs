//! `--fix` and `--yes`: what is offered, and what nobody agreed to stays.

use std::process::Output;

use crate::support::sshdoctor;

fn demo(code: &str, words: &[&str]) -> Output {
    let words = [&["demo", code], words].concat();
    sshdoctor(&words).output().unwrap()
}

fn out(ran: &Output) -> String {
    String::from_utf8(ran.stdout.clone()).unwrap()
}

#[test]
fn a_safe_repair_is_done_and_proved_by_the_same_run() {
    let ran = demo("identity-file-permissions", &["--yes"]);
    let text = out(&ran);
    assert_eq!(ran.status.code(), Some(0), "{text}");
    for part in [
        "identity-file-permissions\n",
        "    mode 0644 -> 0600\n  done; to undo:\n    chmod 644 ",
        "no-fault-found\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn nobody_to_ask_means_no() {
    for (code, words) in [
        ("identity-file-permissions", &["--fix"][..]),
        // To forget a host key is never safe.
        (
            "host-key-changed",
            &["--yes", "--answer", "server-rebuilt=yes"],
        ),
    ] {
        let ran = demo(code, words);
        let text = out(&ran);
        assert_eq!(ran.status.code(), Some(1), "{text}");
        assert!(
            text.contains("not done") && !text.contains("undo"),
            "{text}"
        );
    }
}

#[test]
fn where_nothing_can_be_mended_it_says_so() {
    let text = out(&demo("not-ssh", &["--fix"]));
    assert!(
        text.contains("--fix: nothing of this can be mended here"),
        "{text}"
    );
}

#[test]
fn a_document_stays_one_document() {
    let ran = demo("identity-file-permissions", &["--yes", "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    let step = &document["findings"][0]["next"][0];
    assert_eq!(
        (step["repair"].as_str(), step["safe"].as_bool()),
        (Some("set-mode"), Some(true))
    );
    assert!(String::from_utf8_lossy(&ran.stderr).contains("done; to undo:"));
}
