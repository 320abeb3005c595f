//! One attempt as the evidence the tree asks for.

use std::path::PathBuf;

use super::attempt::{Attempt, Offered, Quote};
use super::client::standing;
use super::hostkey::algorithm;
use super::stand_in;
use super::way::Stop;
use crate::evidence::{
    self, Agent, AgentKey, Configuration, Connect, Evidence, Fact, FileState, Identification,
    Identities, IdentityFile, KeyAnswer, KeyAnswers, KeyReply, Log, Probe, PublicKey, SignsOfLife,
    SshConfig, StrictHostKeyChecking,
};
use crate::target::Target;
use crate::text::Untrusted;

/// The evidence, and the line that proves each fact.
pub(super) struct Told {
    pub(super) evidence: Evidence,
    pub(super) proofs: Vec<(Probe, Quote)>,
}

/// What this attempt tells.
pub(super) fn told(attempt: &Attempt) -> Told {
    told_behind(attempt, &attempt.passed)
}

/// What it tells of the jump hosts that let it on, in the order reached.
pub(super) fn jumps(attempt: &Attempt) -> Vec<Evidence> {
    let passed = &attempt.passed;
    let told = |at: usize| told_behind(&passed[at], &passed[..at]).evidence;
    (0..passed.len()).map(told).collect()
}

fn told_behind(attempt: &Attempt, jumps: &[Attempt]) -> Told {
    let mut evidence = Evidence::about(target(attempt, jumps));
    evidence.through = jumps
        .split_last()
        .map(|(jump, before)| target(jump, before));
    evidence.behind = behind(attempt, jumps);
    evidence.waits.clone_from(&attempt.waits);
    let mut proofs: Vec<(Probe, Quote)> = Vec::new();
    if !attempt.is_empty() {
        evidence.learn(Fact::Configuration(Configuration::Effective(Box::new(
            config(attempt),
        ))));
    }
    if let Some(connect) = connect(attempt) {
        proofs.extend(
            attempt
                .connects
                .last()
                .map(|(_, _, quote)| (Probe::Connect, quote.clone())),
        );
        evidence.learn(Fact::Connect(connect));
        evidence.learn(Fact::SignsOfLife(SignsOfLife::CouldNotAsk));
    }
    if let Some((standing, quote)) = standing(attempt, &evidence.target.hostname) {
        evidence.learn(Fact::HostKeyStanding(standing));
        proofs.push((Probe::HostKeyStanding, quote));
    }
    if let Some(identities) = identities(attempt) {
        evidence.learn(Fact::Identities(identities));
    }
    if let Some(answers) = answers(attempt) {
        evidence.learn(Fact::KeyAnswers(answers));
    }
    for (probe, (fact, quote)) in &attempt.facts {
        if *probe == Probe::Identification
            && attempt.reached > Some(Probe::Negotiation)
            && is_closed(fact)
        {
            continue; // said of the way to a jump host, and got over
        }
        evidence.learn(fact.clone());
        // What a proxy says is said of the way.
        let of = if is_the_proxys(fact) {
            Probe::Passage
        } else {
            *probe
        };
        proofs.push((of, quote.clone()));
    }
    let said = attempt.said.iter().map(|(said, _)| said.clone()).collect();
    evidence.log = Some(Box::new(Log {
        reached: attempt.reached,
        marks: attempt.marks.clone(),
        said,
        wonder: false,
    }));
    Told { evidence, proofs }
}

fn is_the_proxys(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Identification(Identification::Closed { proxy: Some(_), .. })
    )
}

fn is_closed(fact: &Fact) -> bool {
    matches!(fact, Fact::Identification(Identification::Closed { .. }))
}

/// Where the log says it went.
fn target(attempt: &Attempt, jumps: &[Attempt]) -> Target {
    // In a server's log the other end is the client, and no place to log in to.
    let is_server = |host: &String| attempt.from.is_none_or(|from| *host != from.to_string());
    let host = attempt
        .host
        .clone()
        .filter(is_server)
        .or_else(|| attempt.address.map(|address| address.to_string()))
        .filter(is_server);
    let stop = Stop {
        user: attempt.user.clone(),
        host: host.unwrap_or_else(|| stand_in::HOST.to_owned()),
        port: attempt.port,
        also: attempt.hostname.clone(),
    };
    // Without an address in it, a git command means the work tree it was typed in.
    let in_front = match names_its_place(&attempt.command) {
        true => attempt.command.clone(),
        false => Vec::new(),
    };
    Target {
        in_front,
        ..named(&stop, over(jumps))
    }
}

/// A git command that says by itself where it leads. One whose options set something for git is not repeated: a log may come
/// from anybody.
fn names_its_place(command: &[String]) -> bool {
    match command {
        [git, name, rest @ ..] => {
            git == "git" && !name.starts_with('-') && rest.iter().any(|word| word.contains('@'))
        }
        _short => false,
    }
}

/// The machines that were not reached, and how.
fn behind(attempt: &Attempt, jumps: &[Attempt]) -> Vec<Target> {
    let mut over = over(jumps);
    let mut last = target(attempt, jumps);
    let mut behind = Vec::new();
    for stop in attempt.way.behind() {
        over.push(last.as_hop());
        last = named(stop, over.clone());
        behind.push(last.clone());
    }
    behind
}

