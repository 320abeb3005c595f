//! The same ill servers, looked at from alice's machine through another login that still works: `sshdoctor … --via …`. As root it
//! names the cause that lies on the server, with both sides' evidence; as a user without sudo it names no wrong one.

use serde_json::Value;

use super::check_server::is_on_the_server;
use super::fault::{Fault, Shown};
use super::faults;
use super::matrix::{judge, transcript};
use super::queue;
use super::requirements::as_root;
use super::world::{Ran, Topology, World};

/// Servers that are no OpenSSH: what is ill there cannot be told by looking at sshd.
const OTHER_SERVERS: &[&str] = &["dropbear", "asyncssh", "tinysshd", "paramiko"];

/// Where the other login does not lead to the cause, and what is named instead.
const OTHERWISE: &[(&str, &str, &str)] = &[];

/// The worlds of one cable, whose cause lies on the server and is met live.
fn cases() -> Vec<(String, &'static (&'static str, Fault))> {
    let fits = |(name, fault): &&(&str, Fault)| {
        let direct = matches!(fault.topology, Topology::Direct | Topology::Routed);
        let own = !OTHER_SERVERS.iter().any(|server| name.ends_with(server));
        own && direct && matches!(fault.shown, Shown::Live) && is_on_the_server(fault)
    };
    faults::ALL
        .iter()
        .filter(fits)
        .map(|case| (case.0.to_owned(), case))
        .collect()
}

#[test]
fn another_login_names_what_is_ill_on_the_server() {
    as_root(
        concat!(
            module_path!(),
            "::another_login_names_what_is_ill_on_the_server"
        ),
        || {
            let work = |case: &&(&'static str, Fault)| both_sides(case.0, &case.1);
            queue::run("via", &cases(), work, String::new);
        },
    );
}

fn both_sides(name: &str, fault: &Fault) -> Result<String, String> {
    let world = fault.world();
    world.other_logins();
    let ran = doctor(&world, fault, "via-root");
    let wrong =
        |who: &str, wrong: &str, ran: &Ran| format!("{who}: {wrong}\n{}", transcript(&world, ran));
    let code = OTHERWISE
        .iter()
        .find(|(other, ..)| *other == name)
        .map_or(fault.code, |(_, code, _)| code);
    let finding = judge(&ran, &[code], 1).map_err(|told| wrong("root", &told, &ran))?;
    let certainty = finding["certainty"].as_str().unwrap_or_default().to_owned();
    let stages = ran.json().unwrap_or_default()["stages"].to_string();
    if !stages.contains("\"server\"") {
        return Err(wrong("root", "no stage of the server", &ran));
    }
    let user = doctor(&world, fault, "via-carol");
    let finding =
        judge(&user, &[code, fault.seen_as], 1).or_else(|_| judge(&user, &["undecided"], 3));
    let among = |finding: &Value| {
        let codes = finding["candidates"].as_array().into_iter().flatten();
        codes.into_iter().any(|other| other == code)
    };
    let unsure = judge(&user, &["sshd-not-running"], 1).is_ok_and(|finding| among(&finding));
    if !unsure {
        finding.map_err(|told| wrong("carol", &told, &user))?;
    }
    Ok(format!("{:<34} {code:<34} {certainty}", fault.seen_as))
}

fn doctor(world: &World, fault: &Fault, via: &str) -> Ran {
    let words = [&["--via", via][..], &fault.command_line()].concat();
    world.doctor(&words)
}
