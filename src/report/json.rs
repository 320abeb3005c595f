//! The JSON document, schema 1. Its JSON Schema is made from these types (`explain --json-schema`).

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Outcome, questions};
use crate::evidence::{self, Answer, Evidence};
use crate::finding::{Cause, Diagnosis, Repair, Seen, Step};
use crate::lang::{Lang, Say};
use crate::text::harmless;
use crate::tree::stages::{StageLine, not_reached, stages};

/// One run as one document.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The version of this format: 1.
    pub schema: u32,
    /// The version of sshdoctor.
    pub version: String,
    /// Where the evidence comes from: `live`, `log` or `server`; a document of many runs says `fleet`.
    pub mode: Mode,
    /// What was to be reached.
    pub target: TargetJson,
    /// The outcome in one word.
    pub verdict: VerdictJson,
    /// What was looked at, in the order of a login.
    pub stages: Vec<StageJson>,
    /// The root cause, then what would still keep the person out after it is mended.
    pub findings: Vec<FindingJson>,
    /// What is worth knowing and no fault.
    pub notes: Vec<String>,
    /// What was asked, and the answers; `null` where nobody answered.
    pub questions: Vec<QuestionJson>,
    /// What the run cost the server.
    pub cost: CostJson,
}

impl Document {
    /// Has every text that may tell who and where written anew.
    pub fn rewrite(&mut self, hide: &mut dyn FnMut(&str) -> String) {
        let target = &mut self.target;
        let names = [&mut target.given, &mut target.user, &mut target.host];
        let mut texts: Vec<&mut String> = names.into_iter().collect();
        texts.push(&mut target.hostname);
        texts.extend(&mut target.address);
        texts.extend(&mut target.hops);
        texts.extend(self.stages.iter_mut().map(|stage| &mut stage.summary));
        for finding in &mut self.findings {
            texts.push(&mut finding.cause);
            for seen in &mut finding.evidence {
                texts.push(&mut seen.text);
                texts.extend(&mut seen.file);
            }
            for step in &mut finding.next {
                texts.extend(step.texts());
            }
        }
        texts.extend(&mut self.notes);
        for question in &mut self.questions {
            texts.push(&mut question.text);
            texts.extend(&mut question.answer);
        }
        for text in texts {
            *text = hide(text);
        }
    }
}

/// Where the evidence comes from.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Probes of this run.
    Live,
    /// Lines somebody saved.
    Log,
    /// Facts gathered on the server itself.
    Server,
}

/// The outcome in one word.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VerdictJson {
    /// No fault found as far as one was allowed to look.
    Healthy,
    /// A root cause is named.
    Fault,
    /// The evidence does not reach a verdict.
    Undecided,
}

/// What was to be reached.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetJson {
    /// As typed.
    pub given: String,
    /// Login name.
    pub user: String,
    /// Host as typed.
    pub host: String,
    /// Host after the configuration.
    pub hostname: String,
    /// TCP port.
    pub port: u16,
    /// The address that was connected to, or tried first; `null` where there is none.
    pub address: Option<String>,
    /// Jump hosts in the order they are reached.
    pub hops: Vec<String>,
}

/// One stage.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageJson {
    /// Its name: `config`, `resolve`, `connect`, `identify`, `kex`, `hostkey`, `userauth`, `session`, `stability`, `server`.
    pub stage: String,
    /// Which machine on the way: 0 is the first.
    pub hop: usize,
    /// `passed`, `failed`, `warned`, `unknown` or `skipped`.
    pub status: String,
    /// What was seen, in a few words.
    pub summary: String,
    /// Milliseconds it took; `null` where it was not looked at.
    pub elapsed_ms: Option<f64>,
}

/// One root cause.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingJson {
    /// Its stable code.
    pub code: String,
    /// Its stage in the catalogue.
    pub stage: String,
    /// Which machine on the way.
    pub hop: usize,
    /// `certain`, `likely` or `possible`.
    pub certainty: String,
    /// The cause in one sentence.
    pub cause: String,
    /// How it is known.
    pub evidence: Vec<SeenJson>,
    /// The codes that remain, likeliest first.
    pub candidates: Vec<String>,
    /// What to do, in order.
    pub next: Vec<StepJson>,
}

/// One observation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenJson {
    /// Where it was seen.
    pub source: String,
    /// The file it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What was seen.
    pub text: String,
}

