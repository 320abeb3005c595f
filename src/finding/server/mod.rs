//! Causes of stage server.

use super::Code;

pub mod account_expired;
pub mod account_locked;
pub mod authentication_methods_unsatisfied;
pub mod authorized_keys_elsewhere;
pub mod authorized_keys_line_broken;
pub mod authorized_keys_missing;
pub mod authorized_keys_permissions;
pub mod certificate_authority_untrusted;
pub mod chroot_permissions;
pub mod client_banned;
pub mod connection_refused_by_sshd_config;
pub mod disk_full;
pub mod home_unusable;
pub mod hosts_denied;
pub mod key_algorithm_refused;
pub mod key_not_registered;
pub mod key_registered_for_other_user;
pub mod key_restricted;
pub mod key_revoked;
pub mod keys_command_failed;
pub mod logins_disabled;
pub mod pam_denied;
pub mod publickey_disabled;
pub mod root_login_disabled;
pub mod says;
pub mod selinux_denied;
pub mod server_firewall_blocks;
pub mod server_resources_exhausted;
pub mod shell_invalid;
pub mod sshd_config_invalid;
pub mod sshd_config_not_loaded;
pub mod sshd_host_keys_missing;
pub mod sshd_listens_elsewhere;
pub mod sshd_not_running;
pub mod sshd_privsep_missing;
pub mod sshd_upgrade_incomplete;
pub mod user_not_allowed;
pub mod user_unknown;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &sshd_not_running::PAGE,
    &sshd_config_invalid::PAGE,
    &sshd_config_not_loaded::PAGE,
    &sshd_host_keys_missing::PAGE,
    &sshd_privsep_missing::PAGE,
    &sshd_upgrade_incomplete::PAGE,
    &sshd_listens_elsewhere::PAGE,
    &server_firewall_blocks::PAGE,
    &client_banned::PAGE,
    &hosts_denied::PAGE,
    &user_unknown::PAGE,
    &user_not_allowed::PAGE,
    &connection_refused_by_sshd_config::PAGE,
    &root_login_disabled::PAGE,
    &publickey_disabled::PAGE,
    &authentication_methods_unsatisfied::PAGE,
    &account_locked::PAGE,
    &account_expired::PAGE,
    &shell_invalid::PAGE,
    &home_unusable::PAGE,
    &logins_disabled::PAGE,
    &pam_denied::PAGE,
    &authorized_keys_missing::PAGE,
    &authorized_keys_elsewhere::PAGE,
    &authorized_keys_permissions::PAGE,
    &key_not_registered::PAGE,
    &key_registered_for_other_user::PAGE,
    &authorized_keys_line_broken::PAGE,
    &key_restricted::PAGE,
    &key_algorithm_refused::PAGE,
    &key_revoked::PAGE,
    &certificate_authority_untrusted::PAGE,
    &keys_command_failed::PAGE,
    &selinux_denied::PAGE,
    &chroot_permissions::PAGE,
    &disk_full::PAGE,
    &server_resources_exhausted::PAGE,
];