/// Jump hosts as words of ProxyJump.
fn over(jumps: &[Attempt]) -> Vec<String> {
    jumps
        .iter()
        .map(|jump| target(jump, &[]).as_hop())
        .collect()
}

fn named(stop: &Stop, over: Vec<String>) -> Target {
    let Stop {
        user,
        host,
        port,
        also,
    } = stop.clone();
    let given = match &user {
        Some(user) => format!("{user}@{host}"),
        None => host.clone(),
    };
    let port = port.unwrap_or(22);
    let mut options = Vec::new();
    if !over.is_empty() {
        options.extend([String::from("-J"), over.join(",")]);
    }
    if port != 22 {
        options.extend([String::from("-p"), port.to_string()]);
    }
    Target {
        given,
        user: user.unwrap_or_else(|| stand_in::USER.to_owned()),
        hostname: also.unwrap_or_else(|| host.clone()),
        host,
        address: String::new(),
        port,
        options,
        in_front: Vec::new(),
        via: None,
    }
}

/// OpenSSH's defaults, and what the log says of the rest. Nobody is asked any more: the attempt is over.
fn config(attempt: &Attempt) -> SshConfig {
    let host = attempt.host.clone().unwrap_or_default();
    SshConfig {
        program: Some(PathBuf::from("ssh")),
        version: attempt.client.clone(),
        user: attempt.user.clone().unwrap_or_default(),
        hostname: host,
        port: attempt.port.unwrap_or(22),
        address_family: String::from("any"),
        strict_host_key_checking: StrictHostKeyChecking::Yes,
        // The first machine on the way is reached without any other.
        proxy_command: attempt
            .proxy
            .clone()
            .filter(|_| !attempt.way.is_at_the_first()),
        pubkey_authentication: !attempt.leaves_publickey_out,
        ..SshConfig::default()
    }
}

fn connect(attempt: &Attempt) -> Option<Connect> {
    let failed = !attempt.connects.is_empty() && attempt.reached <= Some(Probe::Connect);
    failed.then(|| Connect {
        attempts: attempt
            .connects
            .iter()
            .map(|(address, outcome, _)| evidence::Attempt {
                address: *address,
                outcome: outcome.clone(),
                elapsed_ms: f64::INFINITY,
            })
            .collect(),
        local: None,
    })
}

fn key(offered: &Offered) -> PublicKey {
    PublicKey::from_fingerprint(&algorithm(&offered.kind), &offered.fingerprint)
}

/// The keys the log names. Nothing is known of them where it names none and is too short to name any.
fn identities(attempt: &Attempt) -> Option<Identities> {
    let shows_keys = !attempt.offered.is_empty() || !attempt.tried.is_empty();
    if !shows_keys {
        return None;
    }
    let (agent, files): (Vec<&Offered>, Vec<&Offered>) =
        attempt.offered.iter().partition(|offered| offered.agent);
    let mut identities = Identities {
        files: files.into_iter().map(file).collect(),
        ..Identities::default()
    };
    let untold = attempt
        .tried
        .iter()
        .filter(|path| !attempt.offered.iter().any(|offered| offered.name == **path));
    identities.files.extend(untold.map(|path| missing(path)));
    if !agent.is_empty() {
        let keys = agent
            .into_iter()
            .map(|offered| AgentKey {
                key: key(offered),
                comment: Untrusted::from(offered.name.as_str()),
            })
            .collect();
        identities.agent = Agent::Keys {
            socket: PathBuf::from("SSH_AUTH_SOCK"),
            keys,
        };
    }
    Some(identities)
}

fn file(offered: &Offered) -> IdentityFile {
    IdentityFile {
        path: PathBuf::from(&offered.name),
        explicit: offered.explicit,
        state: FileState::Usable,
        public: Some(key(offered)),
        pub_mismatch: None,
        signs_unasked: false,
        certificate: None,
        comment: Untrusted::default(),
        dates: Vec::new(),
    }
}

/// `Trying private key` of a default name that is not there; ssh says nothing more about it.
fn missing(path: &str) -> IdentityFile {
    IdentityFile {
        path: PathBuf::from(path),
        explicit: false,
        state: FileState::Missing { near: Vec::new() },
        public: None,
        pub_mismatch: None,
        signs_unasked: false,
        certificate: None,
        comment: Untrusted::default(),
        dates: Vec::new(),
    }
}

/// The server's answers, where the log shows one to every key.
fn answers(attempt: &Attempt) -> Option<KeyAnswers> {
    let last = attempt.offered.last()?;
    last.accepted?;
    let reply = |offered: &Offered| {
        if offered.accepted == Some(true) {
            KeyReply::Accepted
        } else {
            KeyReply::Refused
        }
    };
    let answers = attempt
        .offered
        .iter()
        .map(|offered| KeyAnswer {
            key: key(offered),
            reply: reply(offered),
        })
        .collect();
    Some(KeyAnswers {
        answers,
        ..KeyAnswers::default()
    })
}
