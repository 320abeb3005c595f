//! The host key algorithms as ssh proposes them: those of recorded keys first (sshconnect2.c `order_hostkeyalgs`).

use super::{Entry, KnownHosts, Marker, Record};
use crate::evidence::Release;
use crate::evidence::{PublicKey, SshConfig};

impl KnownHosts {
    /// HostKeyAlgorithms in the order in which ssh sends them to the host that is on record as `name`.
    pub fn order_host_key_algorithms(&self, config: &SshConfig, name: &str) -> Vec<String> {
        let algorithms = &config.host_key_algorithms;
        if config.host_key_algorithms_fixed {
            return algorithms.clone();
        }
        let record = self.record_of(name);
        let release = Release::of(config);
        let recorded = |algorithm: &str| is_recorded(&record, algorithm, release);

        // Where the best algorithm will do, 8.4 and later leave the list alone: a list out of order tells an onlooker which
        // keys this side has (CVE-2020-14145).
        if release >= Release(8, 4) && algorithms.first().is_some_and(|best| recorded(best)) {
            return algorithms.clone();
        }
        let has_authority =
            release >= Release(8, 4) && record.marked(Marker::CertAuthority).next().is_some();
        let (first, last): (Vec<_>, Vec<_>) = algorithms.iter().cloned().partition(|algorithm| {
            (has_authority && is_certificate(algorithm)) || recorded(algorithm)
        });
        [first, last].concat()
    }
}

/// Is a key on record that `algorithm` can prove? ssh looks at the first key of the type, and not at all if it is revoked.
fn is_recorded(record: &Record, algorithm: &str, release: Release) -> bool {
    let wanted = key_type(algorithm, release);
    let of_type = |entry: &&Entry| key_type(&entry.known.key.algorithm, release) == wanted;
    record
        .own_keys()
        .filter(|entry| !entry.known.key.is_certificate())
        .find(of_type)
        .is_some_and(|entry| record.revoking(&entry.known.key).is_none())
}

/// The key type behind a signature algorithm. Before 8.5 all curves of ECDSA were one.
fn key_type(algorithm: &str, release: Release) -> String {
    let plain = named(algorithm).plain_algorithm();
    match plain.as_str() {
        "rsa-sha2-256" | "rsa-sha2-512" => String::from("ssh-rsa"),
        "webauthn-sk-ecdsa-sha2-nistp256@openssh.com" => {
            String::from("sk-ecdsa-sha2-nistp256@openssh.com")
        }
        ecdsa if ecdsa.starts_with("ecdsa-sha2-") && release < Release(8, 5) => {
            String::from("ecdsa-sha2")
        }
        _ => plain,
    }
}

fn is_certificate(algorithm: &str) -> bool {
    named(algorithm).is_certificate()
}

fn named(algorithm: &str) -> PublicKey {
    PublicKey {
        algorithm: algorithm.to_owned(),
        blob: Vec::new(),
    }
}

/// Does HostKeyAlgorithms take a plain key of this type? (sshconnect.c `hostkey_accepted_by_hostkeyalgs`)
pub(super) fn permits(config: &SshConfig, key: &PublicKey) -> bool {
    let algorithms = &config.host_key_algorithms;
    let rsa = key.algorithm == "ssh-rsa";
    algorithms.is_empty()
        || algorithms.iter().any(|algorithm| {
            *algorithm == key.algorithm
                || (rsa && algorithm.starts_with("rsa-sha2-") && !is_certificate(algorithm))
        })
}
