//! From an attempt to a verdict that quotes the log: the tree judges, the lines prove.

use super::attempt::{Attempt, Quote};
use super::facts::{self, Told};
use super::stand_in;
use crate::evidence::pace::Heard;
use crate::evidence::{Evidence, Need, Place, Probe, Question, Sentence};
use crate::finding::by_sentence::BySentence;
use crate::finding::done::undecided::Undecided;
use crate::finding::{Cause, Certainty, Code, Diagnosis, Seen, Stage, Step, Verdict, Where, page};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;
use crate::tree;
use crate::tree::logged::lean;

/// What is known of an attempt, and what it means.
pub(super) fn of(attempt: &Attempt) -> (Evidence, Diagnosis) {
    let Told { evidence, proofs } = facts::told(attempt);
    let diagnosis = match tree::diagnose(&evidence) {
        Ok(diagnosis) => diagnosis,
        Err(need) => open(need, &evidence),
    };
    let quotes = match diagnosis.root().map(|root| root.page().code) {
        Some("slow-login") if !attempt.waits.is_empty() => around_the_wait(&evidence),
        _ => quotes(attempt, &proofs, diagnosis.root()),
    };
    let decided = diagnosis
        .root()
        .is_some_and(|root| tree::logged::decides(root.page().code, &evidence));
    let host = evidence.target.hostname.clone();
    let findings = diagnosis.findings.into_iter().map(|inner| {
        Box::new(Quoted {
            inner,
            quotes: quotes.clone(),
            host: host.clone(),
            decided,
        }) as Box<dyn Cause>
    });
    let diagnosis = Diagnosis {
        findings: findings.collect(),
        notes: diagnosis
            .notes
            .iter()
            .map(|note| stand_in::words(note, &host))
            .collect(),
    };
    (evidence, diagnosis)
}

/// The log does not hold the next fact: what can still come of it?
fn open(need: Need, evidence: &Evidence) -> Diagnosis {
    let reachable = reachable(evidence);
    let leaning = lean(need, evidence);
    // A cause on the server's side is no leaf of the client's tree: the sentence knows it nevertheless.
    let leaf = |code: &Code| {
        need == Need::Probe(Probe::Login)
            || reachable.contains(code)
            || code.stage == Stage::Server
            || reachable.is_empty()
    };
    let mut candidates: Vec<Code> = leaning
        .iter()
        .filter_map(|code| page(code))
        .filter(leaf)
        .collect();
    let named = !candidates.is_empty();
    let stage = stage_of(need);
    for code in reachable.iter().filter(|code| code.stage == stage) {
        if !candidates.contains(code) {
            candidates.push(code);
        }
    }
    if named && said_something(evidence) {
        let first = candidates.remove(0);
        let inner = Box::new(BySentence {
            page: first,
            text: Untrusted::default(),
        });
        let certainty = Certainty::Possible;
        return Diagnosis::of(crate::finding::by_sentence::Weighed {
            inner,
            certainty,
            candidates,
        });
    }
    let missing = say!(
        "The log does not show how this went: {stage}.",
        "ログからは次の段階がどうなったか分かりません: {stage}",
        stage = stage.name()
    );
    Diagnosis::of(Undecided {
        missing,
        candidates,
        step: ask_ssh(evidence),
    })
}

/// The one command whose output decides.
fn ask_ssh(evidence: &Evidence) -> Step {
    Step::new(
        Where::Client,
        say!(
            "Let ssh tell more, and give that to sshdoctor",
            "ssh に詳しく表示させ、それを sshdoctor に渡します"
        ),
    )
    .run(evidence.target.ssh(&["-vvv"]))
}

/// Did the attempt fail in words, or does the log merely stop?
fn said_something(evidence: &Evidence) -> bool {
    evidence
        .log
        .as_ref()
        .is_some_and(|log| !log.said.is_empty() || !log.marks.is_empty())
        || Probe::ALL.iter().any(|probe| {
            !matches!(
                probe,
                Probe::Configuration
                    | Probe::Identification
                    | Probe::Negotiation
                    | Probe::Identities
                    | Probe::KeyAnswers
            ) && evidence.knows(*probe)
        })
}

