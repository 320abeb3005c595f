//! What was checked, one line a stage: read off the evidence, so that a stage nobody looked at cannot be called passed.

use crate::evidence::{
    Connect, Evidence, HostKeyStanding, Identification, KeyAnswers, KeyExchange, Log, Methods,
    Negotiation, Passage, Probe, Resolution, StandingKind, TcpOutcome,
};
use crate::finding::{Diagnosis, Stage, Verdict};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// How a stage came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Looked at and well.
    Passed,
    /// The root cause lies here.
    Failed,
    /// Passed, with something worth knowing.
    Warned,
    /// Could not be looked at.
    Unknown,
    /// Not looked at.
    Skipped,
}

impl Status {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Status::Passed => "passed",
            Status::Failed => "failed",
            Status::Warned => "warned",
            Status::Unknown => "unknown",
            Status::Skipped => "skipped",
        }
    }
}

/// One line of the course of a login.
#[derive(Debug, Clone, PartialEq)]
pub struct StageLine {
    /// The stage.
    pub stage: Stage,
    /// How it came out.
    pub status: Status,
    /// What was seen, in a few words.
    pub summary: Say,
    /// How long it took, in milliseconds.
    pub elapsed_ms: Option<f64>,
}

/// The stages a login passes, in order.
const COURSE: [(Stage, &[Probe]); 8] = [
    (Stage::Config, &[Probe::Configuration, Probe::ControlSocket]),
    (
        Stage::Resolve,
        &[Probe::Resolution, Probe::NameServers, Probe::NameOrigin],
    ),
    (
        Stage::Connect,
        &[
            Probe::Passage,
            Probe::Connect,
            Probe::SignsOfLife,
            Probe::LocalNetwork,
            Probe::OtherPorts,
        ],
    ),
    (
        Stage::Identify,
        &[Probe::Identification, Probe::SecondTry, Probe::HangUp],
    ),
    (Stage::Kex, &[Probe::Negotiation, Probe::KeyExchange]),
    (
        Stage::Hostkey,
        &[Probe::HostKeyStanding, Probe::RecordedKey],
    ),
    (
        Stage::Userauth,
        &[
            Probe::Methods,
            Probe::Identities,
            Probe::KeyAnswers,
            Probe::OtherKeyAnswers,
            Probe::OtherUser,
            Probe::ServerWords,
            Probe::OpensshSays,
            Probe::BlockView,
            Probe::Tokens,
            Probe::Ticket,
        ],
    ),
    (Stage::Session, &[Probe::Login, Probe::Greeting]),
];

/// Every stage that is settled by now: those that have passed, and with a diagnosis the one that failed and those after it.
pub fn stages(evidence: &Evidence, diagnosis: Option<&Diagnosis>) -> Vec<StageLine> {
    if evidence.at_server.is_some() {
        return super::server::stages(evidence, diagnosis);
    }
    if let Some(log) = &evidence.log {
        return logged(log, evidence, diagnosis);
    }
    let failed = diagnosis
        .filter(|diagnosis| diagnosis.verdict() != Verdict::Healthy)
        .and_then(Diagnosis::root);
    let failed_stage = failed
        .map(|cause| cause.page().stage)
        .filter(|stage| *stage != Stage::Done);
    let there = super::server::stages_of_both(evidence, diagnosis);
    // Where the other side names the cause, this side still met it somewhere.
    let met = (failed_stage == Some(Stage::Server) && !there.is_empty())
        .then(|| super::from_here(evidence).ok())
        .flatten();
    let met = met
        .as_ref()
        .filter(|met| met.verdict() == Verdict::Fault)
        .and_then(Diagnosis::root)
        .map(|cause| cause.page());
    let mut lines = Vec::new();
    for (stage, probes) in COURSE {
        let times: Vec<f64> = probes
            .iter()
            .filter_map(|probe| evidence.elapsed_ms(*probe))
            .collect();
        let elapsed_ms = (!times.is_empty()).then(|| times.iter().sum());
        if failed_stage == Some(stage) {
            let summary = failed.map_or(Say::verbatim(""), |cause| cause.page().fault.clone());
            lines.push(StageLine {
                stage,
                status: Status::Failed,
                summary,
                elapsed_ms,
            });
            continue;
        }
        if let Some(page) = met.filter(|page| page.stage == stage) {
            lines.push(StageLine {
                stage,
                status: Status::Warned,
                summary: page.fault.clone(),
                elapsed_ms,
            });
            continue;
        }
        if stage == Stage::Userauth && failed_stage == Some(Stage::Server) && there.is_empty() {
            lines.push(StageLine {
                stage,
                status: Status::Warned,
                summary: say!(
                    "the server refuses what ssh offers, and says why",
                    "サーバーは ssh の提示する鍵を拒否し、理由を示しました"
                ),
                elapsed_ms,
            });
            continue;
        }
        // What this side's set-up did wrong shows late: until there, all that was looked at is as it is.
        let behind = failed_stage.is_some_and(|failed| failed < stage && failed != Stage::Config);
        if stage == Stage::Userauth
            && failed_stage == Some(Stage::Config)
            && evidence.others().is_ok()
        {
            lines.push(StageLine {
                stage,
                status: Status::Warned,
                summary: say!(
                    "the server takes none of the keys that ssh offers here",
                    "サーバーは、この環境の ssh が提示する鍵を受け付けません"
                ),
                elapsed_ms,
            });
            continue;
        }
        match passed(stage, evidence).filter(|_| !behind) {
            Some((status, summary)) => lines.push(StageLine {
                stage,
                status,
                summary,
                elapsed_ms,
            }),
            None if diagnosis.is_some() => {
                let (status, summary) = not_looked_at();
                lines.push(StageLine {
                    stage,
                    status,
                    summary,
                    elapsed_ms: None,
                });
            }
            None => break,
        }
    }
    if !there.is_empty() {
        lines.extend(there);
    } else if let Some(cause) = failed.filter(|cause| cause.page().stage == Stage::Server) {
        lines.push(StageLine {
            stage: Stage::Server,
            status: Status::Failed,
            summary: cause.page().fault.clone(),
            elapsed_ms: None,
        });
    }
    lines
}

