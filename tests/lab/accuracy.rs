//! How good the verdicts are, counted over every fault: the numbers that may be quoted.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::fault::Fault;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// The true code stands first.
    Named,
    /// The code a client can know stands first, and the true one is among its candidates.
    LeftOpen,
    /// Something else, with a doubt.
    Wrong,
    /// Something else, as certain.
    WronglyCertain,
    /// Seen in a log of the world's own ssh or sshd, not by a live run.
    Pasted,
    /// The server's log, read after a live run, names the true cause.
    Told,
    /// The printed action made the login work.
    Cured,
    /// Faults whose printed action could be tried.
    Curable,
}

#[derive(Default)]
pub(crate) struct Tally(Mutex<BTreeMap<Verdict, usize>>);

impl Tally {
    pub(crate) fn count(&self, verdict: Verdict) {
        *self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(verdict)
            .or_default() += 1;
    }

    /// Counts a whole document, however wrong it is.
    pub(crate) fn judge(&self, fault: &Fault, document: Option<&Value>) {
        let finding = document.map_or(&Value::Null, |document| &document["findings"][0]);
        let candidate = |code: &str| {
            finding["candidates"]
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one == code))
        };
        self.count(if finding["code"] == fault.code {
            Verdict::Named
        } else if finding["code"] == fault.seen_as && candidate(fault.code) {
            Verdict::LeftOpen
        } else if finding["certainty"] == "certain" {
            Verdict::WronglyCertain
        } else {
            Verdict::Wrong
        });
    }

    pub(crate) fn table(&self) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |verdict| counts.get(&verdict).copied().unwrap_or_default();
        let verdicts = [
            Verdict::Named,
            Verdict::LeftOpen,
            Verdict::Wrong,
            Verdict::WronglyCertain,
        ];
        let total: usize = verdicts.into_iter().map(count).sum();
        let [named, open, wrong, certain] = verdicts.map(count);
        let told = count(Verdict::Told);
        let pasted = count(Verdict::Pasted);
        let (cured, curable) = (count(Verdict::Cured), count(Verdict::Curable));
        format!(
            "| faults | named right first | left open, the true cause among the candidates | wrong | wrongly certain | cured by the printed action |\n\
             | --- | --- | --- | --- | --- | --- |\n\
             | {total} | {named} | {open} | {wrong} | {certain} | {cured} of {curable} |\n\n\
             In {pasted} of these worlds `sshdoctor log` read what the real ssh printed or sshd wrote there, in the others sshdoctor looked itself; \
             in {told} of those the server's log, read after it, named the true cause.\n"
        )
    }
}