fn reachable(evidence: &Evidence) -> Vec<Code> {
    let mut wondering = evidence.clone();
    if let Some(log) = &mut wondering.log {
        log.wonder = true;
    }
    let done = |code: &Code| code.stage != Stage::Done;
    tree::walk::reachable(&wondering)
        .unwrap_or_default()
        .into_iter()
        .filter(done)
        .collect()
}

/// Where the missing fact belongs.
fn stage_of(need: Need) -> Stage {
    match need {
        Need::Probe(Probe::Configuration | Probe::ControlSocket) => Stage::Config,
        Need::Probe(Probe::Resolution | Probe::NameServers | Probe::NameOrigin) => Stage::Resolve,
        Need::Probe(
            Probe::Passage
            | Probe::Connect
            | Probe::SignsOfLife
            | Probe::LocalNetwork
            | Probe::Losses
            | Probe::OtherPorts
            | Probe::OtherPortKey
            | Probe::OtherFamily
            | Probe::SecondHost
            | Probe::Trace,
        )
        | Need::Ask(
            Question::OtherPorts
            | Question::SecondHost
            | Question::Trace
            | Question::JustFailed
            | Question::WorkedBefore,
        ) => Stage::Connect,
        Need::Probe(Probe::Identification | Probe::SecondTry | Probe::HangUp) => Stage::Identify,
        Need::Probe(Probe::Negotiation | Probe::KeyExchange) => Stage::Kex,
        Need::Probe(
            Probe::HostKeyStanding | Probe::RecordedKey | Probe::KnownHostsCommand | Probe::Sshfp,
        )
        | Need::Ask(Question::ServerRebuilt) => Stage::Hostkey,
        Need::Probe(
            Probe::Methods
            | Probe::Identities
            | Probe::KeyAnswers
            | Probe::OtherKeyAnswers
            | Probe::OtherUser
            | Probe::ServerWords
            | Probe::OpensshSays
            | Probe::BlockView
            | Probe::Tokens
            | Probe::Ticket
            | Probe::ServerSide
            | Probe::Login
            | Probe::Greeting,
        )
        | Need::Ask(_) => Stage::Userauth,
    }
}

/// The lines between which nothing came.
fn around_the_wait(evidence: &Evidence) -> Vec<Quote> {
    let wait = tree::slow::slowest(evidence).and_then(|slow| slow.seen);
    let lines = wait.into_iter().flat_map(|wait| [wait.before, wait.after]);
    lines
        .map(|Heard { line, text }| Quote { line, text })
        .collect()
}

/// The lines that carry a verdict, the deciding one first.
fn quotes(attempt: &Attempt, proofs: &[(Probe, Quote)], root: Option<&dyn Cause>) -> Vec<Quote> {
    let Some(root) = root else { return Vec::new() };
    let (stage, code) = (root.page().stage, root.page().code);
    let names = |(said, _): &&(crate::evidence::Said, Quote)| {
        tree::logged::meaning(said.what).1.first() == Some(&code)
    };
    let said = attempt.said.iter().filter(names).map(|(_, quote)| quote);
    let of_stage = proofs
        .iter()
        .filter(|(probe, _)| stage_of(Need::Probe(*probe)) == stage)
        .map(|(_, quote)| quote);
    let near = attempt
        .said
        .iter()
        .filter(|(said, _)| said.what.place() != Place::Session || stage >= Stage::Session)
        .filter(|(said, _)| said.what != Sentence::SshdNotRunning)
        .map(|(_, quote)| quote);
    let mut quotes: Vec<Quote> = Vec::new();
    let worked = attempt.worked.iter().filter(|_| code == "no-fault-found");
    let marks: Vec<Quote> = attempt
        .marks
        .iter()
        .rev()
        .filter(|mark| stage_of(Need::Probe(mark.probe)) == stage)
        .map(|mark| Quote {
            line: mark.line,
            text: mark.text.clone(),
        })
        .collect();
    let all = worked
        .chain(said.rev())
        .chain(of_stage)
        .chain(attempt.ended.iter())
        .chain(&marks)
        .chain(near.rev());
    for quote in all {
        if !quotes.iter().any(|known| known.line == quote.line) && quotes.len() < 4 {
            quotes.push(quote.clone());
        }
    }
    if quotes.is_empty() {
        // It merely stops: what it shows last is where it hangs.
        quotes.extend(attempt.furthest.clone());
    }
    quotes
}

