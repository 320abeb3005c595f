//! The walks through the whole tree that several tests look at: each is made once, all side by side.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::thread;

use sshdoctor::evidence::git::Repository;
use sshdoctor::evidence::specimens::{NOW, server_ask};
use sshdoctor::evidence::{Evidence, Need, Probe};
use sshdoctor::finding::{self, Certainty, Code, Diagnosis, Verdict};
use sshdoctor::lang::Lang;
use sshdoctor::target::{Target, Via};
use sshdoctor::tree;
use sshdoctor::tree::stages::{StageLine, Status, stages};
use sshdoctor::tree::walk::{Drawing, PathStep, walk};

use crate::support::promised;

/// What was met on all paths from one start.
pub(crate) struct Surveyed {
    pub(crate) name: &'static str,
    /// How many paths there are.
    pub(crate) ends: usize,
    /// Promises that an end does not keep.
    pub(crate) broken: Vec<String>,
    /// Stages that are called passed and were not looked at.
    pub(crate) unseen: Vec<String>,
    /// Every cause found, each once.
    pub(crate) codes: Vec<Code>,
    /// The words of every variant of every root cause.
    pub(crate) words: Vec<Words>,
    pub(crate) drawing: String,
}

/// One root cause as people read it.
pub(crate) struct Words {
    /// One specimen of each code, certainty and kind of proof is enough to read.
    pub(crate) variant: (&'static str, Certainty, String),
    /// The code's place in the catalogue.
    pub(crate) order: usize,
    /// In both languages.
    pub(crate) block: String,
}

/// The walks that together reach everything.
pub(crate) fn survey() -> &'static [Surveyed] {
    static SURVEY: LazyLock<Vec<Surveyed>> = LazyLock::new(|| {
        thread::scope(|scope| {
            let walks = starts().map(|(name, start)| scope.spawn(move || walked(name, &start)));
            walks.map(|walk| walk.join().unwrap()).into()
        })
    });
    &SURVEY
}

/// The one of this name.
pub(crate) fn surveyed(name: &str) -> &'static Surveyed {
    let this = survey().iter().find(|surveyed| surveyed.name == name);
    this.expect("one of the walks")
}

/// Where every walk starts: a target, a clock, and nothing else.
pub(crate) fn start(user: &str, someone_to_ask: bool) -> Evidence {
    let target = Target {
        given: format!("{user}@web1"),
        user: user.to_owned(),
        host: String::from("web1"),
        hostname: String::from("192.0.2.7"),
        address: String::new(),
        port: 22,
        options: Vec::new(),
        in_front: Vec::new(),
        via: None,
    };
    let mut evidence = Evidence::about(target);
    evidence.now = NOW;
    evidence.someone_to_ask = someone_to_ask;
    evidence.repository = (user == "git").then(repository);
    evidence
}

/// What `git -C site push` asks for.
fn repository() -> Repository {
    Repository {
        address: String::from("git@web1:octo-org/other.git"),
        options: ["-C", "site"].map(String::from).to_vec(),
        command: String::from("push"),
        configured: true,
        ssh_command: None,
    }
}

