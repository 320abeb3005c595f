//! A login that works and takes its time.

use super::Walk;
use crate::evidence::pace::{LoginStep, Wait};
use crate::evidence::{Connect, Evidence, KeyAnswers, Login, Losses, Mode, Need, Probe};
use crate::finding::stability::slow_login::{Path, SlowLogin, subject};
use crate::finding::{Diagnosis, Verdict};
use crate::lang::Say;

/// One step that takes so long is a fault, in seconds.
const SLOW: f64 = 5.0;

/// One that takes so long is worth a word.
const NOTED: f64 = 2.0;

/// Steps whose time is the server's or the network's, and the probes that pass them.
const STEPS: [(LoginStep, &[Probe]); 5] = [
    (LoginStep::Name, &[Probe::Resolution]),
    (LoginStep::Identification, &[Probe::Identification]),
    (
        LoginStep::KeyExchange,
        &[Probe::Negotiation, Probe::KeyExchange],
    ),
    (LoginStep::FirstAnswer, &[Probe::Methods]),
    (LoginStep::KeyAnswer, &[Probe::KeyAnswers]),
];

/// A healthy diagnosis, or the step that was too slow.
pub(super) fn slow(diagnosis: Diagnosis, evidence: &Evidence) -> Walk {
    if diagnosis.verdict() != Verdict::Healthy {
        return Ok(diagnosis);
    }
    if let Some(found) = slowest(evidence) {
        return super::found(found);
    }
    // A login passes every step once more: the first that is slow makes it slow.
    let slow = took(evidence).find(|(_, seconds)| *seconds >= SLOW);
    match slow {
        Some((step, seconds)) => super::found(SlowLogin {
            step,
            seconds,
            seen: None,
            path: path(step, seconds, evidence)?,
            by_kerberos: false,
        }),
        None => Ok(noted(diagnosis, evidence)),
    }
}

/// What a login's own lines show, whether this run made it or somebody saved them.
pub fn slowest(evidence: &Evidence) -> Option<SlowLogin> {
    let waits = evidence.waits.iter();
    let slow = waits.filter(|wait| wait.step.is_a_machines() && wait.seconds >= SLOW);
    // sshd looks a key up when it is shown, and all over again when it signs: the first tells which look-up it is.
    let asked = |wait: &Wait| wait.step == LoginStep::KeyAnswer;
    let order = |one: &&Wait, other: &&Wait| {
        let by_time = one.seconds.total_cmp(&other.seconds);
        asked(one).cmp(&asked(other)).then(by_time)
    };
    let wait = slow.max_by(order)?;
    Some(SlowLogin {
        step: wait.step,
        seconds: wait.seconds,
        seen: Some(wait.clone()),
        path: None,
        by_kerberos: matches!(evidence.login(), Ok(Login::Succeeded { method, .. }) if method.starts_with("gssapi")),
    })
}

/// More segments than this were not lost by chance.
const LOST: u32 = 2;

/// How many round trips a step takes at most, where nothing is slow but the way.
const ROUND_TRIPS: [(LoginStep, f64); 4] = [
    (LoginStep::Identification, 2.0),
    (LoginStep::KeyExchange, 6.0),
    (LoginStep::FirstAnswer, 3.0),
    (LoginStep::KeyAnswer, 2.0),
];

/// Is it the way to the server that takes the time? Opening the TCP connection takes one round trip, and each step some.
fn path(step: LoginStep, seconds: f64, evidence: &Evidence) -> Result<Option<Path>, Need> {
    let direct = evidence.jump_host().is_none() && evidence.ssh_config()?.proxy().is_none();
    let of_this_step = |(of, _): &(LoginStep, f64)| *of == step;
    let Some((_, round_trips)) = ROUND_TRIPS.into_iter().find(of_this_step) else {
        return Ok(None);
    };
    let Some(opened) = evidence.connect().ok().and_then(Connect::connected) else {
        return Ok(None);
    };
    if !direct || evidence.mode() != Mode::Live {
        return Ok(None);
    }
    let round_trip = opened.elapsed_ms / 1000.0;
    if seconds <= round_trip * round_trips {
        return Ok(Some(Path::Long { round_trip }));
    }
    Ok(match evidence.losses()? {
        Losses::Segments(segments) if *segments > LOST => Some(Path::Loses {
            segments: *segments,
        }),
        Losses::Segments(_) | Losses::Unknown => None,
    })
}

/// What the probes of this run took, in seconds.
fn took(evidence: &Evidence) -> impl Iterator<Item = (LoginStep, f64)> {
    // Of several keys each has its answer.
    let keys = evidence.offered().map_or(1, asked);
    STEPS.into_iter().map(move |(step, probes)| {
        let all: f64 = probes
            .iter()
            .filter_map(|probe| evidence.elapsed_ms(*probe))
            .sum();
        let count = if step == LoginStep::KeyAnswer {
            keys
        } else {
            1
        };
        (step, all / 1000.0 / f64::from(count))
    })
}

fn asked(answers: &KeyAnswers) -> u32 {
    u32::try_from(answers.answers.len().max(answers.refusals)).map_or(1, |count| count.max(1))
}

/// A step that takes its time and is no fault.
fn noted(diagnosis: Diagnosis, evidence: &Evidence) -> Diagnosis {
    if evidence.mode() != Mode::Live {
        return diagnosis;
    }
    let slow = took(evidence).filter(|(_, seconds)| *seconds >= NOTED);
    slow.fold(diagnosis, |diagnosis, (step, seconds)| {
        let [en, ja] = subject(step, &evidence.target);
        diagnosis.note(Say::made(
            format!("Slow, and no fault yet: {en} takes {seconds:.1} s."),
            format!("故障と言うほどではありませんが、{ja}に {seconds:.1} 秒かかっています。"),
        ))
    })
}