/// One thing to do.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepJson {
    /// `client`, `server`, `network` or `administrator`.
    pub r#where: String,
    /// What it does.
    pub text: String,
    /// The command that does it, complete and quoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Lines to write into a file.
    pub lines: Vec<String>,
    /// The local repair that does the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<String>,
    /// May the repair be done without asking?
    pub safe: bool,
    /// What to mind before doing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caution: Option<String>,
}

impl StepJson {
    fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        [&mut self.text]
            .into_iter()
            .chain(&mut self.command)
            .chain(&mut self.lines)
            .chain(&mut self.caution)
    }

    /// Has every text that may tell who and where written anew.
    pub(super) fn rewrite(&mut self, hide: &mut dyn FnMut(&str) -> String) {
        for text in self.texts() {
            *text = hide(text);
        }
    }
}

/// One question.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionJson {
    /// Its id, for `--answer`.
    pub id: String,
    /// Its words.
    pub text: String,
    /// The values it takes.
    pub choices: Vec<String>,
    /// The answer, or `null`.
    pub answer: Option<String>,
}

/// What the run cost the server.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostJson {
    /// TCP connections that opened.
    pub connections: usize,
    /// Authentication requests of any kind.
    pub authentication_requests: usize,
    /// Those that count towards MaxAuthTries, penalties and bans.
    pub failures_a_server_counts: usize,
    /// Milliseconds from start to verdict.
    pub elapsed_ms: f64,
}

/// The JSON Schema of [`Document`]; `#/$defs/Fleet` is that of many runs.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Document).to_value();
    schema["$defs"]["Fleet"] = serde_json::json!({
        "description": "Many runs (`fleet --json`), in the order in which they ended.",
        "type": "object",
        "properties": {
            "schema": { "const": 1 },
            "mode": { "const": "fleet" },
            "results": { "type": "array", "items": { "$ref": "#" } },
        },
        "required": ["schema", "mode", "results"],
        "additionalProperties": false,
    });
    schema
}

/// The document of one run, in `lang`.
pub fn document(outcome: &Outcome<'_>, lang: Lang) -> Document {
    let say = |say: &Say| harmless(say.lang(lang));
    Document {
        schema: 1,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        mode: match outcome.evidence.mode() {
            evidence::Mode::Live => Mode::Live,
            evidence::Mode::Log => Mode::Log,
            evidence::Mode::Server => Mode::Server,
        },
        target: target(outcome),
        verdict: match outcome.diagnosis.verdict() {
            crate::finding::Verdict::Healthy => VerdictJson::Healthy,
            crate::finding::Verdict::Fault => VerdictJson::Fault,
            crate::finding::Verdict::Undecided => VerdictJson::Undecided,
        },
        stages: course(outcome, lang),
        findings: findings(outcome, lang),
        notes: outcome.diagnosis.notes.iter().map(say).collect(),
        questions: outcome
            .course()
            .flat_map(|evidence| asked(evidence, lang))
            .collect(),
        cost: CostJson {
            connections: outcome.cost.connections,
            authentication_requests: outcome.cost.authentication_requests,
            failures_a_server_counts: outcome.cost.failures_a_server_counts,
            elapsed_ms: tenths(outcome.elapsed_ms),
        },
    }
}

fn target(outcome: &Outcome<'_>) -> TargetJson {
    let evidence = outcome.target();
    let target = &evidence.target;
    let attempts = evidence.connect().ok();
    let address = attempts.and_then(|connect| connect.connected().or(connect.attempts.first()));
    TargetJson {
        given: known(&target.given),
        user: known(&target.user),
        host: known(&target.host),
        hostname: known(&target.hostname),
        port: target.port,
        address: address
            .map(|attempt| attempt.address.ip())
            .filter(|ip| *ip != evidence::UNTOLD_ADDRESS)
            .map(|ip| ip.to_string()),
        hops: hops(outcome),
    }
}

/// A word of the target; empty where a log does not tell it.
fn known(word: &str) -> String {
    if evidence::is_untold(word) {
        String::new()
    } else {
        harmless(word)
    }
}

fn hops(outcome: &Outcome<'_>) -> Vec<String> {
    let mut hops: Vec<String> = outcome
        .course()
        .map(|evidence| harmless(&evidence.target.as_hop()))
        .collect();
    hops.pop();
    hops
}

