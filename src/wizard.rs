//! The loop: the tree says what it needs, probe or person brings it, until the tree ends.

mod hops;

use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::evidence::{Answer, Evidence, Fact, Need, Probe, Question, ServerSide};
use crate::finding::{Diagnosis, Stage, Verdict};
use crate::lang::Lang;
use crate::probe::{Cost, Prober};
use crate::prompt::Prompt;
use crate::report::terminal::Page;
use crate::report::{Outcome, chain};
use crate::say;
use crate::target::Via;
use crate::text::harmless;
use crate::tree;
use crate::tree::stages::{Status, stages};
use hops::JumpHost;

/// How a run talks.
pub struct Voice<'a> {
    /// The page's shape; none where only the verdict, or a document, is wanted.
    pub page: Option<Page>,
    /// Where stage lines go.
    pub out: &'a mut dyn Write,
    /// Show a spinner while one waits.
    pub spinner: bool,
    /// The terminal knows neither lines nor ticks.
    pub plain: bool,
    /// A question stands above: what comes next stands apart from it.
    pub asked: bool,
}

/// One finished examination.
pub struct Examined {
    /// What is known of the machine the diagnosis is about.
    pub evidence: Evidence,
    /// The jump hosts before it, which are well.
    pub before: Vec<Evidence>,
    /// The machines behind it, which were not reached; the target is the last.
    pub behind: Vec<Evidence>,
    /// What it means.
    pub diagnosis: Diagnosis,
    /// What it cost the server.
    pub cost: Cost,
    /// Milliseconds from start to verdict, without the person's thinking.
    pub elapsed_ms: f64,
}

impl Examined {
    /// For the report.
    pub fn outcome(&self) -> Outcome<'_> {
        Outcome {
            evidence: &self.evidence,
            before: &self.before,
            behind: &self.behind,
            diagnosis: &self.diagnosis,
            cost: self.cost,
            elapsed_ms: self.elapsed_ms,
        }
    }
}

/// No login needs as many facts and answers as this; a tree that wants more is broken.
const STEPS: usize = 64;

/// Examines one target, and the jump hosts on the way to it, from the root of the tree to a diagnosis.
pub async fn examine(
    mut evidence: Evidence,
    prober: &mut Prober,
    prompt: &Prompt,
    voice: &mut Voice<'_>,
) -> anyhow::Result<Examined> {
    let mut spent = Duration::ZERO;
    let mut shown = 0;
    evidence.given = prompt.given.clone();
    let mut jump_host: Option<Box<Examined>> = None;
    for _ in 0..STEPS {
        match tree::diagnose(&evidence) {
            Ok(diagnosis) => {
                show_stages(voice, &evidence, Some(&diagnosis), &mut shown)?;
                prober.hang_up();
                let own = Examined {
                    evidence,
                    before: Vec::new(),
                    behind: Vec::new(),
                    diagnosis,
                    cost: prober.cost,
                    elapsed_ms: spent.as_secs_f64() * 1000.0,
                };
                return Ok(match jump_host {
                    Some(jump_host) => own.after(*jump_host),
                    None => own,
                });
            }
            Err(Need::Probe(Probe::Passage)) if !prober.has_a_way_in() => {
                let jump = evidence
                    .jump_host()
                    .context("a passage without a jump host")?;
                match hops::through(jump, &evidence, prober, prompt, voice).await? {
                    JumpHost::Passed(examined) => {
                        evidence.through = Some(examined.evidence.target.clone());
                        jump_host = Some(examined);
                    }
                    JumpHost::Stopped(mut examined) => {
                        show_row(voice, &evidence, None)?;
                        examined.behind.push(evidence);
                        return Ok(*examined);
                    }
                }
            }
            Err(Need::Probe(probe)) => {
                if let (Probe::ServerSide, Some(via)) = (probe, &evidence.target.via) {
                    show_the_other_login(voice, via)?;
                }
                prober.turn(probe, &evidence).await;
                let start = Instant::now();
                let fact = bring(probe, prober, &evidence, voice).await;
                let took = start.elapsed();
                spent += took;
                evidence.learn_timed(fact, took.as_secs_f64() * 1000.0);
                evidence.waits.append(&mut prober.waits);
                match probe {
                    Probe::Configuration => {
                        know_the_target(&mut evidence);
                        show_header(voice, &evidence)?;
                    }
                    Probe::Connect => know_the_address(&mut evidence),
                    Probe::ServerSide if evidence.at_server.is_some() => {
                        know_the_port(&mut evidence)
                    }
                    _ => {}
                }
                show_observations(voice, &evidence, probe, prober)?;
                show_stages(voice, &evidence, None, &mut shown)?;
            }
            Err(Need::Ask(question)) => {
                if prompt.would_wait(question) {
                    prober.hang_up();
                    voice.asked = true;
                }
                let answer = ask(prompt, question, &evidence).await?;
                evidence.answers.put(question, answer);
            }
        }
    }
    anyhow::bail!("the decision tree did not come to an end; this is a bug in sshdoctor")
}

