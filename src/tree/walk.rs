//! Walks the whole tree with specimens of every missing fact: what can still come of what is known, and its drawing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::diagnose;
use crate::evidence::{Answer, Evidence, Need, Question};
use crate::finding::{Code, Diagnosis};

/// One step of a path: what was needed, and what it was called that came.
pub type PathStep = (Need, &'static str);

/// A path on which the tree asked for something it had been given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle(pub Vec<PathStep>);

/// On one path so many facts may be out of the ordinary: more than any one cause needs, and few enough to walk them all.
const UNUSUAL: usize = 4;

/// Walks every path from what is known on which no more than four facts are out of the ordinary (each probe's first
/// specimen is the ordinary one); `visit` sees each end.
pub fn walk(
    start: &Evidence,
    visit: &mut dyn FnMut(&[PathStep], &Evidence, &Diagnosis),
) -> Result<(), Circle> {
    descend(start, &mut Vec::new(), UNUSUAL, visit)
}

fn descend(
    evidence: &Evidence,
    path: &mut Vec<PathStep>,
    unusual: usize,
    visit: &mut dyn FnMut(&[PathStep], &Evidence, &Diagnosis),
) -> Result<(), Circle> {
    let need = match diagnose(evidence) {
        Ok(diagnosis) => {
            visit(path, evidence, &diagnosis);
            return Ok(());
        }
        Err(need) => need,
    };
    if path.iter().any(|(before, _)| *before == need) {
        return Err(Circle(path.clone()));
    }
    for (at, (name, richer)) in outcomes(need, evidence).into_iter().enumerate() {
        let Some(left) = unusual.checked_sub(usize::from(at > 0)) else {
            break;
        };
        path.push((need, name));
        descend(&richer, path, left, visit)?;
        path.pop();
    }
    Ok(())
}

/// What the evidence would be with each outcome of `need`.
fn outcomes(need: Need, evidence: &Evidence) -> Vec<(&'static str, Evidence)> {
    match need {
        Need::Probe(probe) => probe
            .specimens(evidence)
            .into_iter()
            .map(|(name, fact)| {
                let mut richer = evidence.clone();
                richer.learn(fact);
                (name, richer)
            })
            .collect(),
        Need::Ask(question) => {
            let mut outcomes = vec![(
                "unanswered",
                answered(evidence, question, Answer::Unanswered),
            )];
            if question.takes_a_word() {
                let word = Answer::Given(String::from("example"));
                outcomes.push(("a name", answered(evidence, question, word)));
            }
            for choice in question.choices() {
                outcomes.push((
                    choice,
                    answered(evidence, question, Answer::Given((*choice).to_owned())),
                ));
            }
            if question.takes_a_word() {
                let word = Answer::Given(String::from("other"));
                outcomes.push(("a name", answered(evidence, question, word)));
            }
            outcomes
        }
    }
}

fn answered(evidence: &Evidence, question: Question, answer: Answer) -> Evidence {
    let mut richer = evidence.clone();
    richer.answers.put(question, answer);
    richer
}

/// Every code the tree can still end in from what is known, each once, in the order met.
pub fn reachable(start: &Evidence) -> Result<Vec<Code>, Circle> {
    let mut codes: Vec<Code> = Vec::new();
    walk(start, &mut |_, _, diagnosis| {
        for cause in &diagnosis.findings {
            if !codes.contains(&cause.page()) {
                codes.push(cause.page());
            }
        }
    })?;
    Ok(codes)
}

/// The tree as text: for every need what may come, and where each leads.
#[derive(Debug, Default)]
pub struct Drawing {
    order: Vec<Need>,
    edges: BTreeMap<String, Vec<(&'static str, BTreeSet<String>)>>,
}

impl Drawing {
    /// Draws one path of a walk, with its end.
    pub fn add(&mut self, path: &[PathStep], diagnosis: &Diagnosis) {
        for (at, (need, outcome)) in path.iter().enumerate() {
            if !self.order.contains(need) {
                self.order.push(*need);
            }
            let next = path.get(at + 1).map_or_else(
                || {
                    diagnosis
                        .root()
                        .map(|cause| cause.page().code.to_owned())
                        .unwrap_or_default()
                },
                |(next, _)| name(*next),
            );
            let outcomes = self.edges.entry(name(*need)).or_default();
            match outcomes.iter_mut().find(|(known, _)| known == outcome) {
                Some((_, nexts)) => {
                    nexts.insert(next);
                }
                None => outcomes.push((*outcome, BTreeSet::from([next]))),
            }
        }
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        for need in &self.order {
            let node = name(*need);
            writeln!(to, "{node}")?;
            for (outcome, nexts) in self.edges.get(&node).into_iter().flatten() {
                let nexts: Vec<&str> = nexts.iter().map(String::as_str).collect();
                writeln!(to, "  {outcome} -> {}", nexts.join(" | "))?;
            }
        }
        Ok(())
    }
}

/// A need in the drawing: a probe by its name, a question by its id with a question mark.
fn name(need: Need) -> String {
    match need {
        Need::Probe(probe) => probe.name().replace('_', " "),
        Need::Ask(question) => format!("{}?", question.id()),
    }
}
