//! A chain of jump hosts: each is examined as a target of its own, and the next only where the one before is well.

use super::{Examined, Voice, examine};
use crate::evidence::{Evidence, Probe};
use crate::finding::Verdict;
use crate::probe::Prober;
use crate::probe::company::{Known, Meeting};
use crate::prompt::{Prompt, Style};
use crate::target::Target;

/// What came of the jump host before a machine.
pub(super) enum JumpHost {
    /// It is well, logged in to, and about to carry the connection on.
    Passed(Box<Examined>),
    /// The way ends here.
    Stopped(Box<Examined>),
}

/// Examines the machine that `evidence`'s target is reached through. If it is well, `prober` has a way in.
///
/// Among others it is examined once: who comes later takes what was found, and logs in where that was found well.
pub(super) async fn through(
    jump: Target,
    evidence: &Evidence,
    prober: &mut Prober,
    prompt: &Prompt,
    voice: &mut Voice<'_>,
) -> anyhow::Result<JumpHost> {
    let mut own = prober.another();
    let mut meeting = prober.meet(&jump).await;
    let known = meeting.as_ref().and_then(Meeting::known);
    let before = about(jump, evidence, prompt);
    // The jump host may have one of its own.
    let examined = match known {
        Some(known) => {
            drop(meeting.take());
            let found = as_found(before, &known);
            if known.well {
                own.follow(&known).await;
            }
            let mut examined = Box::pin(examine(found, &mut own, prompt, voice)).await?;
            examined.before = known.before;
            examined
        }
        None => Box::pin(examine(before, &mut own, prompt, voice)).await?,
    };
    prober.cost.add(examined.cost);
    let well = examined.diagnosis.verdict() == Verdict::Healthy;
    if let Some(meeting) = &mut meeting {
        let mut evidence = examined.evidence.clone();
        if well {
            // The way on is each one's own.
            evidence.forget(Probe::Login);
        }
        meeting.tell(evidence, examined.before.clone(), well, &own);
    }
    let examined = Box::new(examined);
    match own.take_way_on().filter(|_| well) {
        Some(way) => {
            prober.enter(way);
            prober.stay_with(&mut own);
            Ok(JumpHost::Passed(examined))
        }
        None => Ok(JumpHost::Stopped(examined)),
    }
}

/// What somebody found at this jump host, with what lies behind it now.
fn as_found(before: Evidence, known: &Known) -> Evidence {
    let mut found = known.evidence.clone();
    found.behind = before.behind;
    found
}

/// What is known of a jump host before anything is asked.
fn about(jump: Target, evidence: &Evidence, prompt: &Prompt) -> Evidence {
    let mut before = Evidence::about(jump);
    before.someone_to_ask = evidence.someone_to_ask;
    before.no_auth = evidence.no_auth;
    before.now = evidence.now;
    before.unattended = prompt.style == Style::Never;
    let behind = [&evidence.target].into_iter().chain(&evidence.behind);
    before.behind = behind.cloned().collect();
    before
}
