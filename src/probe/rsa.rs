//! With which of its three algorithms ssh would sign for an RSA key (sshconnect2.c `key_sig_algorithm`).

use russh::keys::ssh_key::HashAlg;

use crate::evidence::{PublicKey, SshConfig};

/// The algorithm of an RSA signature; none is SHA-1.
pub(super) type Hash = Option<HashAlg>;

/// Its name on the wire.
pub(super) fn name(hash: Hash) -> &'static str {
    match hash {
        Some(HashAlg::Sha512) => "rsa-sha2-512",
        Some(_) => "rsa-sha2-256",
        None => "ssh-rsa",
    }
}

/// The algorithm ssh would use; nothing where it has none in common with the server and passes the key by.
/// `announced` is the best one of the server's list, where it sent one.
pub(super) fn chosen(config: &SshConfig, key: &PublicKey, announced: Option<Hash>) -> Option<Hash> {
    let own = own(config, key);
    let Some(best) = announced else {
        // Without a list ssh signs with SHA-1 or not at all.
        return own.contains(&None).then_some(None);
    };
    // A server with rsa-sha2-512 has rsa-sha2-256, too; OpenSSH lists ssh-rsa even where it refuses it.
    own.into_iter().find(|hash| match hash {
        Some(HashAlg::Sha512) => best == Some(HashAlg::Sha512),
        Some(_) => best.is_some(),
        None => true,
    })
}

/// What the server may take although ssh would not use it: worth one question.
pub(super) fn alternative(
    config: &SshConfig,
    key: &PublicKey,
    announced: Option<Hash>,
) -> Option<Hash> {
    let own = own(config, key);
    match announced {
        Some(best @ Some(_)) if !own.iter().any(Option::is_some) => Some(best),
        None | Some(None) if !own.contains(&None) => Some(None),
        Some(_) | None => None,
    }
}

/// The person's own algorithms for this key, in their order (PubkeyAcceptedAlgorithms).
fn own(config: &SshConfig, key: &PublicKey) -> Vec<Hash> {
    let all = &config.pubkey_accepted_algorithms;
    if all.is_empty() {
        return vec![Some(HashAlg::Sha512), Some(HashAlg::Sha256)];
    }
    let suffix = if key.is_certificate() {
        "-cert-v01@openssh.com"
    } else {
        ""
    };
    let hash = |algorithm: &String| match algorithm.strip_suffix(suffix)? {
        "rsa-sha2-512" => Some(Some(HashAlg::Sha512)),
        "rsa-sha2-256" => Some(Some(HashAlg::Sha256)),
        "ssh-rsa" => Some(None),
        _ => None,
    };
    all.iter().filter_map(hash).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ssh_takes_its_own_first_that_the_server_announced() {
        let (old, sha256, sha512) = (None, Some(HashAlg::Sha256), Some(HashAlg::Sha512));
        let key = PublicKey {
            algorithm: String::from("ssh-rsa"),
            blob: Vec::new(),
        };
        for (own, announced, expected, instead) in [
            (
                "rsa-sha2-512,rsa-sha2-256",
                Some(sha512),
                Some(sha512),
                None,
            ),
            (
                "rsa-sha2-512,rsa-sha2-256",
                Some(sha256),
                Some(sha256),
                None,
            ),
            (
                "rsa-sha2-256,rsa-sha2-512",
                Some(sha512),
                Some(sha256),
                None,
            ),
            ("rsa-sha2-512", Some(old), None, Some(old)),
            ("rsa-sha2-512", None, None, Some(old)),
            ("rsa-sha2-512,ssh-rsa", None, Some(old), None),
            ("ssh-rsa", Some(sha512), Some(old), Some(sha512)),
            ("ssh-ed25519,ssh-rsa", None, Some(old), None),
            ("", Some(sha512), Some(sha512), None),
            ("", None, None, Some(old)),
        ] {
            let config = SshConfig {
                pubkey_accepted_algorithms: own
                    .split(',')
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned)
                    .collect(),
                ..SshConfig::default()
            };
            assert_eq!(
                (
                    chosen(&config, &key, announced),
                    alternative(&config, &key, announced)
                ),
                (expected, instead),
                "{own} {announced:?}"
            );
        }
    }
}
