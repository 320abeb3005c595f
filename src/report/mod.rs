//! A diagnosis as a person, or a program, reads it. Writes into any `Write`.

pub mod chain;
pub mod explain;
pub mod fleet;
pub mod json;
pub mod markdown;
mod observed;
pub mod paint;
pub mod questions;
pub mod randomart;
pub mod terminal;

use crate::evidence::Evidence;
use crate::finding::Diagnosis;
use crate::probe::Cost;

/// One finished run.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// What is known of the machine the diagnosis is about.
    pub evidence: &'a Evidence,
    /// The jump hosts before it, in the order they are reached.
    pub before: &'a [Evidence],
    /// The machines behind it, which were not reached.
    pub behind: &'a [Evidence],
    /// What it means.
    pub diagnosis: &'a Diagnosis,
    /// What it cost the server.
    pub cost: Cost,
    /// Milliseconds from start to verdict.
    pub elapsed_ms: f64,
}

impl<'a> Outcome<'a> {
    /// Every machine on the way, in the order they are reached; the target is the last.
    pub fn course(&self) -> impl Iterator<Item = &'a Evidence> {
        let (before, behind) = (self.before.iter(), self.behind.iter());
        before.chain([self.evidence]).chain(behind)
    }

    /// The target itself.
    pub fn target(&self) -> &'a Evidence {
        self.behind.last().unwrap_or(self.evidence)
    }
}
