//! The server's host key.

use super::{Walk, found, userauth};
use crate::evidence::{
    Answer, Evidence, HostKeyStanding, Question, RecordedKey, StandingKind, StrictHostKeyChecking,
};
use crate::finding::hostkey::host_certificate_invalid::HostCertificateInvalid;
use crate::finding::hostkey::host_key_changed::HostKeyChanged;
use crate::finding::hostkey::host_key_revoked::HostKeyRevoked;
use crate::finding::hostkey::host_key_type_changed::HostKeyTypeChanged;
use crate::finding::hostkey::host_key_unknown::HostKeyUnknown;
use crate::finding::hostkey::known_hosts_unreadable::KnownHostsUnreadable;
use crate::say;

pub(super) fn standing(evidence: &Evidence) -> Walk {
    let standing = evidence.host_key()?;
    match &standing.kind {
        StandingKind::Known(_) | StandingKind::ByAuthority(_) => userauth::methods(evidence),
        StandingKind::Unknown => unknown(standing, evidence),
        StandingKind::Changed(_) => changed(standing, None, evidence),
        StandingKind::OtherTypes(_) => match evidence.recorded_key()? {
            RecordedKey::Same { known } => found(HostKeyTypeChanged {
                standing: standing.clone(),
                same: known.clone(),
            }),
            recorded @ (RecordedKey::Different { .. }
            | RecordedKey::NotServed
            | RecordedKey::CouldNotAsk) => changed(standing, Some(recorded), evidence),
        },
        StandingKind::Revoked(_) => found(HostKeyRevoked {
            standing: standing.clone(),
        }),
        StandingKind::RevokedFileUnreadable { file, text } => found(KnownHostsUnreadable {
            files: vec![(file.clone(), text.clone())],
            broken: Vec::new(),
        }),
        StandingKind::CertificateInvalid { .. } => found(HostCertificateInvalid {
            standing: standing.clone(),
        }),
    }
}

/// An unknown key stops ssh only where it may not ask or there is nobody to ask (sshconnect.c `check_host_key`).
fn unknown(standing: &HostKeyStanding, evidence: &Evidence) -> Walk {
    let config = evidence.ssh_config()?;
    let strict = config.strict_host_key_checking;
    let nobody = config.batch_mode || !evidence.someone_to_ask;
    let stops = match strict {
        StrictHostKeyChecking::Yes => true,
        StrictHostKeyChecking::Ask => nobody,
        StrictHostKeyChecking::AcceptNew | StrictHostKeyChecking::No => false,
    };
    if !stops {
        let note = say!(
            "{name} has no entry in known_hosts; ssh will show you its {kind} key {fingerprint}.",
            "{name} は known_hosts に登録されていません。ssh は {kind} 鍵 {fingerprint} を表示します。",
            name = standing.name,
            kind = standing.offered.kind(),
            fingerprint = standing.offered.fingerprint()
        );
        return Ok(userauth::methods(evidence)?.note(note));
    }
    if !standing.unreadable.is_empty() || !standing.broken.is_empty() {
        return found(KnownHostsUnreadable {
            files: standing.unreadable.clone(),
            broken: standing.broken.clone(),
        });
    }
    found(HostKeyUnknown {
        standing: standing.clone(),
        strict,
        someone_to_ask: !nobody,
    })
}

/// Nothing is sent to such a server, whatever StrictHostKeyChecking says.
fn changed(
    standing: &HostKeyStanding,
    recorded: Option<&RecordedKey>,
    evidence: &Evidence,
) -> Walk {
    let rebuilt = match evidence.ask(Question::ServerRebuilt)? {
        Answer::Given(answer) if answer == "yes" => Some(true),
        Answer::Given(answer) if answer == "no" => Some(false),
        Answer::Given(_) | Answer::Unanswered => None,
    };
    found(HostKeyChanged {
        standing: standing.clone(),
        recorded: recorded.cloned(),
        rebuilt,
    })
}
