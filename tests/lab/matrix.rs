//! Every fault: is the world really ill in this way, is it named, and does the printed cure cure it?

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::accuracy::{Tally, Verdict};
use super::check_server;
use super::fault::{Fault, Logged, Shown};
use super::faults;
use super::queue;
use super::requirements::as_root;
use super::world::{Ran, World};
use crate::support::{broken_promises, promised};

#[test]
fn ssh_itself_shows_that_every_world_is_ill() {
    as_root(
        concat!(module_path!(), "::ssh_itself_shows_that_every_world_is_ill"),
        || {
            queue::run("what ssh says", &cases(), what_ssh_says, String::new);
        },
    );
}

fn what_ssh_says(fault: &Fault) -> Result<String, String> {
    let world = fault.world();
    let ran = match fault.in_front_of {
        [] if fault.ssh_logs_in => world.slow_ssh(fault.args),
        [] => world.ssh(fault.args),
        command => world.typed(&command.join(" ")),
    };
    let logged_in = ran.status == Some(0);
    let said = [&ran.stdout, &ran.stderr];
    if logged_in == fault.ssh_logs_in
        && said.iter().any(|said| said.contains(fault.ssh_says))
        && !fault.ssh_says.is_empty()
    {
        return Ok(fault.ssh_says.to_owned());
    }
    Err(format!(
        "ssh {:?} does not say {:?}\n{}",
        fault.args,
        fault.ssh_says,
        transcript(&world, &ran)
    ))
}

#[test]
fn every_fault_is_named_and_its_cure_cures() {
    as_root(
        concat!(module_path!(), "::every_fault_is_named_and_its_cure_cures"),
        || {
            let tally = Tally::default();
            let cases: Vec<_> = faults::ALL
                .iter()
                .map(|case| (case.0.to_owned(), case))
                .collect();
            let work = |(name, fault): &&(&'static str, Fault)| {
                unless_not_yet(name, what_the_doctor_says(name, fault, &tally))
            };
            queue::run("faults", &cases, work, || tally.table());
            if std::env::var_os("LAB_ONLY").is_none() {
                crate::readme::quotes("accuracy", &tally.table());
            }
        },
    );
}

/// Faults that are not named yet, with the reason. They count as wrong in the table; one that is named after all fails the run.
const NOT_YET: &[(&str, &str)] = &[];

fn unless_not_yet(name: &str, result: Result<String, String>) -> Result<String, String> {
    match (NOT_YET.iter().find(|(not_yet, _)| *not_yet == name), result) {
        (None, result) => result,
        (Some((_, why)), Err(_)) => Ok(format!("not yet: {why}")),
        (Some(_), Ok(_)) => Err(format!("{name} is named after all: take it off NOT_YET")),
    }
}