impl Examined {
    /// The same, reached through a jump host that is well.
    fn after(mut self, jump_host: Examined) -> Examined {
        let jump = jump_host.evidence.target.as_hop();
        self.before = jump_host.before;
        self.before.push(jump_host.evidence);
        self.elapsed_ms += jump_host.elapsed_ms;
        let mut notes = jump_host.diagnosis.notes;
        notes.push(say!(
            "Logged in to {jump} with your ssh to get through; nothing was run there.",
            "{jump} には、経由するためにお使いの ssh でログインしました (何も実行していません)。",
            jump = jump
        ));
        notes.append(&mut self.diagnosis.notes);
        self.diagnosis.notes = notes;
        self
    }
}

/// The configuration says who and where the target really is.
fn know_the_target(evidence: &mut Evidence) {
    if let Ok(config) = evidence.ssh_config() {
        let (user, hostname, port) = (config.user.clone(), config.hostname.clone(), config.port);
        evidence.target.user = user;
        evidence.target.hostname = hostname;
        evidence.target.port = port;
    }
}

/// The port that this machine's own sshd is configured for.
fn know_the_port(evidence: &mut Evidence) {
    if let Ok(ServerSide::Looked(look)) = evidence.server_side()
        && let Some(port) = look.setting("port").and_then(|port| port.parse().ok())
    {
        evidence.target.port = port;
    }
}

/// The address ssh connects to, or tries first.
fn know_the_address(evidence: &mut Evidence) {
    let Ok(connect) = evidence.connect() else {
        return;
    };
    let attempt = connect.connected().or(connect.attempts.first());
    if let Some(address) = attempt.map(|attempt| attempt.address.ip().to_string()) {
        evidence.target.address = address;
    }
}

/// Brings one fact; something moves where one waits for it.
async fn bring(probe: Probe, prober: &mut Prober, evidence: &Evidence, voice: &Voice<'_>) -> Fact {
    let mut work = std::pin::pin!(prober.run(probe, evidence));
    match timeout(SOON, &mut work).await {
        Ok(fact) => fact,
        Err(_) => {
            let _spinner = spinner(voice, probe, evidence.target.via.as_deref());
            work.await
        }
    }
}

/// A person takes time, and a prompt blocks its thread: Ctrl-C is heard meanwhile.
async fn ask(prompt: &Prompt, question: Question, evidence: &Evidence) -> anyhow::Result<Answer> {
    let (prompt, evidence) = (prompt.clone(), evidence.clone());
    let answer = spawn_blocking(move || prompt.ask(question, &evidence)).await;
    Ok(answer.context("the prompt failed")??)
}

/// The person's own ssh may ask for something next; they know then what for.
fn show_the_other_login(voice: &mut Voice<'_>, via: &Via) -> io::Result<()> {
    let Some(page) = &voice.page else {
        return Ok(());
    };
    let words = say!(
        "looking at the server through {via}, with your ssh",
        "お使いの ssh で {via} にログインし、サーバー側を調べます",
        via = harmless(&via.given)
    );
    page.line(voice.out, "  ...     ", &words)?;
    voice.out.flush()
}

fn show_header(voice: &mut Voice<'_>, evidence: &Evidence) -> io::Result<()> {
    // A jump host has its row.
    let shown = |page: &&Page| page.verbose || evidence.behind.is_empty();
    match voice.page.as_ref().filter(shown) {
        Some(page) => page.header(voice.out, evidence),
        None => Ok(()),
    }
}

fn show_observations(
    voice: &mut Voice<'_>,
    evidence: &Evidence,
    probe: Probe,
    prober: &Prober,
) -> io::Result<()> {
    match voice.page.as_ref().filter(|page| page.verbose) {
        Some(page) => page.observed(voice.out, evidence, probe, prober.server_lists()),
        None => Ok(()),
    }
}

