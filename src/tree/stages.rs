//! What was checked, one line a stage: read off the evidence, so that a stage nobody looked at cannot be called passed.

mod passed;

use crate::evidence::{Evidence, Log, Probe};
use crate::finding::{Diagnosis, Stage, Verdict};
use crate::lang::Say;
use crate::say;
use passed::{passed, proxied};

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
