//! A login that works and takes its time.

use super::Walk;
use crate::evidence::{Evidence, Probe};
use crate::finding::stability::slow_login::SlowLogin;
use crate::finding::{Diagnosis, Stage, Verdict};
use crate::say;

/// One step that takes so long is a fault, in milliseconds.
const SLOW: f64 = 5000.0;

/// One that takes so long is worth a word.
const NOTED: f64 = 2000.0;

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
        None => Ok(noted(diagnosis, &took)),
    }
}

/// A step that takes its time and is no fault. A login may wait for the person.
fn noted(diagnosis: Diagnosis, took: &dyn Fn(&[Probe]) -> f64) -> Diagnosis {
    let steps = STEPS.iter().filter(|(stage, _)| *stage != Stage::Session);
    let slow = steps.map(|(stage, probes)| (stage, took(probes)));
    let slow = slow.filter(|(_, ms)| *ms >= NOTED);
    slow.fold(diagnosis, |diagnosis, (stage, ms)| {
        diagnosis.note(say!(
            "The step {stage} took {seconds:.1} s.",
            "{stage} の段階に {seconds:.1} 秒かかりました。",
            stage = stage.name(),
            seconds = ms / 1000.0
        ))
    })
}