/// The stages of a machine behind one that is ill, or that was not to be passed.
pub fn not_reached(evidence: &Evidence) -> Vec<StageLine> {
    let looked_at = |stage| passed(stage, evidence).filter(|_| stage == Stage::Config);
    let line = |(stage, _)| {
        let (status, summary) = looked_at(stage).unwrap_or_else(not_looked_at);
        StageLine {
            stage,
            status,
            summary,
            elapsed_ms: None,
        }
    };
    COURSE.map(line).to_vec()
}

fn not_looked_at() -> (Status, Say) {
    (
        Status::Skipped,
        Say::fixed("not looked at", "確認していません"),
    )
}

/// The same by the lines of a log: what they show, and what must have been passed for what they show.
fn logged(log: &Log, evidence: &Evidence, diagnosis: Option<&Diagnosis>) -> Vec<StageLine> {
    let failed = diagnosis
        .filter(|diagnosis| diagnosis.verdict() == Verdict::Fault)
        .and_then(Diagnosis::root)
        .map(|cause| cause.page());
    let line = |stage, status, summary| StageLine {
        stage,
        status,
        summary,
        elapsed_ms: None,
    };
    let course = COURSE.iter().map(|(stage, probes)| {
        if let Some(page) = failed.filter(|page| page.stage == *stage) {
            return line(*stage, Status::Failed, page.fault.clone());
        }
        // A machine behind a jump host is looked up there.
        if *stage == Stage::Resolve
            && evidence.through.is_some()
            && let Some((status, summary)) = proxied(evidence)
        {
            return line(*stage, status, summary);
        }
        let behind = failed.is_some_and(|page| page.stage < *stage);
        let mark = log
            .marks
            .iter()
            .find(|mark| probes.contains(&mark.probe))
            .filter(|_| !behind);
        // What the tree asks for behind the login belongs to a login that fails.
        let passed = !behind
            && probes.iter().all(|probe| {
                let told = log.reached.is_some_and(|reached| *probe < reached);
                told || *probe > Probe::Login
            });
        match mark {
            Some(mark) => {
                let text = mark.text.visible(120);
                line(
                    *stage,
                    Status::Passed,
                    say!(
                        "line {line}: {text}",
                        "{line} 行目: {text}",
                        line = mark.line,
                        text = text
                    ),
                )
            }
            None if passed => line(
                *stage,
                Status::Passed,
                say!(
                    "passed, as what follows shows",
                    "後の行から、通過したことが分かります"
                ),
            ),
            None => line(
                *stage,
                Status::Skipped,
                say!("the log does not show it", "ログには現れていません"),
            ),
        }
    });
    course.collect()
}

