//! `-v`: every observation as it comes, above the line of its stage. A maintainer debugs a verdict with it.

use std::io::{self, Write};

use super::paint::{Tone, paint};
use super::terminal::Page;
use crate::evidence::git::Reading;
use crate::evidence::{
    Agent, Attempt, Ending, Evidence, FileState, Icmp, Identification, Identities, IdentityFile,
    KeyAnswers, KeyExchange, KeyReply, Login, Methods, NameServerState, PortState, Probe, Refusal,
    Resolution, SignsOfLife, SshConfig, TcpOutcome,
};
use crate::lang::Say;
use crate::probe::wire::kexinit::KexInit;
use crate::say;
use crate::text::{Untrusted, wrap};

/// So many lines are shown of what a server says.
const SAID: usize = 20;

/// Observations stand below each other, apart from the stages.
const INDENT: &str = "          ";

impl Page {
    /// What `probe` has brought; `lists` is what the server's KEXINIT offers.
    pub fn observed(
        &self,
        out: &mut dyn Write,
        evidence: &Evidence,
        probe: Probe,
        lists: &KexInit,
    ) -> io::Result<()> {
        for seen in observations(evidence, probe, lists) {
            let room = self.columns.saturating_sub(INDENT.len() + 2);
            for (index, line) in wrap(&self.words(&seen), room).iter().enumerate() {
                let more = if index == 0 { "" } else { "  " };
                writeln!(
                    out,
                    "{}",
                    paint(Tone::Quiet, &format!("{INDENT}{more}{line}"))
                )?;
            }
        }
        Ok(())
    }
}

fn observations(evidence: &Evidence, probe: Probe, lists: &KexInit) -> Vec<Say> {
    let seen = match probe {
        Probe::Configuration => evidence.ssh_config().map(configuration),
        Probe::Resolution => evidence.resolution().map(resolution),
        Probe::NameServers => evidence.name_servers().map(|servers| {
            let state = |server: &crate::evidence::NameServer| {
                let state = match server.state {
                    NameServerState::Answered(code) => format!("answers, code {code}"),
                    NameServerState::Failed(code) => format!("fails, code {code}"),
                    NameServerState::PortClosed => String::from("port closed"),
                    NameServerState::Unreachable => String::from("unreachable"),
                    NameServerState::Forbidden => String::from("forbidden here"),
                    NameServerState::Silent => String::from("silent"),
                };
                Say::verbatim(format!("{}: {state}", server.address))
            };
            servers.servers.iter().map(state).collect()
        }),
        Probe::Connect => evidence
            .connect()
            .map(|connect| connect.attempts.iter().map(attempt).collect()),
        Probe::SignsOfLife => evidence.signs_of_life().map(|signs| vec![life(*signs)]),
        Probe::OtherPorts => evidence.other_ports().map(|ports| {
            let state = |port: &crate::evidence::OtherPort| {
                let state = match &port.state {
                    PortState::Ssh(ident) => ident.visible(60),
                    PortState::Open => String::from("open"),
                    PortState::Refused => String::from("refused"),
                    PortState::Silent => String::from("silent"),
                };
                Say::verbatim(format!("{}: {state}", port.port))
            };
            ports.0.iter().map(state).collect()
        }),
        Probe::Identification => evidence.identification().map(identification),
        Probe::Negotiation => Ok(offer(lists)),
        Probe::KeyExchange => evidence.key_exchange().map(key_exchange),
        Probe::HostKeyStanding => evidence.host_key().map(|standing| {
            let files: Vec<String> = standing
                .files
                .iter()
                .map(|file| file.display().to_string())
                .collect();
            vec![say!(
                "looked up {name} in {files}",
                "{name} を検索: {files}",
                name = standing.name,
                files = files.join(", ")
            )]
        }),
        Probe::Methods => evidence.methods().map(methods),
        Probe::Identities => evidence.identities().map(|found| {
            let agrees = evidence
                .ssh_config()
                .map(|config| found.list_agrees(config));
            let listed = agrees.ok().flatten().map(listed);
            identities(found).into_iter().chain(listed).collect()
        }),
        Probe::KeyAnswers => evidence.offered().map(answers),
        Probe::OtherKeyAnswers => evidence.others().map(answers),
        Probe::Login => evidence.login().map(login),
        // The verdict's own evidence tells the others in full.
        _ => Ok(Vec::new()),
    };
    seen.unwrap_or_default()
}

