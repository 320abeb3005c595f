//! The same ill servers, seen by somebody who can only paste into a console and copy from it: alice prints the script, root pastes
//! it into a shell at a terminal of 80 columns, and alice gives what was on that screen to `sshdoctor log`.

use super::fault::Fault;
use super::matrix::{judge, transcript};
use super::queue;
use super::requirements::as_root;
use super::via;
use super::world::World;

/// What the short script does not look at, or only where an address is known; the true cause remains among the candidates.
const LEFT_OPEN: &[&str] = &[
    "client-banned",
    "hosts-denied",
    "key-revoked",
    "key-registered-for-other-user",
    "keys-command-failed",
    "server-firewall-blocks",
    "certificate-authority-untrusted",
    "pam-denied",
    "sshd-listens-elsewhere",
    "key-restricted",
    "server-resources-exhausted",
    "authorized-keys-elsewhere",
];

#[test]
fn what_a_console_shows_names_what_is_ill() {
    as_root(
        concat!(module_path!(), "::what_a_console_shows_names_what_is_ill"),
        || {
            let work = |case: &&(&'static str, Fault)| by_console(&case.1);
            queue::run("console", &via::cases(), work, String::new);
        },
    );
}

fn by_console(fault: &Fault) -> Result<String, String> {
    let world = fault.world();
    let login = fault
        .args
        .iter()
        .rev()
        .find(|word| word.contains('@'))
        .copied()
        .unwrap_or("bob@srv");
    let mut row = String::new();
    for shell in ["bash --norc -i", "dash -i"] {
        let screen = screen(&world, login, shell);
        let ran = world.read_log(&screen);
        let wrong =
            |told: String| format!("{shell}: {told}\n{screen}\n{}", transcript(&world, &ran));
        let document = ran
            .json()
            .ok_or_else(|| wrong(String::from("no JSON document")))?;
        let finding = &document["findings"][0];
        let code = finding["code"].as_str().unwrap_or_default().to_owned();
        let status = if code == "undecided" { 3 } else { 1 };
        judge(&ran, &[&code], status).map_err(wrong)?;
        let open = LEFT_OPEN.contains(&fault.code);
        let wrong_one =
            code != fault.code && code != "undecided" && finding["certainty"] == "certain";
        if code != fault.code && !open || wrong_one {
            return Err(wrong(format!("{code} instead of {}", fault.code)));
        }
        row = format!(
            "{:<34} {code:<34} {}",
            fault.code,
            finding["certainty"].as_str().unwrap_or_default()
        );
    }
    Ok(row)
}

/// What stands on the screen after root has pasted alice's script into this shell, as one copies it: in rows of 80 columns.
fn screen(world: &World, login: &str, shell: &str) -> String {
    let script = world.doctor(&["console-script", login]);
    assert_eq!(script.status, Some(0), "{}", script.stderr);
    world
        .server
        .write("/tmp/paste", script.stdout + "exit\n", 0o644, 0);
    world.server.run(&format!(
        "cd /; TERM=dumb timeout 60 /run/lab/tools/paste.py /tmp/paste {shell} | fold -b -w 80"
    ))
}
