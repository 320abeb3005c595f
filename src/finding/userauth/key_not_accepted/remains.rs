//! What remains, likeliest first, and what moves one reason before another: the weakest sign first, so that a stronger one
//! has the last word.

use super::KeyNotAccepted;
use crate::evidence::image::{self, usual_names};
use crate::evidence::{MLDSA44_ED25519, Offer};
use crate::finding::Code;
use crate::finding::server::{
    account_expired, account_locked, authorized_keys_elsewhere, authorized_keys_line_broken,
    authorized_keys_missing, authorized_keys_permissions, certificate_authority_untrusted,
    home_unusable, key_algorithm_refused, key_not_registered, key_registered_for_other_user,
    key_restricted, key_revoked, keys_command_failed, selinux_denied, shell_invalid,
    user_not_allowed, user_unknown,
};
use crate::finding::userauth::{
    certificate_expired, certificate_not_accepted, certificate_principal_mismatch,
    git_key_not_registered, wrong_user,
};

/// Everything a plain key may be refused for, as it stands where nothing more is known.
const ALL: [Code; 18] = [
    &key_not_registered::PAGE,
    &authorized_keys_missing::PAGE,
    &key_registered_for_other_user::PAGE,
    &wrong_user::PAGE,
    &user_unknown::PAGE,
    &authorized_keys_permissions::PAGE,
    &user_not_allowed::PAGE,
    &authorized_keys_elsewhere::PAGE,
    &authorized_keys_line_broken::PAGE,
    &key_restricted::PAGE,
    &account_locked::PAGE,
    &account_expired::PAGE,
    &shell_invalid::PAGE,
    &home_unusable::PAGE,
    &key_algorithm_refused::PAGE,
    &keys_command_failed::PAGE,
    &selinux_denied::PAGE,
    &key_revoked::PAGE,
];

/// What is left where another login of this user works: the account is there, may log in, and its files are read.
const OF_THE_KEY: [Code; 10] = [
    &key_not_registered::PAGE,
    &authorized_keys_missing::PAGE,
    &key_registered_for_other_user::PAGE,
    &wrong_user::PAGE,
    &authorized_keys_elsewhere::PAGE,
    &authorized_keys_line_broken::PAGE,
    &key_algorithm_refused::PAGE,
    &keys_command_failed::PAGE,
    &selinux_denied::PAGE,
    &key_revoked::PAGE,
];

/// These come without SELinux, or with it switched off.
const WITHOUT_SELINUX: [&str; 8] = [
    "alpine",
    "arch",
    "debian",
    "freebsd",
    "openwrt",
    "raspberry-pi-os",
    "ubuntu",
    "windows",
];

/// Puts `codes` to the front of `all`, in their order, and keeps the rest as it is.
pub(super) fn first(all: &mut Vec<Code>, codes: &[Code]) {
    for &code in codes.iter().rev() {
        place(all, 0, code);
    }
}

/// Puts `codes` to the end of `all`.
pub(super) fn last(all: &mut Vec<Code>, codes: &[Code]) {
    for &code in codes {
        let end = all.len().saturating_sub(1);
        place(all, end, code);
    }
}

/// Moves `code` to this place of `all`, where it stands there at all.
fn place(all: &mut Vec<Code>, to: usize, code: Code) {
    if let Some(at) = all.iter().position(|other| *other == code) {
        let code = all.remove(at);
        all.insert(to.min(all.len()), code);
    }
}

impl KeyNotAccepted {
    /// The image the person named.
    fn image_named(&self) -> Option<&str> {
        let image = self.image.as_deref();
        image.filter(|image| !matches!(*image, "other" | "unknown"))
    }

