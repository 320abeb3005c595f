//! The groups, as the runs come in. Of each run no more is kept than its name and what tells it from the first of its group.

use super::HERE;
use crate::finding::{Cause, Certainty, Code, Seen, Stage, Step, Verdict};
use crate::lang::Say;
use crate::probe::Cost;
use crate::report::Outcome;
use crate::shell::Command;

/// Sentences of the undecided that are kept.
const SENTENCES: usize = 200;

/// A target as the list calls it, and its place there.
pub(super) type Name = (usize, String);

/// All that was found so far.
#[derive(Debug, Default)]
pub struct Groups {
    groups: Vec<Group>,
    /// Those without a fault.
    healthy: Vec<Name>,
    /// What it cost all the servers together.
    pub cost: Cost,
}

/// What of a run goes into one line.
#[derive(Debug)]
pub struct Told {
    /// The outcome in one word.
    pub verdict: Verdict,
    /// The code of the root cause.
    pub code: &'static str,
    /// How sure it is.
    pub certainty: &'static str,
    /// The cause in one sentence.
    pub cause: Say,
}

/// The targets of one root cause.
#[derive(Debug)]
pub struct Group {
    /// The root cause.
    pub code: Code,
    /// The jump host on which it lies, where it does.
    pub machine: Option<String>,
    /// The targets, in the order in which they ended.
    names: Vec<Name>,
    /// How sure it is at the least sure of them, and at the surest.
    pub certainty: (Certainty, Certainty),
    /// What is told of the first in the list.
    pub first: First,
    /// The same words at all of them.
    pub same_cause: bool,
    /// The same steps at all of them.
    pub same_steps: bool,
    /// What was seen at every one.
    pub shared: Vec<Seen>,
    /// What is missing at each, where nothing was decided; the first of them.
    sentences: Vec<(Name, Say)>,
    /// What would still keep people out after this is mended, and at how many.
    pub then: Vec<(Code, usize)>,
    undecided: bool,
}

/// One finding, ready to be told.
#[derive(Debug)]
pub struct First {
    /// Whose it is.
    pub name: Name,
    /// The cause in one sentence.
    pub cause: Say,
    /// How it is known.
    pub seen: Vec<Seen>,
    /// What remains, likeliest first.
    pub candidates: Vec<Code>,
    /// What to do.
    pub steps: Vec<Step>,
    /// This very diagnosis again.
    pub again: Command,
}

impl Groups {
    /// Takes in one run that has ended; `name` is what the list calls its target, `place` where it stands there.
    pub fn take(&mut self, place: usize, name: &str, outcome: &Outcome<'_>) -> Told {
        let name = (place, name.to_owned());
        self.cost.add(outcome.cost);
        let target = &outcome.evidence.target;
        let verdict = outcome.diagnosis.verdict();
        let Some(root) = outcome.diagnosis.root() else {
            self.healthy.push(name);
            return Told {
                verdict,
                code: "no-fault-found",
                certainty: Certainty::Likely.name(),
                cause: Say::verbatim(""),
            };
        };
        let told = Told {
            verdict,
            code: root.page().code,
            certainty: root.certainty().name(),
            cause: root.cause(target),
        };
        match verdict {
            Verdict::Healthy => self.healthy.push(name),
            Verdict::Fault | Verdict::Undecided => self.sort_in(name, root, outcome),
        }
        told
    }

    fn sort_in(&mut self, name: Name, root: &dyn Cause, outcome: &Outcome<'_>) {
        let (code, machine) = (root.page(), machine(root, outcome));
        let its = |group: &&mut Group| group.code.code == code.code && group.machine == machine;
        let one = First::of(name, root, outcome);
        let then: Vec<Code> = outcome.diagnosis.findings[1..]
            .iter()
            .map(|it| it.page())
            .collect();
        match self.groups.iter_mut().find(its) {
            Some(group) => group.add(root.certainty(), one, &then),
            None => {
                let certainty = (root.certainty(), root.certainty());
                self.groups.push(Group {
                    code,
                    machine,
                    names: vec![one.name.clone()],
                    certainty,
                    same_cause: true,
                    same_steps: true,
                    shared: one.seen.clone(),
                    sentences: vec![(one.name.clone(), one.cause.clone())],
                    then: then.into_iter().map(|code| (code, 1)).collect(),
                    undecided: outcome.diagnosis.verdict() == Verdict::Undecided,
                    first: one,
                });
            }
        }
    }

