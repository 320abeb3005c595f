//! The loop: the tree says what it needs, probe or person brings it, until the tree ends.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::evidence::{Answer, Evidence, Fact, Need, Probe, Question};
use crate::finding::{Diagnosis, Stage, Verdict};
use crate::lang::Lang;
use crate::probe::{Cost, Prober};
use crate::prompt::Prompt;
use crate::report::Outcome;
use crate::report::terminal::Page;
use crate::tree;
use crate::tree::stages::{Status, stages};

/// How a run talks.
pub struct Voice<'a> {
    /// The page's shape; none where only the verdict, or a document, is wanted.
    pub page: Option<Page>,
    /// Where stage lines go.
    pub out: &'a mut dyn Write,
    /// Show a spinner while one waits.
    pub spinner: bool,
    /// A question stands above: what comes next stands apart from it.
    pub asked: bool,
}

/// One finished examination.
pub struct Examined {
    /// What is known.
    pub evidence: Evidence,
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
            diagnosis: &self.diagnosis,
            cost: self.cost,
            elapsed_ms: self.elapsed_ms,
        }
    }
}

/// No login needs as many facts and answers as this; a tree that wants more is broken.
const STEPS: usize = 64;

/// Examines one target from the root of the tree to a diagnosis.
pub async fn examine(
    mut evidence: Evidence,
    prober: &mut Prober,
    prompt: &Prompt,
    voice: &mut Voice<'_>,
) -> anyhow::Result<Examined> {
    let mut spent = Duration::ZERO;
    let mut shown = 0;
    for _ in 0..STEPS {
        match tree::diagnose(&evidence) {
            Ok(diagnosis) => {
                show_stages(voice, &evidence, Some(&diagnosis), &mut shown)?;
                let elapsed_ms = spent.as_secs_f64() * 1000.0;
                prober.hang_up();
                return Ok(Examined {
                    evidence,
                    diagnosis,
                    cost: prober.cost,
                    elapsed_ms,
                });
            }
            Err(Need::Probe(probe)) => {
                let start = Instant::now();
                let fact = bring(probe, prober, &evidence, voice).await;
                let took = start.elapsed();
                spent += took;
                evidence.learn_timed(fact, took.as_secs_f64() * 1000.0);
                if probe == Probe::Configuration {
                    know_the_target(&mut evidence);
                    show_header(voice, &evidence)?;
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

/// The configuration says who and where the target really is.
fn know_the_target(evidence: &mut Evidence) {
    if let Ok(config) = evidence.ssh_config() {
        let (user, hostname, port) = (config.user.clone(), config.hostname.clone(), config.port);
        evidence.target.user = user;
        evidence.target.hostname = hostname;
        evidence.target.port = port;
    }
}

/// Brings one fact; something moves where one waits for it.
async fn bring(probe: Probe, prober: &mut Prober, evidence: &Evidence, voice: &Voice<'_>) -> Fact {
    let mut work = std::pin::pin!(prober.run(probe, evidence));
    match timeout(SOON, &mut work).await {
        Ok(fact) => fact,
        Err(_) => {
            let _spinner = spinner(voice, probe);
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

fn show_header(voice: &mut Voice<'_>, evidence: &Evidence) -> io::Result<()> {
    match &voice.page {
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
    voice.out.flush()
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

fn spinner(voice: &Voice<'_>, probe: Probe) -> Option<Spinner> {
    // ssh itself may ask for a passphrase while it logs in.
    let quiet = probe == Probe::Login;
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
        (Lang::En, Probe::Connect | Probe::SignsOfLife | Probe::OtherPorts) => {
            "waiting for an answer from the network"
        }
        (Lang::Ja, Probe::Connect | Probe::SignsOfLife | Probe::OtherPorts) => {
            "ネットワークの応答を待っています"
        }
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