/// The tree's verdict with the log's lines for its evidence.
#[derive(Debug)]
struct Quoted {
    inner: Box<dyn Cause>,
    quotes: Vec<Quote>,
    host: String,
    /// A sentence that nothing else prints stands in the log.
    decided: bool,
}

impl Cause for Quoted {
    fn page(&self) -> Code {
        self.inner.page()
    }

    /// Certain only with a line that says so, and with nothing left beside it.
    fn certainty(&self) -> Certainty {
        let proven = self.decided && !self.quotes.is_empty() && self.inner.candidates().is_empty();
        let most = if proven {
            Certainty::Certain
        } else {
            Certainty::Likely
        };
        self.inner.certainty().min(most)
    }

    fn cause(&self, target: &Target) -> Say {
        stand_in::words(&self.inner.cause(target), &self.host)
    }

    fn on_the_jump_host(&self) -> bool {
        self.inner.on_the_jump_host()
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let seen = |quote: &Quote| {
            Seen::new("log", Say::verbatim(quote.text.visible(200))).at_line(quote.line)
        };
        self.quotes.iter().map(seen).collect()
    }

    fn candidates(&self) -> Vec<Code> {
        let own = self.inner.page();
        self.inner
            .candidates()
            .into_iter()
            .filter(|code| *code != own)
            .collect()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        self.inner
            .next(target)
            .into_iter()
            .map(|step| stand_in::step(step, &self.host))
            .collect()
    }
}

/// Nothing in the text has to do with ssh.
pub(super) fn nothing() -> (Evidence, Diagnosis) {
    let mut evidence = Evidence::about(Target {
        port: 22,
        address: String::new(),
        host: stand_in::HOST.to_owned(),
        hostname: stand_in::HOST.to_owned(),
        given: stand_in::HOST.to_owned(),
        user: stand_in::USER.to_owned(),
        options: Vec::new(),
        in_front: Vec::new(),
        via: None,
    });
    evidence.log = Some(Box::default());
    let step = Step::new(
        Where::Client,
        say!(
            "Give sshdoctor what ssh itself prints, here with the failing command behind it",
            "失敗するコマンドの出力を sshdoctor に渡します"
        ),
    )
    .run(Command::new(["sshdoctor", "log", "--help"]));
    let missing = say!(
        "There is no message of ssh in this text.",
        "このテキストには ssh のメッセージがありません。"
    );
    let inner = Box::new(Undecided {
        missing,
        candidates: Vec::new(),
        step,
    });
    let quoted = Quoted {
        inner,
        quotes: Vec::new(),
        host: stand_in::HOST.to_owned(),
        decided: false,
    };
    (evidence, Diagnosis::of(quoted))
}

/// A verdict in one line, for the attempts that are not the last.
pub(super) fn note(attempt: &Attempt) -> Option<Say> {
    let (evidence, diagnosis) = of(attempt);
    let root = diagnosis.root()?;
    let (from, to) = attempt.lines;
    let what = match diagnosis.verdict() {
        Verdict::Healthy => say!("it works", "成功"),
        Verdict::Fault | Verdict::Undecided => Say::verbatim(root.page().code),
    };
    let target = stand_in::words(
        &Say::verbatim(evidence.target.given.clone()),
        &evidence.target.hostname,
    );
    let (en, ja) = (crate::lang::Lang::En, crate::lang::Lang::Ja);
    Some(Say::made(
        format!(
            "Another attempt, lines {from} to {to}, {}: {}",
            target.lang(en),
            what.lang(en)
        ),
        format!(
            "別の試行 ({from}〜{to} 行目、{}): {}",
            target.lang(ja),
            what.lang(ja)
        ),
    ))
}
