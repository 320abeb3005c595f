//! What remains, likeliest first, and what moves one reason before another.

use super::KeyNotAccepted;
use crate::evidence::Offer;
use crate::evidence::image::{self, usual_names};
use crate::finding::Code;

/// Puts `codes` to the front of `all`, in their order, and keeps the rest as it is.
fn first(all: &mut Vec<Code>, codes: &[Code]) {
    for code in codes.iter().rev() {
        if let Some(at) = all.iter().position(|other| other == code) {
            let code = all.remove(at);
            all.insert(0, code);
        }
    }
}

/// Puts `codes` to the end of `all`.
fn last(all: &mut Vec<Code>, codes: &[Code]) {
    for code in codes {
        if let Some(at) = all.iter().position(|other| other == code) {
            let code = all.remove(at);
            all.push(code);
        }
    }
}

impl KeyNotAccepted {
    /// The image's own login name, where the person said which image it is and logs in under another name.
    pub(super) fn usual_name(&self) -> Option<&'static str> {
        let names = usual_names(self.image.as_deref()?);
        let other = !names.contains(&self.user.as_str());
        names.first().copied().filter(|_| other)
    }

    /// The user is not the one an image of this kind comes with, by the identification string alone.
    fn unusual_for_ident(&self) -> bool {
        let names = usual_names(image::of(&self.ident));
        !names.is_empty() && !names.contains(&self.user.as_str())
    }

    /// The codes that remain.
    pub(super) fn remaining(&self) -> Vec<Code> {
        let mut codes: Vec<Code> = vec![
            &crate::finding::server::key_not_registered::PAGE,
            &crate::finding::server::authorized_keys_missing::PAGE,
            &crate::finding::server::key_registered_for_other_user::PAGE,
            &super::super::wrong_user::PAGE,
            &crate::finding::server::user_unknown::PAGE,
            &crate::finding::server::authorized_keys_permissions::PAGE,
            &crate::finding::server::user_not_allowed::PAGE,
            &crate::finding::server::authorized_keys_elsewhere::PAGE,
            &crate::finding::server::authorized_keys_line_broken::PAGE,
            &crate::finding::server::key_restricted::PAGE,
            &crate::finding::server::account_locked::PAGE,
            &crate::finding::server::account_expired::PAGE,
            &crate::finding::server::shell_invalid::PAGE,
            &crate::finding::server::home_unusable::PAGE,
            &crate::finding::server::key_algorithm_refused::PAGE,
            &crate::finding::server::keys_command_failed::PAGE,
            &crate::finding::server::selinux_denied::PAGE,
            &crate::finding::server::key_revoked::PAGE,
        ];
        if self.login_works {
            // The account is there, may log in, and its files are read: only the key is left.
            codes.retain(|code| {
                [
                    &crate::finding::server::key_not_registered::PAGE,
                    &crate::finding::server::authorized_keys_missing::PAGE,
                    &crate::finding::server::key_registered_for_other_user::PAGE,
                    &super::super::wrong_user::PAGE,
                    &crate::finding::server::authorized_keys_elsewhere::PAGE,
                    &crate::finding::server::authorized_keys_line_broken::PAGE,
                    &crate::finding::server::key_algorithm_refused::PAGE,
                    &crate::finding::server::keys_command_failed::PAGE,
                    &crate::finding::server::selinux_denied::PAGE,
                    &crate::finding::server::key_revoked::PAGE,
                ]
                .contains(code)
            });
        }
        if self.refused.iter().any(|offer| offer.certificate.is_some()) {
            codes.insert(
                1,
                &crate::finding::server::certificate_authority_untrusted::PAGE,
            );
        }
        let untold = |offer: &Offer| offer.key.is_certificate() && offer.certificate.is_none();
        if self.refused.iter().any(untold) {
            // A log shows that a certificate was refused, and nothing of what stands in it.
            codes.splice(
                0..0,
                [
                    &crate::finding::server::certificate_authority_untrusted::PAGE,
                    &super::super::certificate_expired::PAGE,
                    &super::super::certificate_principal_mismatch::PAGE,
                    &super::super::certificate_not_accepted::PAGE,
                ] as [Code; 4],
            );
        }
        // Several keys refused at once: a reason that lies in one key or one line explains less than one in the account.
        if self.refused.len() + self.other_refused.len() >= 3 {
            last(
                &mut codes,
                &[
                    &crate::finding::server::authorized_keys_line_broken::PAGE,
                    &crate::finding::server::key_restricted::PAGE,
                    &crate::finding::server::key_algorithm_refused::PAGE,
                    &crate::finding::server::key_revoked::PAGE,
                ],
            );
        }
        // Whoever logs in as git wants a repository: a Git host that does not name itself ("SSH-2.0-Go", plain sshd) looks so.
        if self.user == "git" {
            codes.insert(0, &super::super::git_key_not_registered::PAGE);
        }
        if self.unusual_for_ident() && self.image.is_none() {
            let at = 1;
            if let Some(from) = codes
                .iter()
                .position(|code| *code == &super::super::wrong_user::PAGE)
            {
                let code = codes.remove(from);
                codes.insert(at, code);
            }
        }
        match self.installed.as_deref() {
            Some("ssh-copy-id") => {
                first(
                    &mut codes,
                    &[
                        &crate::finding::server::authorized_keys_permissions::PAGE,
                        &crate::finding::server::key_registered_for_other_user::PAGE,
                        &crate::finding::server::home_unusable::PAGE,
                        &crate::finding::server::selinux_denied::PAGE,
                        &crate::finding::server::authorized_keys_elsewhere::PAGE,
                    ],
                );
                last(&mut codes, &[&crate::finding::server::user_unknown::PAGE]);
            }
            Some("console") => first(
                &mut codes,
                &[
                    &crate::finding::server::authorized_keys_line_broken::PAGE,
                    &crate::finding::server::authorized_keys_permissions::PAGE,
                    &crate::finding::server::key_registered_for_other_user::PAGE,
                ],
            ),
            Some("provider") => first(
                &mut codes,
                &[
                    &super::super::wrong_user::PAGE,
                    &crate::finding::server::user_unknown::PAGE,
                    &crate::finding::server::key_not_registered::PAGE,
                    &crate::finding::server::keys_command_failed::PAGE,
                ],
            ),
            Some("administrator") => first(
                &mut codes,
                &[
                    &crate::finding::server::key_not_registered::PAGE,
                    &super::super::wrong_user::PAGE,
                    &crate::finding::server::user_unknown::PAGE,
                    &crate::finding::server::user_not_allowed::PAGE,
                ],
            ),
            Some("never") => first(
                &mut codes,
                &[
                    &crate::finding::server::key_not_registered::PAGE,
                    &crate::finding::server::authorized_keys_missing::PAGE,
                ],
            ),
            Some(_) | None => {}
        }
        if self.usual_name().is_some() {
            first(
                &mut codes,
                &[
                    &super::super::wrong_user::PAGE,
                    &crate::finding::server::user_unknown::PAGE,
                ],
            );
        }
        if self.name_refused.is_some() {
            last(&mut codes, &[&super::super::wrong_user::PAGE]);
        }
        if self.user == "root" {
            codes.retain(|code| *code != &crate::finding::server::user_unknown::PAGE);
            if !matches!(
                self.installed.as_deref(),
                Some("ssh-copy-id" | "console" | "never")
            ) {
                first(
                    &mut codes,
                    &[
                        &crate::finding::server::key_registered_for_other_user::PAGE,
                        &super::super::wrong_user::PAGE,
                    ],
                );
            }
        }
        codes
    }
}