/// How a stage stands by what is known of it; nothing where it is not settled.
fn passed(stage: Stage, evidence: &Evidence) -> Option<(Status, Say)> {
    match stage {
        Stage::Config => config(evidence),
        Stage::Resolve => resolve(evidence),
        Stage::Connect => connect(evidence),
        Stage::Identify => identify(evidence.identification().ok()?),
        Stage::Kex => kex(evidence.negotiation().ok()?, evidence.key_exchange().ok()?),
        Stage::Hostkey => hostkey(evidence.host_key().ok()?),
        Stage::Userauth => userauth(evidence),
        Stage::Session => match evidence.login().ok()? {
            crate::evidence::Login::Succeeded { .. } => Some((
                Status::Skipped,
                say!(
                    "logged in and closed again; no session was opened",
                    "ログインして切断しました。セッションは開いていません"
                ),
            )),
            _other => None,
        },
        Stage::Stability | Stage::Server | Stage::Done => None,
    }
}

fn config(evidence: &Evidence) -> Option<(Status, Say)> {
    let config = evidence.ssh_config().ok()?;
    if config.control_path.is_some() {
        evidence.control_socket().ok()?;
    }
    let target = format!("{}@{} port {}", config.user, config.hostname, config.port);
    if config.program.is_none() {
        let say = say!(
            "no ssh on this machine: OpenSSH's defaults, {target}",
            "この端末に ssh がありません。OpenSSH の既定値で確認します: {target}",
            target = target
        );
        return Some((Status::Warned, say));
    }
    let say = match &config.host_block {
        Some((file, line)) => say!(
            "{target}, from {file} line {line}",
            "{target}({file} {line} 行目)",
            target = target,
            file = file.display(),
            line = line
        ),
        None => Say::verbatim(target),
    };
    Some((Status::Passed, say))
}

fn proxied(evidence: &Evidence) -> Option<(Status, Say)> {
    if let Some(jump) = evidence.jump_host() {
        let say = say!(
            "left to the jump host {jump}",
            "踏み台 {jump} に任せています",
            jump = jump.as_hop()
        );
        return Some((Status::Skipped, say));
    }
    let config = evidence.ssh_config().ok()?;
    config.proxy().map(|proxy| {
        let say = say!(
            "left to the proxy: {proxy}",
            "プロキシに任せています: {proxy}",
            proxy = proxy
        );
        (Status::Skipped, say)
    })
}

fn resolve(evidence: &Evidence) -> Option<(Status, Say)> {
    if let Some(proxied) = proxied(evidence) {
        return Some(proxied);
    }
    match evidence.resolution().ok()? {
        Resolution::Literal(_) => Some((
            Status::Skipped,
            say!(
                "an address, nothing to look up",
                "アドレスが直接指定されています"
            ),
        )),
        Resolution::Found { addresses } => {
            let shown: Vec<String> = addresses.iter().take(4).map(ToString::to_string).collect();
            Some((Status::Passed, Say::verbatim(shown.join(", "))))
        }
        Resolution::NotFound { .. }
        | Resolution::NoAddress { .. }
        | Resolution::TryAgain
        | Resolution::ScopeMissing { .. }
        | Resolution::Failed { .. }
        | Resolution::TimedOut => None,
    }
}

fn connect(evidence: &Evidence) -> Option<(Status, Say)> {
    if let Some(jump) = evidence.jump_host() {
        return passage(&jump, evidence.passage().ok()?);
    }
    if let Some(proxied) = proxied(evidence) {
        return Some(proxied);
    }
    let connect: &Connect = evidence.connect().ok()?;
    let works = connect.connected()?.address;
    let silent = connect
        .failed_before()
        .iter()
        .find(|attempt| attempt.outcome == TcpOutcome::TimedOut);
    let where_to = say!(
        "{ip} port {port}",
        "{ip} ポート {port}",
        ip = works.ip(),
        port = works.port()
    );
    Some(match silent {
        Some(dead) => {
            let say = say!(
                "{ip} port {port}; {dead} does not answer",
                "{ip} ポート {port}({dead} は応答なし)",
                ip = works.ip(),
                port = works.port(),
                dead = dead.address.ip()
            );
            (Status::Warned, say)
        }
        None => (Status::Passed, where_to),
    })
}

