//! The loop: the tree says what it needs, probe or person brings it, until the tree ends.

use std::io::{self, IsTerminal as _, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::evidence::{Evidence, Need, Probe};
use crate::finding::{Diagnosis, Verdict};
use crate::lang::Lang;
use crate::probe::{Cost, Prober};
use crate::prompt::{Prompt, Style};
use crate::report::Outcome;
use crate::report::terminal::Page;
use crate::tree;
use crate::tree::stages::stages;

/// How a run talks.
pub struct Voice<'a> {
    /// The page's shape; none where only the verdict, or a document, is wanted.
    pub page: Option<Page>,
    /// Where stage lines go.
    pub out: &'a mut dyn Write,
    /// Show a spinner while one waits.
    pub spinner: bool,
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
    evidence.given = prompt.given.clone();
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
                let waiting = spinner(voice, probe);
                let start = Instant::now();
                let fact = prober.run(probe, &evidence).await;
                let took = start.elapsed();
                if let Some(waiting) = waiting {
                    waiting.finish_and_clear();
                }
                spent += took;
                evidence.learn_timed(fact, took.as_secs_f64() * 1000.0);
                if probe == Probe::Configuration {
                    know_the_target(&mut evidence);
                }
                show_stages(voice, &evidence, None, &mut shown)?;
            }
            Err(Need::Ask(question)) => {
                if prompt.would_wait(question) {
                    prober.hang_up();
                }
                let answer = prompt.ask(question, &evidence)?;
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
            .position(|line| line.status == tree::stages::Status::Failed)
            .map_or(lines.len(), |at| at + 1),
        Some(Verdict::Healthy | Verdict::Undecided) | None => lines.len(),
    };
    for line in lines.iter().take(last).skip(*shown) {
        if line.status != tree::stages::Status::Skipped || page.verbose {
            page.stage_line(voice.out, line)?;
        }
    }
    *shown = (*shown).max(last);
    voice.out.flush()
}

/// Something moves while one waits; it appears only after half a second, and only on a terminal.
fn spinner(voice: &Voice<'_>, probe: Probe) -> Option<ProgressBar> {
    // The person's own ssh may be asking for something.
    if matches!(probe, Probe::Login | Probe::ServerWords) {
        return None;
    }
    let page = voice
        .page
        .as_ref()
        .filter(|_| voice.spinner && io::stderr().is_terminal())?;
    let words = match (page.lang, probe) {
        (Lang::En, Probe::Resolution | Probe::NameServers) => "looking up the name",
        (Lang::Ja, Probe::Resolution | Probe::NameServers) => "名前を解決しています",
        (Lang::En, Probe::Connect | Probe::SignsOfLife | Probe::OtherPorts) => {
            "waiting for an answer from the network"
        }
        (Lang::Ja, Probe::Connect | Probe::SignsOfLife | Probe::OtherPorts) => {
            "ネットワークの応答を待っています"
        }
        (Lang::En, _) => "waiting for the server",
        (Lang::Ja, _) => "サーバーの応答を待っています",
    };
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("  {spinner} {msg} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    bar.set_style(style.tick_chars("|/-\\ "));
    bar.set_message(words);
    // indicatif draws at the first tick; a tick half a second from now keeps quick answers quiet.
    let later = bar.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        if !later.is_finished() {
            later.enable_steady_tick(Duration::from_millis(120));
        }
    });
    Some(bar)
}

/// The question after a verdict: did the person do it, and shall it be checked again?
pub fn again(prompt: &Prompt, lang: Lang) -> io::Result<bool> {
    if prompt.style == Style::Never {
        return Ok(false);
    }
    prompt.confirm(match lang {
        Lang::En => "Done? Shall I check again?",
        Lang::Ja => "実施しましたか。もう一度確認しますか",
    })
}