    /// The groups with a fault: the largest first; of the same size that which lies earlier on the way.
    pub fn faults(&self) -> Vec<&Group> {
        let mut faults: Vec<&Group> = self.groups.iter().filter(|it| !it.undecided).collect();
        faults.sort_by_key(|it| (std::cmp::Reverse(it.names.len()), it.code.stage));
        faults
    }

    /// Those about which nothing was decided.
    pub fn undecided(&self) -> Option<&Group> {
        self.groups.iter().find(|group| group.undecided)
    }

    /// The targets without a fault, in the order of the list.
    pub fn healthy(&self) -> Vec<&str> {
        in_order(&self.healthy)
    }

    /// With a fault, undecided, healthy.
    pub fn counts(&self) -> (usize, usize, usize) {
        let faults = self.faults().iter().map(|group| group.names.len()).sum();
        let undecided = self.groups.iter().filter(|group| group.undecided);
        let undecided = undecided.map(|group| group.names.len()).sum();
        (faults, undecided, self.healthy.len())
    }
}

impl Group {
    fn add(&mut self, certainty: Certainty, one: First, then: &[Code]) {
        self.names.push(one.name.clone());
        let (least, most) = self.certainty;
        self.certainty = (least.min(certainty), most.max(certainty));
        self.same_cause &= one.cause == self.first.cause;
        self.same_steps &= one.steps == self.first.steps;
        self.shared.retain(|seen| one.seen.contains(seen));
        if self.undecided && self.sentences.len() < SENTENCES {
            self.sentences.push((one.name.clone(), one.cause.clone()));
        }
        for code in then {
            match self
                .then
                .iter_mut()
                .find(|(known, _)| known.code == code.code)
            {
                Some((_, count)) => *count += 1,
                None => self.then.push((code, 1)),
            }
        }
        // The example does not hang on who is quickest.
        if one.name.0 < self.first.name.0 {
            self.first = one;
        }
    }

    /// The targets, in the order of the list.
    pub fn names(&self) -> Vec<&str> {
        in_order(&self.names)
    }

    /// What is missing at each, in the order of the list.
    pub fn sentences(&self) -> Vec<(&str, &Say)> {
        let mut sentences: Vec<&(Name, Say)> = self.sentences.iter().collect();
        sentences.sort_by_key(|((place, _), _)| *place);
        let told = sentences
            .into_iter()
            .map(|((_, name), say)| (name.as_str(), say));
        told.collect()
    }

    /// One sentence for all: their own where it is the same, else what the code means.
    pub fn sentence(&self) -> &Say {
        match self.same_cause {
            true => &self.first.cause,
            false => &self.code.fault,
        }
    }

    /// Is it one fault of this machine, which several targets only show?
    pub fn lies_here(&self) -> bool {
        let here = self.code.stage == Stage::Config || HERE.contains(&self.code.code);
        // Sentences name their host; what they have in common is then the same file, agent or name server.
        let of_here = |seen: &Seen| {
            seen.file.is_some() || matches!(seen.source, "agent" | "identity file" | "dns")
        };
        here && self.names.len() > 1 && (self.same_cause || self.shared.iter().any(of_here))
    }
}

fn in_order(names: &[Name]) -> Vec<&str> {
    let mut names: Vec<&Name> = names.iter().collect();
    names.sort_by_key(|(place, _)| *place);
    names.into_iter().map(|(_, name)| name.as_str()).collect()
}

impl First {
    fn of(name: Name, root: &dyn Cause, outcome: &Outcome<'_>) -> First {
        let target = &outcome.evidence.target;
        First {
            name,
            cause: root.cause(target),
            seen: root.evidence(target),
            candidates: root.candidates(),
            steps: root.next(target),
            again: outcome.target().target.again(),
        }
    }
}

/// The jump host that is ill, where it is not the target itself.
fn machine(root: &dyn Cause, outcome: &Outcome<'_>) -> Option<String> {
    let evidence = outcome.evidence;
    if root.on_the_jump_host() {
        return evidence.through.as_ref().map(|jump| jump.as_hop());
    }
    (!outcome.behind.is_empty()).then(|| evidence.target.as_hop())
}