fn show_stages(
    voice: &mut Voice<'_>,
    evidence: &Evidence,
    diagnosis: Option<&Diagnosis>,
    shown: &mut usize,
) -> io::Result<()> {
    let Some(page) = &voice.page else {
        return Ok(());
    };
    let chain = on_a_chain(evidence);
    let lines = stages(evidence, diagnosis);
    let last = match diagnosis.map(Diagnosis::verdict) {
        // What lies behind the fault was not looked at; the verdict says so better than lines that say nothing.
        Some(Verdict::Fault) => lines
            .iter()
            .position(|line| line.status == Status::Failed)
            .map_or(lines.len(), |at| at + 1),
        Some(Verdict::Healthy | Verdict::Undecided) | None => lines.len(),
    };
    for (index, line) in lines.iter().enumerate().take(last) {
        // A stage that had passed may turn out to be the sick one.
        if index < *shown && line.status != Status::Failed {
            continue;
        }
        let worth_a_line = match (line.status, line.stage) {
            // One row a machine says it shorter.
            _ if chain && !page.verbose => false,
            (Status::Skipped, _) => page.verbose,
            // The header has said it.
            (Status::Passed, Stage::Config) => false,
            (Status::Passed | Status::Failed | Status::Warned | Status::Unknown, _) => true,
        };
        if worth_a_line {
            if std::mem::take(&mut voice.asked) {
                writeln!(voice.out)?;
            }
            page.stage_line(voice.out, line)?;
        }
    }
    *shown = (*shown).max(last);
    if chain && diagnosis.is_some() {
        show_row(voice, evidence, diagnosis)?;
    }
    voice.out.flush()
}

/// With more than one machine on the way each is one row of the chain, and not a page.
fn on_a_chain(evidence: &Evidence) -> bool {
    !evidence.behind.is_empty() || evidence.jump_host().is_some()
}

fn show_row(
    voice: &mut Voice<'_>,
    evidence: &Evidence,
    diagnosis: Option<&Diagnosis>,
) -> io::Result<()> {
    match &voice.page {
        Some(page) => chain::row(page, voice.out, evidence, diagnosis, voice.plain),
        None => Ok(()),
    }
}

/// Nothing moves before so much waiting: a quick answer needs no show.
const SOON: Duration = Duration::from_millis(500);

/// Something that moves; its line is gone when this is dropped, by Ctrl-C as well.
struct Spinner(ProgressBar);

impl Drop for Spinner {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn spinner(voice: &Voice<'_>, probe: Probe, via: Option<&Via>) -> Option<Spinner> {
    // The person's own ssh may be asking for something.
    let quiet = matches!(probe, Probe::Login | Probe::Greeting | Probe::ServerWords)
        || probe == Probe::ServerSide && via.is_some();
    let page = voice.page.as_ref().filter(|_| voice.spinner && !quiet)?;
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("  {spinner} {msg}  {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    bar.set_style(style.tick_chars("|/-\\ "));
    bar.set_message(waiting_for(probe, page.lang));
    bar.enable_steady_tick(Duration::from_millis(120));
    Some(Spinner(bar))
}

/// What one waits for.
fn waiting_for(probe: Probe, lang: Lang) -> &'static str {
    match (lang, probe) {
        (Lang::En, Probe::Resolution | Probe::NameServers) => "looking up the name",
        (Lang::Ja, Probe::Resolution | Probe::NameServers) => "名前を解決しています",
        (Lang::En, Probe::Connect | Probe::SignsOfLife | Probe::OtherPorts | Probe::Trace) => {
            "waiting for an answer from the network"
        }
        (Lang::Ja, Probe::Connect | Probe::SignsOfLife | Probe::OtherPorts | Probe::Trace) => {
            "ネットワークの応答を待っています"
        }
        (Lang::En, Probe::ServerSide) => "looking at this machine",
        (Lang::Ja, Probe::ServerSide) => "このマシンを調べています",
        (Lang::En, Probe::SecondTry) => "trying once more in a moment",
        (Lang::Ja, Probe::SecondTry) => "少し間をおいて、もう一度試します",
        (Lang::En, _) => "waiting for the server",
        (Lang::Ja, _) => "サーバーの応答を待っています",
    }
}

/// The question after a verdict: did the person do it, and shall it be checked again?
pub async fn again(prompt: &Prompt) -> anyhow::Result<bool> {
    let prompt = prompt.clone();
    let words = match prompt.lang {
        Lang::En => "Done? Shall I check again?",
        Lang::Ja => "実施しましたか。もう一度確認しますか",
    };
    let again = spawn_blocking(move || prompt.confirm(words)).await;
    Ok(again.context("the prompt failed")??.unwrap_or(false))
}
