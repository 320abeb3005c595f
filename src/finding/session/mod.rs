//! Causes of stage session.

use super::{Cause, Code};
use crate::evidence::{Said, Sentence};

pub mod agent_forwarding_absent;
pub mod forced_command;
pub mod forwarding_port_busy;
pub mod forwarding_port_privileged;
pub mod forwarding_refused;
pub mod forwarding_target_unreachable;
pub mod home_directory_missing;
pub mod password_expired;
pub mod pty_refused;
pub mod remote_command_failed;
pub mod session_dropped;
pub mod session_limit_reached;
pub mod sftp_unavailable;
pub mod shell_not_available;
pub mod shell_request_failed;
pub mod shell_startup_broken;
pub mod traffic_class_dropped;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &shell_not_available::PAGE,
    &shell_request_failed::PAGE,
    &pty_refused::PAGE,
    &password_expired::PAGE,
    &forced_command::PAGE,
    &session_dropped::PAGE,
    &session_limit_reached::PAGE,
    &remote_command_failed::PAGE,
    &home_directory_missing::PAGE,
    &shell_startup_broken::PAGE,
    &sftp_unavailable::PAGE,
    &forwarding_refused::PAGE,
    &forwarding_port_busy::PAGE,
    &forwarding_port_privileged::PAGE,
    &forwarding_target_unreachable::PAGE,
    &agent_forwarding_absent::PAGE,
    &traffic_class_dropped::PAGE,
];

/// The cause a sentence of a log names, with the facts it holds.
pub(crate) fn of(said: &Said) -> Option<Box<dyn Cause>> {
    Some(match said.what {
        Sentence::ShellNotAvailable => Box::new(shell_not_available::ShellNotAvailable),
        Sentence::ShellRequestFailed => Box::new(shell_request_failed::ShellRequestFailed {
            text: said.word.clone(),
        }),
        Sentence::PtyRefused => Box::new(pty_refused::PtyRefused),
        Sentence::PasswordExpired | Sentence::PasswordChangeRequired => {
            Box::new(password_expired::PasswordExpired)
        }
        Sentence::ForcedCommand => Box::new(forced_command::ForcedCommand {
            text: said.word.clone(),
        }),
        Sentence::SessionDropped => Box::new(session_dropped::SessionDropped {
            said: Vec::new(),
            seen_live: false,
        }),
        Sentence::SessionLimit | Sentence::NoMoreSessions => {
            Box::new(session_limit_reached::SessionLimitReached {
                text: said.word.clone(),
            })
        }
        Sentence::RemoteCommandFailed => Box::new(remote_command_failed::RemoteCommandFailed {
            status: said.number,
            text: said.word.clone(),
            said: Vec::new(),
            repository: None,
        }),
        Sentence::HomeMissing => Box::new(home_directory_missing::HomeDirectoryMissing {
            path: said.path.clone(),
        }),
        Sentence::ShellPrints => Box::new(shell_startup_broken::ShellStartupBroken {
            text: said.word.clone(),
        }),
        Sentence::SftpUnavailable | Sentence::SubsystemMissing => {
            Box::new(sftp_unavailable::SftpUnavailable)
        }
        Sentence::ForwardingRefused | Sentence::ForwardingRefusedByServer => {
            Box::new(forwarding_refused::ForwardingRefused)
        }
        Sentence::ForwardingPortBusy | Sentence::RemoteForwardFailed => {
            Box::new(forwarding_port_busy::ForwardingPortBusy { port: said.number })
        }
        Sentence::ForwardingPortPrivileged => {
            Box::new(forwarding_port_privileged::ForwardingPortPrivileged { port: said.number })
        }
        Sentence::ForwardingTargetUnreachable => {
            Box::new(forwarding_target_unreachable::ForwardingTargetUnreachable {
                text: said.word.clone(),
            })
        }
        Sentence::AgentForwardingAbsent => Box::new(agent_forwarding_absent::AgentForwardingAbsent),
        _elsewhere => return None,
    })
}
