//! Causes of stage userauth: user authentication (RFC 4252).

use super::Code;

pub mod agent_key_hidden;
pub mod agent_refused_to_sign;
pub mod agent_unreachable;
pub mod authentication_closed;
pub mod certificate_expired;
pub mod certificate_not_accepted;
pub mod certificate_not_yet_valid;
pub mod certificate_principal_mismatch;
pub mod certificate_unsupported;
pub mod git_access_denied;
pub mod git_key_in_use;
pub mod git_key_not_registered;
pub mod gssapi_only;
pub mod identity_file_is_public_key;
pub mod identity_file_malformed;
pub mod identity_file_missing;
pub mod identity_file_permissions;
pub mod identity_file_putty;
pub mod identity_file_unreadable;
pub mod identity_file_unsupported;
pub mod key_not_accepted;
pub mod key_pair_mismatch;
pub mod key_type_refused;
pub mod keyboard_interactive_only;
pub mod login_grace_exceeded;
pub mod login_refused_after_key;
pub mod more_authentication_required;
pub mod no_identity;
pub mod no_mutual_signature_algorithm;
pub mod other_key_accepted;
pub mod passphrase_required;
pub mod passphrase_wrong;
pub mod password_not_offered;
pub mod password_rejected;
pub mod pkcs11_key_unusable;
pub mod publickey_not_offered;
pub mod root_login_refused;
pub mod second_factor_rejected;
pub mod security_key_unavailable;
pub mod too_many_authentication_failures;
pub mod vendor_policy_refused;
pub mod wrong_user;

pub(crate) mod words;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &no_identity::PAGE,
    &identity_file_missing::PAGE,
    &identity_file_unreadable::PAGE,
    &identity_file_permissions::PAGE,
    &identity_file_malformed::PAGE,
    &identity_file_is_public_key::PAGE,
    &identity_file_putty::PAGE,
    &identity_file_unsupported::PAGE,
    &passphrase_required::PAGE,
    &passphrase_wrong::PAGE,
    &key_pair_mismatch::PAGE,
    &agent_unreachable::PAGE,
    &agent_refused_to_sign::PAGE,
    &agent_key_hidden::PAGE,
    &other_key_accepted::PAGE,
    &too_many_authentication_failures::PAGE,
    &security_key_unavailable::PAGE,
    &pkcs11_key_unusable::PAGE,
    &no_mutual_signature_algorithm::PAGE,
    &key_type_refused::PAGE,
    &certificate_expired::PAGE,
    &certificate_not_yet_valid::PAGE,
    &certificate_principal_mismatch::PAGE,
    &certificate_unsupported::PAGE,
    &certificate_not_accepted::PAGE,
    &publickey_not_offered::PAGE,
    &password_not_offered::PAGE,
    &password_rejected::PAGE,
    &keyboard_interactive_only::PAGE,
    &gssapi_only::PAGE,
    &more_authentication_required::PAGE,
    &second_factor_rejected::PAGE,
    &login_refused_after_key::PAGE,
    &root_login_refused::PAGE,
    &wrong_user::PAGE,
    &git_key_not_registered::PAGE,
    &git_access_denied::PAGE,
    &git_key_in_use::PAGE,
    &vendor_policy_refused::PAGE,
    &key_not_accepted::PAGE,
    &login_grace_exceeded::PAGE,
    &authentication_closed::PAGE,
];

#[cfg(test)]
mod tests;
