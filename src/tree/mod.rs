//! The decision tree: a pure function from what is known to what comes next, one file a layer, read from top to bottom
//! in the order of the protocol.

mod config;
mod connect;
mod hops;
mod hostkey;
mod identify;
mod kex;
mod keys;
pub mod logged;
mod login;
mod refused;
mod resolve;
mod slow;
pub mod stages;
mod userauth;
pub mod walk;

use crate::evidence::{Evidence, Mode, Need};
use crate::finding::done::undecided::Undecided;
use crate::finding::{Cause, Code, Diagnosis, Step};
use crate::lang::Say;

/// Where a walk through the tree ends: at a diagnosis, or at the first fact that is missing.
pub type Walk = Result<Diagnosis, Need>;

/// Walks from the root with what is known.
pub fn diagnose(evidence: &Evidence) -> Walk {
    if let Some(walk) = logged::outright(evidence) {
        return walk;
    }
    let own = config::configuration(evidence).or_else(|need| logged::otherwise(need, evidence))?;
    match evidence.mode() {
        Mode::Live => slow::slow(hops::through(own, evidence)?, evidence),
        Mode::Log => Ok(own),
    }
}

fn found(cause: impl Cause + 'static) -> Walk {
    Ok(Diagnosis::of(cause))
}

fn undecided(missing: Say, candidates: Vec<Code>, step: Step) -> Walk {
    found(Undecided {
        missing,
        candidates,
        step,
    })
}
