//! `ssh -Z` (OpenSSH 10.5): which keys ssh would offer, as it says itself. It looks at files and the agent, and exits before
//! it resolves or connects (ssh.c).

use std::time::Duration;

use super::run::{Run, run};
use crate::evidence::{ListedKey, SshConfig};

/// It answers in milliseconds; an agent may not answer at all.
const PATIENCE: Duration = Duration::from_secs(2);

/// The keys that this ssh lists for this destination; nothing where it has no such list, or where asking does more than look: a
/// `Match exec` would run its command once more, and a token may ask for its PIN.
pub async fn listed(
    config: &SshConfig,
    options: &[String],
    destination: &str,
) -> Option<Vec<ListedKey>> {
    let program = config.program.as_ref()?;
    let known = config.version.is_some() && config.is_at_least(10, 5);
    if !known || !config.match_exec.is_empty() || config.pkcs11_provider.is_some() {
        return None;
    }
    // With a control socket ssh would go through its master, and remove one that is dead (mux.c `muxclient`).
    let mut arguments = vec!["-Z", "-S", "none", "-oFingerprintHash=sha256"];
    let mut given = options.iter().map(String::as_str);
    while let Some(option) = given.next() {
        match option {
            "-S" => drop(given.next()),
            option => arguments.push(option),
        }
    }
    arguments.extend(["--", destination]);
    match run(program, &arguments, PATIENCE).await {
        Run::Ended(ended) if ended.succeeded() && !ended.overflowed => {
            Some(ListedKey::all(&ended.stdout))
        }
        Run::Ended(_) | Run::TimedOut { .. } | Run::NotStarted(_) => None,
    }
}
