//! Causes of stage session.

use super::Code;

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