fn configuration(config: &SshConfig) -> Vec<Say> {
    let list = |files: &[std::path::PathBuf]| {
        let shown: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        shown.join(", ")
    };
    let mut seen = Vec::new();
    if let Some(program) = &config.program {
        let version = config.version.as_deref().unwrap_or_default();
        seen.push(Say::verbatim(format!("{} {version}", program.display())));
    }
    if !config.files.is_empty() {
        seen.push(say!(
            "read: {files}",
            "読み込み: {files}",
            files = list(&config.files)
        ));
    }
    seen.extend(config.match_exec.iter().map(|command| {
        say!(
            "Match exec ran: {command}",
            "Match exec が実行: {command}",
            command = command.visible(200)
        )
    }));
    if !config.identity_files.is_empty() {
        let files = list(&config.identity_files);
        seen.push(say!(
            "identity files: {files}",
            "鍵ファイル: {files}",
            files = files
        ));
    }
    seen
}

fn resolution(resolution: &Resolution) -> Vec<Say> {
    match resolution {
        Resolution::Found { addresses } => addresses
            .iter()
            .map(|address| Say::verbatim(address.to_string()))
            .collect(),
        Resolution::Failed { text } => vec![Say::verbatim(text.visible(200))],
        Resolution::Literal(_)
        | Resolution::NotFound { .. }
        | Resolution::NoAddress { .. }
        | Resolution::TryAgain
        | Resolution::ScopeMissing { .. }
        | Resolution::TimedOut => Vec::new(),
    }
}

fn attempt(attempt: &Attempt) -> Say {
    let icmp = |icmp: &Option<Icmp>| {
        icmp.map(|icmp| format!(" (ICMP {}/{} from {})", icmp.kind, icmp.code, icmp.sender))
            .unwrap_or_default()
    };
    let outcome = match &attempt.outcome {
        TcpOutcome::Connected => String::from("open"),
        TcpOutcome::Refused(Refusal::Rst) => String::from("refused (RST)"),
        TcpOutcome::Refused(Refusal::Icmp(by)) => format!("refused{}", icmp(&Some(*by))),
        TcpOutcome::Refused(Refusal::Unknown) => String::from("refused"),
        TcpOutcome::Reset => String::from("reset"),
        TcpOutcome::TimedOut => String::from("no answer"),
        TcpOutcome::NetworkUnreachable(by) => format!("network unreachable{}", icmp(by)),
        TcpOutcome::HostUnreachable(by) => format!("host unreachable{}", icmp(by)),
        TcpOutcome::NotPermitted(by) => format!("not permitted{}", icmp(by)),
        TcpOutcome::BindUnavailable => String::from("EADDRNOTAVAIL"),
        TcpOutcome::Invalid => String::from("EINVAL"),
        TcpOutcome::Other { errno, text } => format!("errno {errno}: {}", text.visible(80)),
    };
    Say::verbatim(format!(
        "{}: {outcome}, {:.1} ms",
        attempt.address, attempt.elapsed_ms
    ))
}

fn life(signs: SignsOfLife) -> Say {
    match signs {
        SignsOfLife::Echo => say!("it answers an ICMP echo", "ICMP エコーに応答あり"),
        SignsOfLife::Neighbour => say!(
            "its link-layer address is known",
            "リンク層アドレスが分かっています"
        ),
        SignsOfLife::Silent => say!("no answer to an ICMP echo", "ICMP エコーに応答なし"),
        SignsOfLife::CouldNotAsk => say!(
            "no ICMP echo may be sent from here",
            "ここから ICMP エコーは送れません"
        ),
    }
}

