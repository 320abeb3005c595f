//! The whole tree is walked: every path ends, nothing is asked twice, and its drawing stays true.

use std::collections::BTreeSet;

use sshdoctor::evidence::git::Repository;
use sshdoctor::evidence::specimens::{NOW, server_ask, usual_config};
use sshdoctor::evidence::{Evidence, Fact, Need, Probe, Question, Resolution};
use sshdoctor::finding::{Certainty, Verdict};
use sshdoctor::lang::Lang;
use sshdoctor::target::{Target, Via};
use sshdoctor::tree::stages::{Status, stages};
use sshdoctor::tree::walk::{draw, reachable, walk};
use sshdoctor::tree::{self};

use crate::support::{promised, snapshot};

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
pub(crate) fn starts() -> [Evidence; 5] {
    [
        start("deploy", true),
        start("git", false),
        start("root", true),
        jump_host(),
        on_the_server(),
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
fn jump_host() -> Evidence {
    let mut evidence = start("deploy", false);
    evidence.behind = vec![start("deploy", false).target];
    evidence.behind[0].given = String::from("deploy@behind");
    evidence.unattended = true;
    evidence
}

#[test]
fn every_path_ends_and_keeps_the_promises() {
    for start in starts().into_iter().chain([from_both_sides()]) {
        let mut ends = 0_usize;
        walk(&start, &mut |path, evidence, diagnosis| {
            ends += 1;
            let root = diagnosis.root().unwrap();
            let page = root.page();
            assert!(
                promised().contains_key(page.code),
                "{} after {path:?}",
                page.code
            );
            if !root.candidates().is_empty() {
                assert_ne!(
                    root.certainty(),
                    Certainty::Certain,
                    "{} has candidates, after {path:?}",
                    page.code
                );
            }
            let next = root.next(&evidence.target);
            assert!(
                !next.is_empty() || diagnosis.verdict() == Verdict::Healthy,
                "{} has no next step",
                page.code
            );
            let failed = stages(evidence, Some(diagnosis))
                .into_iter()
                .filter(|line| line.status == Status::Failed);
            let expected = usize::from(diagnosis.verdict() == Verdict::Fault);
            assert_eq!(failed.count(), expected, "{} after {path:?}", page.code);
        })
        .unwrap();
        println!("{ends} ends");
        let enough = if start.at_server.is_some() { 40 } else { 1000 };
        assert!(ends > enough, "only {ends} ends");
    }
}

#[test]
fn a_stage_nobody_looked_at_is_never_passed() {
    for start in starts() {
        walk(&start, &mut |path, evidence, diagnosis| {
            for line in stages(evidence, Some(diagnosis)) {
                if line.status != Status::Passed {
                    continue;
                }
                let looked = path.iter().any(|(need, _)| match need {
                    Need::Probe(probe) => stage_of(*probe) == line.stage.name(),
                    Need::Ask(_) => false,
                });
                assert!(
                    looked,
                    "{} is called passed after {path:?}",
                    line.stage.name()
                );
            }
        })
        .unwrap();
    }
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

#[test]
fn a_jump_host_is_logged_in_to_only_where_ssh_would_not_ask_either() {
    let wants_a_login = |change: fn(&mut Evidence)| {
        let mut evidence = jump_host();
        change(&mut evidence);
        let mut wanted = false;
        walk(&evidence, &mut |path, _, _| {
            wanted |= path.contains(&(Need::Ask(Question::LogIn), "unanswered"))
                && path
                    .iter()
                    .any(|(need, _)| *need == Need::Probe(Probe::Login));
        })
        .unwrap();
        wanted
    };
    assert!(wants_a_login(|_| {}));
    assert!(!wants_a_login(|evidence| evidence.no_auth = true));
    assert!(!wants_a_login(|evidence| evidence.unattended = false));
    assert!(!wants_a_login(|evidence| evidence.behind.clear()));
}

#[test]
fn a_machine_met_again_on_the_way_to_itself_is_a_loop() {
    let mut evidence = jump_host();
    evidence.behind.push(evidence.target.clone());
    evidence.learn(Fact::Configuration(
        sshdoctor::evidence::Configuration::Effective(Box::new(usual_config())),
    ));
    let diagnosis = tree::diagnose(&evidence).unwrap();
    let root = diagnosis.root().unwrap();
    assert_eq!(root.page().code, "config-proxy-conflict");
    let seen = root.evidence(&evidence.target);
    let words = seen[0].text.lang(Lang::En);
    assert!(
        words.contains("deploy@web1 -> deploy@behind -> deploy@web1"),
        "{words}"
    );
}

#[test]
fn what_is_known_narrows_what_can_come() {
    let mut evidence = start("deploy", false);
    let everything = reachable(&evidence).unwrap();
    evidence.learn(Fact::Configuration(
        sshdoctor::evidence::Configuration::Effective(Box::new(usual_config())),
    ));
    evidence.learn(Fact::Resolution(Resolution::TryAgain));
    let codes: Vec<_> = reachable(&evidence)
        .unwrap()
        .iter()
        .map(|page| page.code)
        .collect();
    assert_eq!(
        codes,
        ["resolver-unreachable", "resolver-failed", "undecided"]
    );
    assert!(everything.len() > 60, "{}", everything.len());
}

#[test]
fn the_drawing_stands_in_the_readme() {
    let drawing = draw(&start("deploy", true)).unwrap() + &draw(&on_the_server()).unwrap();
    snapshot("tree.txt", &drawing);
    crate::readme::quotes("tree", &format!("```text\n{drawing}```\n"));
}

/// Every cause the tree can name, in both languages, for people to read: one block a code and variant of words.
#[test]
fn both_languages_of_every_cause() {
    let mut seen = BTreeSet::new();
    let mut blocks: Vec<(usize, String)> = Vec::new();
    for start in starts() {
        walk(&start, &mut |_, evidence, diagnosis| {
            let root = diagnosis.root().unwrap();
            // One specimen of each cause, certainty and kind of proof is enough to read.
            let words = format!("{root:?}");
            let kind = words.split([' ', '(']).next().unwrap().to_owned();
            if !seen.insert((root.page().code, root.certainty(), kind)) {
                return;
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
            let order = sshdoctor::finding::pages().position(|page| page.code == root.page().code);
            blocks.push((order.unwrap(), block));
        })
        .unwrap();
    }
    blocks.sort();
    let text: String = blocks.into_iter().map(|(_, block)| block + "\n").collect();
    snapshot("causes.txt", &text);
}

#[test]
fn nothing_is_asked_that_is_known() {
    let evidence = start("deploy", true);
    assert_eq!(
        tree::diagnose(&evidence).unwrap_err(),
        Need::Probe(Probe::Configuration)
    );
}