fn what_the_doctor_says(name: &str, fault: &Fault, tally: &Tally) -> Result<String, String> {
    let world = fault.world();
    let files = world.alices_files();
    let log = log(fault, &world)?;
    let ran = match &log {
        None => world.doctor(&fault.command_line()),
        Some(log) => world.read_log(log),
    };
    let wrong = |wrong: String| {
        let log = log.as_deref().unwrap_or_default();
        format!("{wrong}\n{log}\n{}", transcript(&world, &ran))
    };
    tally.judge(fault, ran.json().as_ref());
    if log.is_some() {
        tally.count(Verdict::Pasted);
    }
    if fault.is_cured() {
        tally.count(Verdict::Curable);
    }
    let finding = judge(&ran, &[fault.seen_as], 1).map_err(wrong)?;
    let certainty = finding["certainty"].as_str().unwrap_or_default();
    if !fault.certainty.contains(&certainty) {
        return Err(wrong(format!(
            "expected {:?}, found {certainty}",
            fault.certainty
        )));
    }
    if fault.hop.is_some_and(|hop| finding["hop"] != hop) {
        return Err(wrong(format!(
            "expected hop {:?}, found {}",
            fault.hop, finding["hop"]
        )));
    }
    let candidates: Vec<&str> = finding["candidates"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if fault.seen_as != fault.code && !candidates.contains(&fault.code) {
        return Err(wrong(format!("{} is not among the candidates", fault.code)));
    }
    if matches!(fault.shown, Shown::Written(_)) && leads_to_the_client(&finding) {
        return Err(wrong("a command leads to alice's own machine".to_owned()));
    }
    if log.is_some() && !decides(&finding, fault.decided_by) {
        return Err(wrong(format!("{:?} does not decide", fault.decided_by)));
    }
    if log.is_none() && world.alices_files() != files {
        return Err(wrong(format!(
            "alice's files were\n{files}and are\n{}",
            world.alices_files()
        )));
    }
    if check_server::is_on_the_server(fault) {
        check_server::on_the_server(name, fault, &world)?;
    }
    let mut told = "";
    let mut logged = None;
    if let Some(log) = &fault.logged {
        logged = Some(what_the_servers_log_says(fault, log, &world)?);
        tally.count(Verdict::Told);
        told = "told";
    }
    if let Some(cure) = &fault.cure {
        cure.prove(fault, &world, &finding).map_err(wrong)?;
    }
    if let (Some(cure), Some(finding)) = (fault.logged.and_then(|log| log.cure), &logged) {
        cure.prove(fault, &world, finding).map_err(wrong)?;
    }
    let mut cured = "";
    if fault.is_cured() {
        tally.count(Verdict::Cured);
        cured = "cured";
    }
    Ok(format!(
        "{:<34} {:<34} {certainty:<8} {told:<4} {cured}",
        fault.seen_as,
        finding["code"].as_str().unwrap_or_default()
    ))
}

/// The way on from a verdict that leaves the cause open: alice's ssh fails once more, and somebody pastes what the server wrote.
fn what_the_servers_log_says(
    fault: &Fault,
    logged: &Logged,
    world: &World,
) -> Result<Value, String> {
    world.ssh(fault.args);
    let log = world.server_wrote();
    let ran = world.read_log(&log);
    let wrong = |wrong: String| format!("{wrong}\n{log}\n{}", transcript(world, &ran));
    let finding = judge(&ran, &[fault.code], 1).map_err(wrong)?;
    if !decides(&finding, logged.decided_by) {
        return Err(wrong(format!("{:?} does not decide", logged.decided_by)));
    }
    Ok(finding)
}

/// What stands on alice's screen or in the server's log, where that is what the program is given; it shows that the world is ill.
fn log(fault: &Fault, world: &World) -> Result<Option<String>, String> {
    let log = match fault.shown {
        Shown::Live => return Ok(None),
        Shown::Printed(command) => world.typed(command).stdout,
        Shown::Written(command) => {
            let _its_screen_is_not_read = world.typed(command);
            world.server_wrote()
        }
    };
    if fault.ssh_says.is_empty() || !log.contains(fault.ssh_says) {
        return Err(format!(
            "the log does not say {:?}\n{log}\n{}",
            fault.ssh_says,
            world.logs()
        ));
    }
    Ok(Some(log))
}

/// A server's log names the client's address; nobody logs in there.
fn leads_to_the_client(finding: &Value) -> bool {
    let steps = finding["next"].as_array().into_iter().flatten();
    let mut commands = steps.filter_map(|step| step["command"].as_str());
    commands.any(|command| command.contains("10.99.1.1"))
}

/// Is a line with this text what the finding rests on?
fn decides(finding: &Value, text: &str) -> bool {
    let evidence = finding["evidence"].as_array().into_iter().flatten();
    let mut lines = evidence.filter(|seen| seen["line"].is_u64());
    lines.next().is_some_and(|seen| {
        !text.is_empty()
            && seen["text"]
                .as_str()
                .is_some_and(|line| line.contains(text))
    })
}

#[test]
fn every_file_is_a_fault_named_as_its_code() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/faults");
    let files: BTreeSet<String> = std::fs::read_dir(&directory)
        .expect("the faults")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .to_string_lossy()
                .trim_end_matches(".rs")
                .to_owned()
        })
        .filter(|name| name != "mod")
        .collect();
    let listed: BTreeSet<String> = faults::ALL
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(files, listed, "files and list differ");
    for (name, fault) in faults::ALL {
        assert!(
            name.replace('_', "-").starts_with(fault.code),
            "{name}.rs produces {}",
            fault.code
        );
        assert!(
            promised().contains_key(fault.code),
            "{} is not in the catalogue",
            fault.code
        );
        let text =
            std::fs::read_to_string(directory.join(name).with_extension("rs")).expect("a fault");
        assert!(
            text.starts_with("//! "),
            "{name}.rs does not begin with what is ill"
        );
        assert!(
            text.lines().count() <= 40,
            "{name}.rs is more than one idea"
        );
    }
}

/// The first finding, if the document keeps its promises and names one of these codes first.
pub(crate) fn judge(ran: &Ran, codes: &[&str], status: i32) -> Result<Value, String> {
    let document = ran.json().ok_or("no JSON document")?;
    let broken = broken_promises(&document, ran.status.unwrap_or(-1));
    if !broken.is_empty() {
        return Err(format!("broken promises: {}", broken.join("; ")));
    }
    let finding = &document["findings"][0];
    let code = finding["code"].as_str().unwrap_or("no-fault-found");
    if !codes.contains(&code) || ran.status != Some(status) {
        return Err(format!(
            "expected {codes:?} and exit status {status}, found {code} and {:?}",
            ran.status
        ));
    }
    Ok(finding.clone())
}

/// What a person who looks into a failed case wants to see.
pub(crate) fn transcript(world: &World, ran: &Ran) -> String {
    format!(
        "exit status {:?} after {:.1} s\n{}\n{}\n{}",
        ran.status,
        ran.seconds,
        ran.stdout,
        ran.stderr,
        world.logs()
    )
}

/// The faults that are seen live; a log shows by itself that its world is ill.
fn cases() -> Vec<(String, Fault)> {
    faults::ALL
        .iter()
        .filter(|(_, fault)| matches!(fault.shown, Shown::Live))
        .map(|(name, fault)| ((*name).to_owned(), *fault))
        .collect()
}