/// The stages of every machine on the way.
fn course(outcome: &Outcome<'_>, lang: Lang) -> Vec<StageJson> {
    let ill = outcome.before.len();
    let well = Diagnosis::nothing_found();
    let of = |(hop, evidence): (usize, &Evidence)| {
        let lines = match hop.cmp(&ill) {
            Ordering::Less => stages(evidence, Some(&well)),
            Ordering::Equal => stages(evidence, Some(outcome.diagnosis)),
            Ordering::Greater => not_reached(evidence),
        };
        let lines = lines.iter().map(|line| stage(line, hop, lang));
        lines.collect::<Vec<_>>()
    };
    outcome.course().enumerate().flat_map(of).collect()
}

fn stage(line: &StageLine, hop: usize, lang: Lang) -> StageJson {
    StageJson {
        stage: line.stage.name().to_owned(),
        hop,
        status: line.status.name().to_owned(),
        summary: harmless(line.summary.lang(lang)),
        elapsed_ms: line.elapsed_ms.map(tenths),
    }
}

fn findings(outcome: &Outcome<'_>, lang: Lang) -> Vec<FindingJson> {
    let hop = outcome.before.len();
    let findings = outcome.diagnosis.findings.iter();
    findings
        .map(|cause| finding(outcome.evidence, hop, cause.as_ref(), lang))
        .collect()
}

fn finding(evidence: &Evidence, hop: usize, cause: &dyn Cause, lang: Lang) -> FindingJson {
    let target = &evidence.target;
    FindingJson {
        code: cause.page().code.to_owned(),
        stage: cause.page().stage.name().to_owned(),
        hop: hop.saturating_sub(usize::from(cause.on_the_jump_host())),
        certainty: cause.certainty().name().to_owned(),
        cause: harmless(cause.cause(target).lang(lang)),
        evidence: cause
            .evidence(target)
            .iter()
            .map(|seen| seen_json(seen, lang))
            .collect(),
        candidates: cause
            .candidates()
            .iter()
            .map(|page| page.code.to_owned())
            .collect(),
        next: cause
            .next(target)
            .iter()
            .map(|step| step_json(step, lang))
            .collect(),
    }
}

pub(super) fn seen_json(seen: &Seen, lang: Lang) -> SeenJson {
    SeenJson {
        source: seen.source.to_owned(),
        file: seen
            .file
            .as_ref()
            .map(|file| harmless(&file.to_string_lossy())),
        line: seen.line,
        text: harmless(seen.text.lang(lang)),
    }
}

pub(super) fn step_json(step: &Step, lang: Lang) -> StepJson {
    StepJson {
        r#where: step.place.name().to_owned(),
        text: harmless(step.text.lang(lang)),
        command: step
            .command
            .as_ref()
            .and_then(|command| command.line().map(str::to_owned)),
        lines: step.lines.iter().map(|line| harmless(line)).collect(),
        repair: step.repair.as_ref().map(|repair| repair.name().to_owned()),
        safe: step.repair.as_ref().is_some_and(Repair::is_safe),
        caution: step
            .caution
            .as_ref()
            .map(|caution| harmless(caution.lang(lang))),
    }
}

fn asked(evidence: &Evidence, lang: Lang) -> Vec<QuestionJson> {
    let question = |(question, answer): (evidence::Question, &Answer)| QuestionJson {
        id: question.id().to_owned(),
        text: harmless(questions::words(question, evidence).lang(lang)),
        choices: question
            .choices()
            .iter()
            .map(|choice| (*choice).to_owned())
            .collect(),
        answer: match answer {
            Answer::Given(answer) => Some(harmless(answer)),
            Answer::Unanswered => None,
        },
    };
    evidence.answers.iter().map(question).collect()
}

fn tenths(ms: f64) -> f64 {
    (ms * 10.0).round() / 10.0
}

/// A document as text, on one line or easy to read: what JSON leaves alone and a terminal does not (C1, direction marks) is
/// escaped by [`harmless`].
pub fn text(document: &Document, line: bool) -> serde_json::Result<String> {
    match line {
        true => serde_json::to_string(document),
        false => serde_json::to_string_pretty(document),
    }
}

/// What stands before the documents of many runs, each on a line of its own with a comma between them.
pub const FLEET_BEGINS: &str = "{\"schema\":1,\"mode\":\"fleet\",\"results\":[";
/// What stands behind them.
pub const FLEET_ENDS: &str = "]}";
