//! A diagnosis as a person, or a program, reads it. Writes into any `Write`.

pub mod explain;
pub mod json;
mod observed;
pub mod paint;
pub mod questions;
pub mod terminal;

use crate::evidence::Evidence;
use crate::finding::Diagnosis;
use crate::probe::Cost;

/// One finished run.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// What is known.
    pub evidence: &'a Evidence,
    /// What it means.
    pub diagnosis: &'a Diagnosis,
    /// What it cost the server.
    pub cost: Cost,
    /// Milliseconds from start to verdict.
    pub elapsed_ms: f64,
}
