//! A login that works and takes its time.

use super::Walk;
use crate::evidence::{Evidence, Probe};
use crate::finding::stability::slow_login::SlowLogin;
use crate::finding::{Diagnosis, Stage, Verdict};

/// One step that takes so long is a fault, in milliseconds; less is not worth a word.
const SLOW: f64 = 5000.0;

/// Steps whose time is the server's or the network's, not the person's.
const STEPS: [(Stage, &[Probe]); 5] = [
    (Stage::Resolve, &[Probe::Resolution]),
    (Stage::Identify, &[Probe::Identification]),
    (Stage::Kex, &[Probe::Negotiation, Probe::KeyExchange]),
    (Stage::Userauth, &[Probe::Methods]),
    (Stage::Session, &[Probe::Login]),
];

/// A healthy diagnosis, or the step that was too slow.
pub(super) fn slow(diagnosis: Diagnosis, evidence: &Evidence) -> Walk {
    if diagnosis.verdict() != Verdict::Healthy {
        return Ok(diagnosis);
    }
    let took = |probes: &[Probe]| {
        probes
            .iter()
            .filter_map(|probe| evidence.elapsed_ms(*probe))
            .sum::<f64>()
    };
    // A login passes every step once more: the first that is slow makes it slow.
    let slow = STEPS
        .iter()
        .map(|(stage, probes)| (*stage, took(probes)))
        .find(|(_, ms)| *ms >= SLOW);
    match slow {
        Some((step, ms)) => super::found(SlowLogin {
            step,
            seconds: ms / 1000.0,
            gssapi: evidence.ssh_config()?.gssapi_authentication,
        }),
        None => Ok(diagnosis),
    }
}
