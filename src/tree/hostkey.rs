//! The server's host key.

use super::{Walk, found, logged, userauth};
use crate::evidence::{
    Answer, Evidence, HostKeyStanding, Identification, KnownHostsCommand, Mode, Need, Place, Probe,
    Question, RecordedKey, Sshfp, StandingKind, StrictHostKeyChecking,
};
use crate::finding::hostkey::host_certificate_invalid::HostCertificateInvalid;
use crate::finding::hostkey::host_key_address_mismatch::HostKeyAddressMismatch;
use crate::finding::hostkey::host_key_alternates::HostKeyAlternates;
use crate::finding::hostkey::host_key_changed::HostKeyChanged;
use crate::finding::hostkey::host_key_revoked::HostKeyRevoked;
use crate::finding::hostkey::host_key_type_changed::HostKeyTypeChanged;
use crate::finding::hostkey::host_key_unknown::HostKeyUnknown;
use crate::finding::hostkey::known_hosts_command_failed::KnownHostsCommandFailed;
use crate::finding::hostkey::known_hosts_unreadable::KnownHostsUnreadable;
use crate::finding::hostkey::sshfp_mismatch::SshfpMismatch;
use crate::say;

pub(super) fn standing(evidence: &Evidence) -> Walk {
    if let Some(walk) = logged::listen(Place::Hostkey, evidence) {
        return walk;
    }
    if evidence.is_behind(Probe::HostKeyStanding) {
        return userauth::methods(evidence);
    }
    let config = evidence.ssh_config()?;
    // ssh runs it for every host, and stops where it fails (sshconnect.c `load_hostkeys_command`).
    if let (Mode::Live, Some(command)) = (evidence.mode(), &config.known_hosts_command)
        && let KnownHostsCommand::Failed { status, text } = evidence.known_hosts_command()?
    {
        return found(KnownHostsCommandFailed {
            command: command.clone(),
            status: *status,
            text: text.clone(),
        });
    }
    let standing = evidence.host_key()?;
    match &standing.kind {
        StandingKind::Known(_) | StandingKind::ByAuthority(_) => known(standing, evidence),
        StandingKind::Unknown => unknown(standing, evidence),
        // A log holds one connection.
        StandingKind::Changed(_) | StandingKind::OtherTypes(_)
            if evidence.mode() == Mode::Log && evidence.recorded_key().is_err() =>
        {
            changed(standing, None, evidence)
        }
        // A second connection: several servers behind one name show keys by turns.
        StandingKind::Changed(_) => match evidence.recorded_key()? {
            RecordedKey::Same { known } => found(HostKeyAlternates {
                standing: standing.clone(),
                same: known.clone(),
            }),
            recorded @ (RecordedKey::Different { .. }
            | RecordedKey::NotServed
            | RecordedKey::CouldNotAsk) => changed(standing, Some(recorded), evidence),
        },
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
            revoked: true,
            broken: Vec::new(),
        }),
        StandingKind::CertificateInvalid { .. } => found(HostCertificateInvalid {
            standing: standing.clone(),
        }),
    }
}

/// The name's key is right. With CheckHostIP ssh wants the address's to be, too.
fn known(standing: &HostKeyStanding, evidence: &Evidence) -> Walk {
    if standing.address.is_empty() {
        return userauth::methods(evidence);
    }
    if stops_at_doubt(evidence)? {
        return found(HostKeyAddressMismatch {
            standing: standing.clone(),
        });
    }
    let note = say!(
        "CheckHostIP: the address of {name} is on record with another key; ssh will warn and may ask.",
        "CheckHostIP: {name} のアドレスには別の鍵が記録されています。ssh は警告し、確認を求めることがあります。",
        name = standing.name
    );
    Ok(userauth::methods(evidence)?.note(note))
}

/// Does ssh stop where it would have to ask (sshconnect.c `check_host_key`)?
fn stops_at_doubt(evidence: &Evidence) -> Result<bool, Need> {
    let config = evidence.ssh_config()?;
    let nobody = config.batch_mode || !evidence.someone_to_ask;
    Ok(match config.strict_host_key_checking {
        StrictHostKeyChecking::Yes => true,
        StrictHostKeyChecking::Ask => nobody,
        StrictHostKeyChecking::AcceptNew | StrictHostKeyChecking::No => false,
    })
}

/// An unknown key stops ssh only where it may not ask or there is nobody to ask (sshconnect.c `check_host_key`).
fn unknown(standing: &HostKeyStanding, evidence: &Evidence) -> Walk {
    let config = evidence.ssh_config()?;
    let strict = config.strict_host_key_checking;
    let nobody = config.batch_mode || !evidence.someone_to_ask;
    let stops = stops_at_doubt(evidence)?;
    if config.verify_host_key_dns && stops {
        match evidence.sshfp()?.clone() {
            Sshfp::Mismatch { recorded } => {
                return found(SshfpMismatch {
                    standing: standing.clone(),
                    recorded,
                });
            }
            // Even a match is only a hint without DNSSEC, which this program does not check.
            Sshfp::None | Sshfp::Matches | Sshfp::CouldNotAsk => {}
        }
    }
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
            revoked: false,
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
        strict: evidence
            .ssh_config()
            .map_or(StrictHostKeyChecking::Ask, |config| {
                config.strict_host_key_checking
            }),
        software: match evidence.identification() {
            Ok(Identification::Ssh { ident, .. }) => Some(ident.clone()),
            Ok(_) | Err(_) => None,
        },
    })
}
