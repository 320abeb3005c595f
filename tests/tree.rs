//! The whole tree is walked: every path ends, nothing is asked twice, and its drawing stays true.

use std::collections::BTreeMap;

use sshdoctor::evidence::specimens::usual_config;
use sshdoctor::evidence::{Evidence, Fact, Need, Probe, Question, Resolution};
use sshdoctor::lang::Lang;
use sshdoctor::tree::walk::{reachable, walk};
use sshdoctor::tree::{self};

use crate::support::snapshot;
use crate::survey::{Words, jump_host, start, survey, surveyed};

#[test]
fn every_path_ends_and_keeps_the_promises() {
    for surveyed in survey() {
        assert_eq!(surveyed.broken, [""; 0]);
        let enough = if surveyed.name == "on the server" {
            40
        } else {
            1000
        };
        assert!(surveyed.ends > enough, "only {} ends", surveyed.ends);
    }
}

#[test]
fn a_stage_nobody_looked_at_is_never_passed() {
    for surveyed in survey() {
        assert_eq!(surveyed.unseen, [""; 0]);
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
    let drawing: String = ["a person's login", "on the server"]
        .map(|start| surveyed(start).drawing.as_str())
        .concat();
    snapshot("tree.txt", &drawing);
    crate::readme::quotes("tree", &format!("```text\n{drawing}```\n"));
}

/// Every cause the tree can name, in both languages, for people to read: one block a code and variant of words.
#[test]
fn both_languages_of_every_cause() {
    let mut blocks: BTreeMap<_, _> = BTreeMap::new();
    for Words {
        order,
        block,
        variant,
    } in survey().iter().flat_map(|surveyed| &surveyed.words)
    {
        blocks.entry(variant).or_insert((order, block));
    }
    let mut blocks: Vec<_> = blocks.into_values().collect();
    blocks.sort();
    let text: String = blocks
        .into_iter()
        .flat_map(|(_, block)| [block.as_str(), "\n"])
        .collect();
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
