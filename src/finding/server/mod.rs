//! Causes of stage server.

use super::{Cause, Code};
use crate::evidence::{Said, Sentence};

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
pub mod looked;
pub(crate) mod mend;
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

/// The cause a sentence of a log names, with the facts it holds.
pub(crate) fn of(said: &Said) -> Option<Box<dyn Cause>> {
    Some(match said.what {
        Sentence::UserUnknown | Sentence::UserUnknownOrRefused => {
            Box::new(user_unknown::UserUnknown)
        }
        Sentence::UserNotAllowed => Box::new(user_not_allowed::UserNotAllowed {
            text: said.word.clone(),
        }),
        Sentence::RefusedByConfig => {
            Box::new(connection_refused_by_sshd_config::ConnectionRefusedBySshdConfig)
        }
        Sentence::RootRefused => Box::new(root_login_disabled::RootLoginDisabled),
        Sentence::MethodsUnsatisfied => {
            Box::new(authentication_methods_unsatisfied::AuthenticationMethodsUnsatisfied)
        }
        Sentence::AccountLocked => Box::new(account_locked::AccountLocked),
        Sentence::AccountExpired | Sentence::AccountExpiredBanner => {
            Box::new(account_expired::AccountExpired)
        }
        Sentence::ShellInvalid => Box::new(shell_invalid::ShellInvalid {
            path: said.path.clone(),
        }),
        Sentence::HomeUnusable | Sentence::AuthorizedKeysUnreadable => {
            Box::new(home_unusable::HomeUnusable {
                path: said.path.clone(),
            })
        }
        Sentence::LoginsDisabled | Sentence::LoginsDisabledBanner => {
            Box::new(logins_disabled::LoginsDisabled)
        }
        Sentence::PamDenied | Sentence::PamAccountDenied => Box::new(pam_denied::PamDenied {
            text: said.word.clone(),
        }),
        Sentence::AuthorizedKeysMissing | Sentence::AuthorizedKeysNotAFile => {
            Box::new(authorized_keys_missing::AuthorizedKeysMissing {
                path: said.path.clone(),
            })
        }
        Sentence::AuthorizedKeysPermissions => {
            Box::new(authorized_keys_permissions::AuthorizedKeysPermissions {
                path: said.path.clone(),
            })
        }
        Sentence::AuthorizedKeysLineBroken => {
            Box::new(authorized_keys_line_broken::AuthorizedKeysLineBroken {
                path: said.path.clone(),
                line: said.number,
                text: said.word.clone(),
            })
        }
        Sentence::KeyRestricted => Box::new(key_restricted::KeyRestricted {
            path: said.path.clone(),
            line: said.number,
        }),
        Sentence::KeyAlgorithmRefused => Box::new(key_algorithm_refused::KeyAlgorithmRefused {
            text: said.word.clone(),
        }),
        Sentence::KeyRevoked => Box::new(key_revoked::KeyRevoked {
            path: said.path.clone(),
        }),
        Sentence::CertificateAuthorityUntrusted => {
            Box::new(certificate_authority_untrusted::CertificateAuthorityUntrusted)
        }
        Sentence::KeysCommandFailed => Box::new(keys_command_failed::KeysCommandFailed {
            path: said.path.clone(),
            status: said.number,
        }),
        Sentence::SelinuxDenied => Box::new(selinux_denied::SelinuxDenied {
            text: said.word.clone(),
        }),
        Sentence::ChrootPermissions => Box::new(chroot_permissions::ChrootPermissions {
            path: said.path.clone(),
        }),
        Sentence::ServerDiskFull => Box::new(disk_full::DiskFull),
        Sentence::ServerResourcesExhausted => {
            Box::new(server_resources_exhausted::ServerResourcesExhausted {
                text: said.word.clone(),
            })
        }
        Sentence::ClientBanned => Box::new(client_banned::ClientBanned {
            text: said.word.clone(),
        }),
        Sentence::HostsDenied => Box::new(hosts_denied::HostsDenied {
            text: said.word.clone(),
        }),
        Sentence::FirewallBlocks => {
            Box::new(server_firewall_blocks::ServerFirewallBlocks { port: said.number })
        }
        Sentence::SshdNotRunning => Box::new(sshd_not_running::SshdNotRunning),
        Sentence::SshdConfigInvalid => Box::new(sshd_config_invalid::SshdConfigInvalid {
            path: said.path.clone(),
            line: said.number,
            text: said.word.clone(),
        }),
        Sentence::SshdConfigNotLoaded => Box::new(sshd_config_not_loaded::SshdConfigNotLoaded),
        Sentence::SshdHostKeysMissing => Box::new(sshd_host_keys_missing::SshdHostKeysMissing {
            path: said.path.clone(),
        }),
        Sentence::SshdPrivsepMissing => Box::new(sshd_privsep_missing::SshdPrivsepMissing {
            path: said.path.clone(),
        }),
        Sentence::SshdUpgradeIncomplete => {
            Box::new(sshd_upgrade_incomplete::SshdUpgradeIncomplete {
                text: said.word.clone(),
            })
        }
        Sentence::SshdBindFailed => Box::new(sshd_listens_elsewhere::SshdListensElsewhere {
            port: said.number,
            text: said.word.clone(),
        }),
        Sentence::PublickeyFailed => Box::new(key_not_registered::KeyNotRegistered),
        _elsewhere => return None,
    })
}