    /// The image's own login name, where the person said which image it is and logs in under another name.
    pub(super) fn usual_name(&self) -> Option<&'static str> {
        let names = usual_names(self.image_named()?);
        let other = !names.contains(&self.user.as_str());
        names.first().copied().filter(|_| other)
    }

    /// The system of the server: what the person said, else what the identification string hints at.
    fn system(&self) -> &str {
        self.image_named().unwrap_or_else(|| image::of(&self.ident))
    }

    /// The codes that remain.
    pub(super) fn remaining(&self) -> Vec<Code> {
        let mut codes = ALL.to_vec();
        if self.login_works {
            codes.retain(|code| OF_THE_KEY.contains(code));
        }
        self.add_certificates(&mut codes);
        let of_its_own = |offer: &Offer| offer.key.plain_algorithm() == MLDSA44_ED25519;
        if self.refused.iter().all(of_its_own) && !self.refused.is_empty() {
            place(&mut codes, 0, &key_algorithm_refused::PAGE);
        }
        // Several keys refused at once: a reason that lies in one key or one line explains less than one in the account.
        if self.refused.len() + self.other_refused.len() >= 3 {
            last(
                &mut codes,
                &[
                    &authorized_keys_line_broken::PAGE,
                    &key_restricted::PAGE,
                    &key_algorithm_refused::PAGE,
                    &key_revoked::PAGE,
                ],
            );
        }
        // Whoever logs in as git wants a repository: a Git host that does not name itself ("SSH-2.0-Go", plain sshd) looks so.
        if self.user == "git" {
            codes.insert(0, &git_key_not_registered::PAGE);
        }
        self.order_by_system(&mut codes);
        self.order_by_answer(&mut codes);
        if WITHOUT_SELINUX.contains(&self.system()) {
            last(&mut codes, &[&selinux_denied::PAGE]);
        }
        if self.usual_name().is_some() {
            first(&mut codes, &[&wrong_user::PAGE, &user_unknown::PAGE]);
        }
        if self.name_refused.is_some() {
            last(&mut codes, &[&wrong_user::PAGE]);
        }
        if self.user == "root" {
            codes.retain(|code| *code != &user_unknown::PAGE);
            let told = ["ssh-copy-id", "console", "never"];
            if !self
                .installed
                .as_deref()
                .is_some_and(|by| told.contains(&by))
            {
                first(
                    &mut codes,
                    &[&key_registered_for_other_user::PAGE, &wrong_user::PAGE],
                );
            }
        }
        self.order_by_age(&mut codes);
        codes
    }

    fn add_certificates(&self, codes: &mut Vec<Code>) {
        if self.refused.iter().any(|offer| offer.certificate.is_some()) {
            codes.insert(1, &certificate_authority_untrusted::PAGE);
        }
        let untold = |offer: &Offer| offer.key.is_certificate() && offer.certificate.is_none();
        if self.refused.iter().any(untold) {
            // A log shows that a certificate was refused, and nothing of what stands in it.
            let reasons: [Code; 4] = [
                &certificate_authority_untrusted::PAGE,
                &certificate_expired::PAGE,
                &certificate_principal_mismatch::PAGE,
                &certificate_not_accepted::PAGE,
            ];
            codes.splice(0..0, reasons);
        }
    }

    /// What speaks for the system, and the login name that a system of this kind comes with.
    fn order_by_system(&self, codes: &mut Vec<Code>) {
        match self.system() {
            // The keys of administrators stand in a file of their own there, which ProgramData holds.
            "windows" => place(codes, 1, &authorized_keys_elsewhere::PAGE),
            // root's keys lie in /etc/dropbear there, and dropbear has none of sshd's lists and commands.
            "openwrt" => {
                if self.user == "root" {
                    place(codes, 1, &authorized_keys_elsewhere::PAGE);
                }
                last(
                    codes,
                    &[
                        &user_not_allowed::PAGE,
                        &account_expired::PAGE,
                        &keys_command_failed::PAGE,
                        &key_revoked::PAGE,
                    ],
                );
            }
            _ => {}
        }
        let names = usual_names(image::of(&self.ident));
        let unusual = !names.is_empty() && !names.contains(&self.user.as_str());
        if unusual && self.image_named().is_none() {
            place(codes, 1, &wrong_user::PAGE);
        }
    }

    /// How the key came to the server, as the person says.
    fn order_by_answer(&self, codes: &mut Vec<Code>) {
        match self.installed.as_deref() {
            Some("ssh-copy-id") => {
                first(
                    codes,
                    &[
                        &authorized_keys_permissions::PAGE,
                        &key_registered_for_other_user::PAGE,
                        &home_unusable::PAGE,
                        &selinux_denied::PAGE,
                        &authorized_keys_elsewhere::PAGE,
                    ],
                );
                last(codes, &[&user_unknown::PAGE]);
            }
            Some("console") => first(
                codes,
                &[
                    &authorized_keys_line_broken::PAGE,
                    &authorized_keys_permissions::PAGE,
                    &key_registered_for_other_user::PAGE,
                ],
            ),
            Some("provider") => first(
                codes,
                &[
                    &wrong_user::PAGE,
                    &user_unknown::PAGE,
                    &key_not_registered::PAGE,
                    &keys_command_failed::PAGE,
                ],
            ),
            Some("administrator") => first(
                codes,
                &[
                    &key_not_registered::PAGE,
                    &wrong_user::PAGE,
                    &user_unknown::PAGE,
                    &user_not_allowed::PAGE,
                ],
            ),
            Some("never") => first(
                codes,
                &[&key_not_registered::PAGE, &authorized_keys_missing::PAGE],
            ),
            Some(_) | None => {}
        }
    }
}