fn identification(identification: &Identification) -> Vec<Say> {
    let quoted = |text: &Untrusted| Say::verbatim(format!("\"{}\"", text.visible(200)));
    match identification {
        Identification::Ssh { ident, preamble } => {
            let first = preamble.iter().take(SAID);
            first.chain([ident]).map(quoted).collect()
        }
        Identification::Ssh1 { ident } => vec![quoted(ident)],
        Identification::NotSsh { first, .. } | Identification::Endless { first, .. } => {
            vec![quoted(first)]
        }
        Identification::Closed { said, .. } => said.iter().take(SAID).map(quoted).collect(),
        Identification::Silent { .. } => Vec::new(),
    }
}

/// The server's KEXINIT, list by list; both directions in one where they are the same.
fn offer(lists: &KexInit) -> Vec<Say> {
    let [to_server, from_server] = [0, 1].map(|direction| {
        [&lists.cipher, &lists.mac, &lists.compression].map(|both| both[direction].as_slice())
    });
    let mut offer = vec![("kex", lists.kex.as_slice()), ("host key", &lists.host_key)];
    for (at, name) in ["cipher", "mac", "compression"].into_iter().enumerate() {
        offer.push((name, to_server[at]));
        if from_server[at] != to_server[at] {
            offer.push((name, from_server[at]));
        }
    }
    let line = |(name, names)| Say::verbatim(format!("{name}: {}", shown(names)));
    offer
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(line)
        .collect()
}

/// A list from outside may be of any length.
fn shown(names: &[String]) -> String {
    const SHOWN: usize = 40;
    let all = names.iter().take(SHOWN).map(String::as_str);
    let more = (names.len() > SHOWN).then_some("...");
    all.chain(more).collect::<Vec<_>>().join(", ")
}

fn key_exchange(exchange: &KeyExchange) -> Vec<Say> {
    match exchange {
        KeyExchange::Done { host_key, .. } => vec![Say::verbatim(format!(
            "{} {}",
            host_key.algorithm,
            host_key.fingerprint()
        ))],
        KeyExchange::Closed {
            disconnect: Some(disconnect),
            ..
        } => vec![Say::verbatim(format!(
            "\"{}\"",
            disconnect.text.visible(200)
        ))],
        KeyExchange::Failed { text } => vec![Say::verbatim(text.visible(200))],
        KeyExchange::Stalled(_) | KeyExchange::Closed { .. } | KeyExchange::CannotFollow { .. } => {
            Vec::new()
        }
    }
}

fn methods(methods: &Methods) -> Vec<Say> {
    let (banner, last) = match methods {
        Methods::Offered { methods, banner } => {
            let listed = shown(methods);
            (
                banner,
                vec![say!(
                    "methods: {listed}",
                    "認証方式: {listed}",
                    listed = listed
                )],
            )
        }
        Methods::NoneAccepted { banner } => (banner, vec![Say::verbatim("none: success")]),
        Methods::Ended { ending, banner } => (banner, vec![end(ending)]),
        Methods::CannotFollow { text } => return vec![Say::verbatim(text.visible(200))],
    };
    // The mark tells that these words are the server's.
    let banner = banner
        .iter()
        .take(SAID)
        .map(|line| Say::verbatim(format!("| {}", line.visible(200))));
    banner.chain(last).collect()
}

fn identities(identities: &Identities) -> Vec<Say> {
    let agents = [
        ("agent", &identities.agent),
        ("SSH_AUTH_SOCK", &identities.other_agent),
    ];
    let files = identities.files.iter().map(file);
    let others = identities.others.iter().map(file);
    let agents = agents.into_iter().flat_map(|(name, it)| agent(name, it));
    files
        .chain(agents)
        .chain(others)
        .map(Say::verbatim)
        .collect()
}

/// ssh's own list of the keys it would offer, held against what this program works out.
fn listed(agrees: bool) -> Say {
    if agrees {
        say!(
            "ssh -Z lists the keys that were worked out here, in this order",
            "ssh -Z の一覧は、ここで求めた鍵とその順序に一致します"
        )
    } else {
        say!(
            "ssh -Z lists other keys than were worked out here, or in another order: its list counts",
            "ssh -Z の一覧は、ここで求めた鍵またはその順序と異なるため、ssh の一覧に従います"
        )
    }
}

