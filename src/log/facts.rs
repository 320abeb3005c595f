//! One attempt as the evidence the tree asks for.

use std::path::PathBuf;

use super::attempt::{Attempt, Offered, Quote};
use super::client::standing;
use super::hostkey::algorithm;
use super::stand_in;
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
    let mut evidence = Evidence::about(target(attempt));
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
fn target(attempt: &Attempt) -> Target {
    let host = attempt
        .host
        .clone()
        .or_else(|| attempt.address.map(|address| address.to_string()));
    let host = host.unwrap_or_else(|| stand_in::HOST.to_owned());
    let user = attempt.user.clone();
    let given = match &user {
        Some(user) => format!("{user}@{host}"),
        None => host.clone(),
    };
    let port = attempt.port.unwrap_or(22);
    let options = if port == 22 {
        Vec::new()
    } else {
        vec![String::from("-p"), port.to_string()]
    };
    Target {
        given,
        user: user.unwrap_or_else(|| stand_in::USER.to_owned()),
        hostname: host.clone(),
        host,
        address: String::new(),
        port,
        options,
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
        proxy_command: attempt.proxy.clone(),
        pubkey_authentication: true,
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