/// The walks that together reach everything.
fn starts() -> [(&'static str, Evidence); 6] {
    [
        ("a person's login", start("deploy", true)),
        ("git", start("git", false)),
        ("root", start("root", true)),
        ("a jump host", jump_host()),
        ("on the server", on_the_server()),
        ("from both sides", from_both_sides()),
    ]
}

/// The same login, which comes as far as the host key, with another one that may look at the server.
fn from_both_sides() -> Evidence {
    let mut evidence = start("deploy", false);
    evidence.target.via = Some(Box::new(Via {
        given: String::from("root@web1"),
        options: Vec::new(),
        destination: String::from("root@web1"),
    }));
    while let Err(Need::Probe(probe)) = tree::diagnose(&evidence) {
        if probe == Probe::Methods {
            break;
        }
        let (_, ordinary) = probe.specimens(&evidence).swap_remove(0);
        evidence.learn(ordinary);
    }
    evidence
}

/// The same login, asked about on the server itself.
pub(crate) fn on_the_server() -> Evidence {
    let mut evidence = start("deploy", false);
    evidence.at_server = Some(Box::new(server_ask()));
    evidence
}

/// A machine on the way to another, in a run that asks nobody.
pub(crate) fn jump_host() -> Evidence {
    let mut evidence = start("deploy", false);
    evidence.behind = vec![start("deploy", false).target];
    evidence.behind[0].given = String::from("deploy@behind");
    evidence.unattended = true;
    evidence
}

fn walked(name: &'static str, start: &Evidence) -> Surveyed {
    let mut ends = 0;
    let (mut broken, mut unseen) = (Vec::new(), Vec::new());
    let (mut codes, mut words) = (Vec::new(), Vec::new());
    let (mut variants, mut drawing) = (BTreeSet::new(), Drawing::default());
    let known = passed(&stages(start, None));
    walk(start, &mut |path, evidence, diagnosis| {
        ends += 1;
        broken.extend(broken_promises(path, evidence, diagnosis));
        let passed = passed(&stages(evidence, Some(diagnosis)));
        unseen.extend(
            passed
                .difference(&known)
                .filter(|stage| !is_looked_at(stage, path))
                .map(|stage| format!("{stage} is called passed after {path:?}")),
        );
        for cause in &diagnosis.findings {
            if !codes.contains(&cause.page()) {
                codes.push(cause.page());
            }
        }
        words.extend(new_words(&mut variants, evidence, diagnosis));
        drawing.add(path, diagnosis);
    })
    .unwrap();
    Surveyed {
        name,
        ends,
        broken,
        unseen,
        codes,
        words,
        drawing: drawing.to_string(),
    }
}

fn broken_promises(path: &[PathStep], evidence: &Evidence, diagnosis: &Diagnosis) -> Vec<String> {
    let root = diagnosis.root().unwrap();
    let code = root.page().code;
    let failed = stages(evidence, Some(diagnosis))
        .into_iter()
        .filter(|line| line.status == Status::Failed)
        .count();
    [
        (promised().contains_key(code), "is not promised"),
        (
            root.candidates().is_empty() || root.certainty() != Certainty::Certain,
            "is certain and has candidates",
        ),
        (
            !root.next(&evidence.target).is_empty() || diagnosis.verdict() == Verdict::Healthy,
            "has no next step",
        ),
        (
            failed == usize::from(diagnosis.verdict() == Verdict::Fault),
            "has too many or too few failed stages",
        ),
    ]
    .into_iter()
    .filter(|(kept, _)| !kept)
    .map(|(_, promise)| format!("{code} {promise}, after {path:?}"))
    .collect()
}

fn passed(stages: &[StageLine]) -> BTreeSet<&'static str> {
    stages
        .iter()
        .filter(|line| line.status == Status::Passed)
        .map(|line| line.stage.name())
        .collect()
}

fn is_looked_at(stage: &str, path: &[PathStep]) -> bool {
    path.iter().any(|(need, _)| match need {
        Need::Probe(probe) => stage_of(*probe) == stage,
        Need::Ask(_) => false,
    })
}

/// The stage a probe looks at.
fn stage_of(probe: Probe) -> &'static str {
    match probe {
        Probe::Configuration | Probe::ControlSocket => "config",
        Probe::Resolution | Probe::NameServers | Probe::NameOrigin => "resolve",
        Probe::Passage
        | Probe::Connect
        | Probe::SignsOfLife
        | Probe::LocalNetwork
        | Probe::OtherPorts
        | Probe::OtherPortKey
        | Probe::OtherFamily
        | Probe::SecondHost
        | Probe::Losses
        | Probe::Trace => "connect",
        Probe::Identification | Probe::SecondTry | Probe::HangUp => "identify",
        Probe::Negotiation | Probe::KeyExchange => "kex",
        Probe::HostKeyStanding | Probe::RecordedKey | Probe::KnownHostsCommand | Probe::Sshfp => {
            "hostkey"
        }
        Probe::Methods
        | Probe::Identities
        | Probe::KeyAnswers
        | Probe::OtherKeyAnswers
        | Probe::OtherUser
        | Probe::ServerWords
        | Probe::OpensshSays
        | Probe::BlockView
        | Probe::Tokens
        | Probe::Ticket => "userauth",
        Probe::Login | Probe::Greeting => "session",
        Probe::ServerSide => "server",
    }
}

fn new_words(
    variants: &mut BTreeSet<(&'static str, Certainty, String)>,
    evidence: &Evidence,
    diagnosis: &Diagnosis,
) -> Option<Words> {
    let root = diagnosis.root().unwrap();
    let facts = format!("{root:?}");
    let kind = facts.split([' ', '(']).next().unwrap().to_owned();
    let variant = (root.page().code, root.certainty(), kind);
    if !variants.insert(variant.clone()) {
        return None;
    }
    let target = &evidence.target;
    let mut block = format!("## {} ({})\n", root.page().code, root.certainty().name());
    for lang in [Lang::En, Lang::Ja] {
        block.push_str(&format!("{}\n", root.cause(target).lang(lang)));
        for seen in root.evidence(target) {
            block.push_str(&format!("  - [{}] {}\n", seen.source, seen.text.lang(lang)));
        }
        for step in root.next(target) {
            block.push_str(&format!(
                "  {}: {}\n",
                step.place.name(),
                step.text.lang(lang)
            ));
            let command = step.command.as_ref().and_then(|command| command.line());
            if let Some(command) = command.filter(|_| lang == Lang::En) {
                block.push_str(&format!("      {command}\n"));
            }
        }
    }
    let order = finding::pages().position(|page| page.code == root.page().code);
    Some(Words {
        variant,
        order: order.unwrap(),
        block,
    })
}