fn file(file: &IdentityFile) -> String {
    let state = match &file.state {
        FileState::Usable => String::from("usable"),
        FileState::Encrypted => String::from("passphrase"),
        FileState::Missing { .. } => String::from("missing"),
        FileState::Unreadable { text, .. } => text.visible(80),
        FileState::TooOpen { mode, .. } => format!("mode {:04o}", mode & 0o7777),
        FileState::Malformed(defect) => format!("{defect:?}"),
        FileState::PublicKey => String::from("a public key"),
        FileState::Putty { version } => format!("PuTTY version {version}"),
        FileState::Unsupported { what } => what.clone(),
        FileState::NotAFile => String::from("not a file"),
    };
    let key = file.announced().map_or_else(String::new, |key| {
        format!(", {} {}", key.kind(), key.fingerprint())
    });
    format!("{}: {state}{key}", file.path.display())
}

fn agent(name: &str, agent: &Agent) -> Vec<String> {
    match agent {
        Agent::NotConfigured | Agent::Disabled => Vec::new(),
        Agent::Unreachable { socket, text, .. } => {
            vec![format!("{name} {}: {}", socket.display(), text.visible(80))]
        }
        Agent::Refused { socket } => vec![format!("{name} {}: locked", socket.display())],
        Agent::Silent { socket } => vec![format!("{name} {}: silent", socket.display())],
        Agent::Garbage { socket } => vec![format!("{name} {}: garbage", socket.display())],
        Agent::Keys { keys, .. } => keys
            .iter()
            .map(|held| {
                format!(
                    "{name}: {} {} {}",
                    held.key.kind(),
                    held.key.fingerprint(),
                    held.comment.visible(40)
                )
            })
            .collect(),
    }
}

fn answers(answers: &KeyAnswers) -> Vec<Say> {
    let answer = |answer: &crate::evidence::KeyAnswer| {
        let reply = match answer.reply {
            KeyReply::Accepted => say!("acceptable", "受け付ける"),
            KeyReply::Refused => say!("refused", "拒否"),
            KeyReply::NoSignatureAlgorithm { .. } => say!("not asked", "未確認"),
        };
        let key = format!("{} {}", answer.key.kind(), answer.key.fingerprint());
        Say::made(
            format!("{key}: {}", reply.lang(crate::lang::Lang::En)),
            format!("{key}: {}", reply.lang(crate::lang::Lang::Ja)),
        )
    };
    let ending = answers.ending.as_ref().map(end);
    answers.answers.iter().map(answer).chain(ending).collect()
}

fn end(ending: &Ending) -> Say {
    match ending {
        Ending::Disconnected(disconnect) => Say::verbatim(format!(
            "DISCONNECT {}: \"{}\"",
            disconnect.reason,
            disconnect.text.visible(200)
        )),
        Ending::Closed(how) => Say::verbatim(format!("{how:?}")),
        Ending::Silent { seconds } => say!(
            "no answer in {seconds} seconds",
            "{seconds} 秒間応答なし",
            seconds = seconds
        ),
    }
}

fn login(login: &Login) -> Vec<Say> {
    let quoted = |said: &[Untrusted]| {
        let lines = said.iter().take(SAID);
        lines
            .map(|line| Say::verbatim(format!("| {}", line.visible(200))))
            .collect()
    };
    match login {
        Login::Succeeded { remote, .. } => quoted(remote),
        Login::Greeted { lines } => quoted(lines),
        Login::Asked {
            reading: Reading::Refused { said },
        } => quoted(said),
        Login::RefusedAfterKey { said, .. }
        | Login::Dropped { said }
        | Login::NotOffered { said }
        | Login::PasswordRefused { said }
        | Login::SecondFactorRefused { said }
        | Login::OutOfTime { said, .. }
        | Login::Failed { said } => quoted(said),
        Login::AgentRefused { text } | Login::CouldNotSign { text } => {
            quoted(std::slice::from_ref(text))
        }
        _ => Vec::new(),
    }
}
