//! Many runs told as one: grouped by root cause. What is the same at all targets of a group is told once; the rest is told
//! of the first, as an example.

mod groups;
mod markdown;
mod page;

pub use groups::{Groups, Told};
pub use markdown::report;
pub use page::{line, page};

/// Causes that lie on this machine: where several targets meet one of them in the same words it is one fault, not theirs.
const HERE: &[&str] = &[
    "config-syntax-error",
    "config-bad-permissions",
    "control-path-unusable",
    "environment-differs",
    "ssh-client-broken",
    "local-disk-full",
    "resolver-unreachable",
    "local-firewall-blocks",
    "local-network-privacy",
    "bind-address-unavailable",
    "known-hosts-unreadable",
    "known-hosts-command-failed",
    "no-identity",
    "identity-file-missing",
    "identity-file-unreadable",
    "identity-file-permissions",
    "identity-file-malformed",
    "identity-file-is-public-key",
    "identity-file-putty",
    "identity-file-unsupported",
    "passphrase-required",
    "key-pair-mismatch",
    "agent-unreachable",
    "agent-refused-to-sign",
    "security-key-unavailable",
    "pkcs11-key-unusable",
    "certificate-expired",
    "certificate-not-yet-valid",
];

#[cfg(test)]
mod tests {
    #[test]
    fn what_lies_here_is_in_the_catalogue() {
        for code in super::HERE {
            assert!(crate::finding::page(code).is_some(), "{code}");
        }
    }
}
