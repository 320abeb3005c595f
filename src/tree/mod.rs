//! The decision tree: a pure function from what is known to what comes next, one file a layer, read from top to bottom
//! in the order of the protocol.

mod certificates;
mod config;
mod connect;
mod elsewhere;
mod git;
mod hops;
mod hostkey;
mod identify;
mod kex;
mod keys;
pub mod logged;
mod login;
mod no_use;
mod not_accepted;
mod other_keys;
mod other_port;
mod refused;
mod resolve;
mod server;
pub mod slow;
pub mod stages;
mod userauth;
pub mod walk;

use crate::evidence::git::by_port_443;
use crate::evidence::{Evidence, Mode, Need};
use crate::finding::done::undecided::Undecided;
use crate::finding::{Cause, Code, Diagnosis, Stage, Step, Verdict, steps};
use crate::lang::Say;

/// Where a walk through the tree ends: at a diagnosis, or at the first fact that is missing.
pub type Walk = Result<Diagnosis, Need>;

/// Walks from the root with what is known.
pub fn diagnose(evidence: &Evidence) -> Walk {
    if let Some(ask) = &evidence.at_server {
        return server::server(ask, evidence);
    }
    server::joined(from_here(evidence)?, evidence)
}

/// The same by what this side knows alone.
fn from_here(evidence: &Evidence) -> Walk {
    if let Some(walk) = logged::outright(evidence) {
        return walk;
    }
    let own = config::configuration(evidence).or_else(|need| logged::otherwise(need, evidence))?;
    match evidence.mode() {
        Mode::Live => {
            let whole = slow::slow(hops::through(own, evidence)?, evidence)?;
            Ok(git::noted(another_port(whole, evidence), evidence))
        }
        Mode::Log | Mode::Server => Ok(own),
    }
}

/// The big Git hosts are reached by port 443 as well, which networks let through that close port 22.
fn another_port(diagnosis: Diagnosis, evidence: &Evidence) -> Diagnosis {
    let target = &evidence.target;
    let early = diagnosis.root().is_some_and(|cause| {
        let page = cause.page();
        // Some networks look at what is spoken, and cut SSH off a packet later.
        let cut = matches!(page.code, "key-exchange-closed" | "key-exchange-stalled");
        (cut || matches!(page.stage, Stage::Connect | Stage::Identify))
            && diagnosis.verdict() != Verdict::Healthy
    });
    let Some(host) = by_port_443(&target.hostname).filter(|_| early && target.port == 22) else {
        return diagnosis;
    };
    diagnosis.note(steps::by_port_443(target, host))
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
