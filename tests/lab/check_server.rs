//! The same ill servers, looked at on the server itself: `sshdoctor check-server` as root names the true cause, and as an
//! ordinary user it names no wrong one.

use super::fault::{Fault, Shown};
use super::matrix::judge;
use super::server::{BOB, ROOT};
use super::world::{Ran, Topology, World};
use crate::support::promised;

/// Servers that are no OpenSSH: what is ill there cannot be told by looking at sshd.
const OTHER_SERVERS: &[&str] = &["dropbear", "asyncssh", "tinysshd", "paramiko"];

/// Faults whose cause is not to be seen on the server when somebody looks, with the reason and the code named instead.
const NOT_THERE: &[(&str, &str, &str)] = &[];

/// Likely is all that can be said, and why.
const ONLY_LIKELY: &[(&str, &str)] = &[
    ("disk_full", "certain for the state, likely as the cause"),
    (
        "server_resources_exhausted",
        "so few files may be enough for a connection",
    ),
    (
        "server_resources_exhausted_backlog",
        "whether a stopped sshd is out of resources, or was stopped by hand, cannot be seen",
    ),
];

/// The codes of stage server are the server's own; the others are judged on the client.
pub(crate) fn is_on_the_server(fault: &Fault) -> bool {
    promised().get(fault.code) == Some(&"server")
}

/// Root names the true cause; bob names it, or says what he could not see.
pub(crate) fn on_the_server(name: &str, fault: &Fault, world: &World) -> Result<(), String> {
    let typed: Vec<&str> = match fault.shown {
        Shown::Live => fault.args.to_vec(),
        Shown::Printed(command) | Shown::Written(command) => command.split(' ').collect(),
    };
    let login = typed.iter().rev().find_map(|word| word.split_once('@'));
    let user = login.map_or("bob", |(user, _)| user);
    let from = match fault.topology {
        Topology::Jump | Topology::JumpOnAWire(_) | Topology::TwoJumps => "10.99.2.254",
        Topology::Direct | Topology::Routed | Topology::TwoRouters | Topology::Wire(_) => {
            "10.99.1.1"
        }
    };
    let instead = NOT_THERE.iter().find(|(other, ..)| *other == name);
    let stranger = OTHER_SERVERS.iter().any(|server| name.ends_with(server));
    let (code, status) = match instead {
        Some((_, "undecided", _)) => ("undecided", 3),
        Some((_, "no-fault-found", _)) => ("no-fault-found", 0),
        Some((_, code, _)) => (*code, 1),
        None if stranger => ("undecided", 3),
        None => (fault.code, 1),
    };
    let ran = world.check_server(&ROOT, user, from);
    let wrong = |who: &str, wrong: &str, ran: &Ran| {
        format!(
            "check-server, {who}: {wrong}\n{}{}\n{}",
            ran.stdout,
            ran.stderr,
            world.logs()
        )
    };
    let finding = judge(&ran, &[code], status).map_err(|told| wrong("root", &told, &ran))?;
    let likely = ONLY_LIKELY.iter().any(|(other, _)| *other == name);
    let certain = status == 1 && !likely;
    if certain != (finding["certainty"] == "certain") {
        let told = format!("{} is {}", finding["code"], finding["certainty"]);
        return Err(wrong("root", &told, &ran));
    }
    let ran = world.check_server(&BOB, user, from);
    let likely = judge(
        &ran,
        &["sshd-not-running", "key-not-registered", "pam-denied"],
        1,
    );
    let among = likely.is_ok_and(|finding| {
        let candidates = finding["candidates"].as_array();
        candidates.is_some_and(|codes| codes.iter().any(|other| other == code))
    });
    let told = judge(&ran, &[code], status);
    let unsure = judge(&ran, &["undecided"], 3);
    if among {
        return Ok(());
    }
    told.or(unsure)
        .map(drop)
        .map_err(|told| wrong("bob", &told, &ran))
}

/// Nothing is wrong here, so nothing is named; of a server that is no OpenSSH nothing is known.
pub(crate) fn where_nothing_is_wrong(name: &str, world: &World) -> Result<(), String> {
    let stranger = OTHER_SERVERS.iter().any(|server| name.contains(server));
    for (who, account) in [("root", &ROOT), ("bob", &BOB)] {
        let ran = world.check_server(account, "bob", "10.99.1.1");
        let (code, status) = if stranger || who == "bob" {
            ("undecided", 3)
        } else {
            ("no-fault-found", 0)
        };
        judge(&ran, &[code], status)
            .map_err(|told| format!("check-server, {who}: {told}\n{}{}", ran.stdout, ran.stderr))?;
    }
    Ok(())
}