fn passage(jump: &Target, passage: &Passage) -> Option<(Status, Say)> {
    match passage {
        Passage::Open => Some((
            Status::Passed,
            say!(
                "opened by the jump host {jump}",
                "踏み台 {jump} を経由して接続しました",
                jump = jump.as_hop()
            ),
        )),
        Passage::Prohibited { .. }
        | Passage::Unreachable { .. }
        | Passage::Silent { .. }
        | Passage::Lost { .. } => None,
    }
}

fn identify(identification: &Identification) -> Option<(Status, Say)> {
    match identification {
        Identification::Ssh { ident, .. } => {
            let shown = ident.visible(60);
            let software = shown
                .splitn(3, '-')
                .nth(2)
                .map_or(shown.clone(), ToOwned::to_owned);
            Some((Status::Passed, Say::verbatim(software)))
        }
        Identification::Ssh1 { .. }
        | Identification::NotSsh { .. }
        | Identification::Silent { .. }
        | Identification::Endless { .. }
        | Identification::Closed { .. } => None,
    }
}

fn kex(negotiation: &Negotiation, exchange: &KeyExchange) -> Option<(Status, Say)> {
    match (negotiation, exchange) {
        (Negotiation::Agreed(agreed), KeyExchange::Done { method, .. })
            if *method == agreed.kex =>
        {
            let say = say!(
                "{kex}, as your ssh would choose",
                "{kex}(お使いの ssh と同じ選択)",
                kex = agreed.kex
            );
            Some((Status::Passed, say))
        }
        (
            Negotiation::Agreed(agreed),
            KeyExchange::Done {
                method,
                answers_ours: true,
                ..
            },
        ) => {
            let say = say!(
                "done with {method}; it answers your ssh's {kex}, too",
                "{method} で実施(お使いの ssh が選ぶ {kex} にも応答あり)",
                method = method,
                kex = agreed.kex
            );
            Some((Status::Passed, say))
        }
        (Negotiation::Agreed(agreed), KeyExchange::Done { method, .. }) => {
            let say = say!(
                "done with {method}; your ssh would choose {kex}",
                "{method} で実施(お使いの ssh の選択は {kex})",
                method = method,
                kex = agreed.kex
            );
            Some((Status::Passed, say))
        }
        (Negotiation::Agreed(agreed), KeyExchange::CannotFollow { .. }) => {
            let say = say!(
                "your ssh would use {kex}",
                "お使いの ssh は {kex} を使います",
                kex = agreed.kex
            );
            Some((Status::Unknown, say))
        }
        (_, _) => None,
    }
}

fn hostkey(standing: &HostKeyStanding) -> Option<(Status, Say)> {
    let kind = standing.offered.kind();
    match &standing.kind {
        StandingKind::Known(known) => Some((
            Status::Passed,
            say!(
                "{kind}, as in {file} line {line}",
                "{kind}({file} {line} 行目と一致)",
                kind = kind,
                file = known.file.display(),
                line = known.line
            ),
        )),
        StandingKind::ByAuthority(known) => Some((
            Status::Passed,
            say!(
                "{kind} certificate, its authority in {file} line {line}",
                "{kind} 証明書(認証局は {file} {line} 行目)",
                kind = kind,
                file = known.file.display(),
                line = known.line
            ),
        )),
        StandingKind::Unknown => Some((
            Status::Warned,
            say!(
                "{kind} {fingerprint}, not in known_hosts",
                "{kind} {fingerprint}(known_hosts に未登録)",
                kind = kind,
                fingerprint = standing.offered.fingerprint()
            ),
        )),
        StandingKind::Changed(_)
        | StandingKind::OtherTypes(_)
        | StandingKind::Revoked(_)
        | StandingKind::RevokedFileUnreadable { .. }
        | StandingKind::CertificateInvalid { .. } => None,
    }
}

fn userauth(evidence: &Evidence) -> Option<(Status, Say)> {
    match evidence.methods().ok()? {
        Methods::NoneAccepted { .. } => {
            return Some((
                Status::Passed,
                say!(
                    "the server lets this user in without any key",
                    "サーバーは鍵なしでこのユーザーを受け入れます"
                ),
            ));
        }
        Methods::Offered { .. } => {}
        Methods::Ended { .. } | Methods::CannotFollow { .. } => return None,
    }
    evidence
        .offered()
        .ok()
        .and_then(KeyAnswers::accepted)
        .map(|key| {
            (
                Status::Passed,
                say!(
                    "the server takes {kind} {fingerprint}",
                    "サーバーは {kind} {fingerprint} を受け付けます",
                    kind = key.kind(),
                    fingerprint = key.fingerprint()
                ),
            )
        })
}
