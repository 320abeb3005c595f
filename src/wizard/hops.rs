//! A chain of jump hosts: each is examined as a target of its own, and the next only where the one before is well.

use super::{Examined, Voice, examine};
use crate::evidence::Evidence;
use crate::finding::Verdict;
use crate::probe::Prober;
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
pub(super) async fn through(
    jump: Target,
    evidence: &Evidence,
    prober: &mut Prober,
    prompt: &Prompt,
    voice: &mut Voice<'_>,
) -> anyhow::Result<JumpHost> {
    let mut own = prober.another();
    let before = about(jump, evidence, prompt);
    // The jump host may have one of its own.
    let examined = Box::new(Box::pin(examine(before, &mut own, prompt, voice)).await?);
    prober.cost.add(examined.cost);
    let well = examined.diagnosis.verdict() == Verdict::Healthy;
    match own.take_way_on().filter(|_| well) {
        Some(way) => {
            prober.enter(way);
            Ok(JumpHost::Passed(examined))
        }
        None => Ok(JumpHost::Stopped(examined)),
    }
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
