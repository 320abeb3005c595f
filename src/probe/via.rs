//! The server's side through another login that still works (`--via`), by the person's own ssh.

use std::net::IpAddr;
use std::time::Duration;

use super::login::{PATIENCE, QUIETLY};
use crate::environment::Environment;
use crate::evidence::server::{Route, is_global};
use crate::evidence::{
    Configuration, Evidence, ServerSide, SshConfig, StrictHostKeyChecking, TcpOutcome,
};
use crate::server::{self, Login, Shell};
use crate::ssh_config;
use crate::target::Via;
use crate::text::Untrusted;

/// What more is asked of ssh for a login that only carries a script: nothing is forwarded, and its words are few.
const PLAINLY: &[&str] = &[
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "LogLevel=ERROR",
    "NumberOfPasswordPrompts=1",
];

/// Looks at the server behind `evidence`'s target through `via`.
pub(super) async fn look(
    via: &Via,
    evidence: &Evidence,
    environment: &Environment,
    patience: Duration,
) -> ServerSide {
    let failed = |why: &str| ServerSide::Failed(Untrusted::from(why));
    let looked = ssh_config::effective(&via.options, &via.destination, environment, patience);
    let own = match looked.await {
        Configuration::Effective(config) | Configuration::Defaults(config) => config,
        Configuration::Syntax { text, .. }
        | Configuration::RefusesConnection { text, .. }
        | Configuration::Proxy { text }
        | Configuration::HostName { text }
        | Configuration::ClientBroken { text, .. }
        | Configuration::Failed { text, .. } => return ServerSide::Failed(text),
        Configuration::Permissions { file, .. } => {
            return failed(&format!("Bad owner or permissions on {}", file.display()));
        }
    };
    let Some(program) = own.program.clone() else {
        return failed("there is no ssh on this machine");
    };
    let asked = evidence.someone_to_ask && !evidence.unattended;
    let login = Login {
        program,
        words: words(via, &own, asked, patience),
        patience: if asked { PATIENCE } else { patience * 6 },
    };
    let config = evidence.ssh_config().ok();
    let route = match config {
        Some(config) if same_way(config, &own) && config.port == own.port => Route::SameDoor,
        Some(config) if same_proxies(config, &own) => Route::SameProxies,
        Some(_) | None => Route::Other,
    };
    let from = match config {
        Some(config) => from(config, &own, evidence),
        None => String::new(),
    };
    let ask = evidence.ask_of_server(None);
    match server::look_from(&Shell::Via(login), &ask, &from).await {
        ServerSide::Looked(mut look) => {
            look.route = route;
            ServerSide::Looked(look)
        }
        failed @ ServerSide::Failed(_) => failed,
    }
}

/// The words of the person's ssh. A connection that is open already (ControlPath) is used, and none is left open.
fn words(via: &Via, config: &SshConfig, asked: bool, patience: Duration) -> Vec<String> {
    let mut words = vec![String::from("-T")];
    let quietly = QUIETLY
        .iter()
        .filter(|option| !option.starts_with("ControlPath"));
    for option in quietly.chain(PLAINLY) {
        words.extend([String::from("-o"), (*option).to_owned()]);
    }
    if config.connect_timeout.is_none() {
        let seconds = patience.as_secs().max(1);
        words.extend([String::from("-o"), format!("ConnectTimeout={seconds}")]);
    }
    if !asked {
        words.extend([String::from("-o"), String::from("BatchMode=yes")]);
    }
    // It would write an unknown key down without asking: nobody asked to change a file.
    if matches!(
        config.strict_host_key_checking,
        StrictHostKeyChecking::AcceptNew | StrictHostKeyChecking::No
    ) {
        words.extend([
            String::from("-o"),
            String::from("StrictHostKeyChecking=ask"),
        ]);
    }
    words.extend(via.options.iter().cloned());
    words.extend([String::from("--"), via.destination.clone()]);
    words
}

/// Through the same proxies, if any.
fn same_proxies(one: &SshConfig, other: &SshConfig) -> bool {
    one.proxy_jump == other.proxy_jump && one.proxy_command == other.proxy_command
}

fn same_way(one: &SshConfig, other: &SshConfig) -> bool {
    same_proxies(one, other) && one.hostname.eq_ignore_ascii_case(&other.hostname)
}

/// Where the login that fails comes from, as the server sees it. By the same way both come from the same address. Else
/// this end of the connection tells it, where no router in between can have replaced it.
fn from(config: &SshConfig, own: &SshConfig, evidence: &Evidence) -> String {
    if same_way(config, own) {
        return String::from("=");
    }
    let direct = config.proxy_jump.is_none() && config.proxy_command.is_none();
    let connect = evidence.connect().ok().filter(|_| direct);
    let attempt = connect.and_then(|connect| connect.connected().or(connect.attempts.first()));
    let there = attempt.map(|attempt| attempt.address.ip());
    let opened = attempt.is_some_and(|attempt| attempt.outcome == TcpOutcome::Connected);
    let here = connect.and_then(|connect| connect.local).filter(|_| opened);
    match (here.map(|here| here.ip()), there) {
        (Some(here), Some(there)) if not_translated(here, there) => here.to_string(),
        (_, Some(there)) if same_proxies(config, own) => format!("={there}"),
        (_, _) => String::new(),
    }
}

/// Does this address arrive as it is: a public one, or one on the other's own link?
fn not_translated(here: IpAddr, there: IpAddr) -> bool {
    let link = match (here, there) {
        (IpAddr::V4(here), IpAddr::V4(there)) => here.octets()[..3] == there.octets()[..3],
        (IpAddr::V6(here), IpAddr::V6(there)) => here.segments()[..4] == there.segments()[..4],
        (_, _) => false,
    };
    link || is_global(here)
}
