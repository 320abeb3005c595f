//! The SSHFP records of a name (RFC 4255), asked of the configured name servers.

use std::time::Duration;

use hickory_proto::rr::RecordType;

use super::name_servers;
use crate::evidence::{PublicKey, Sshfp};

/// SHA-256 (RFC 6594).
const SHA256: u8 = 2;
/// SHA-1 (RFC 4255).
const SHA1: u8 = 1;

/// What DNS says of `offered` for `hostname`.
pub(super) async fn ask(hostname: &str, offered: &PublicKey, patience: Duration) -> Sshfp {
    let Some(records) = name_servers::records(hostname, RecordType::SSHFP, patience).await else {
        return Sshfp::CouldNotAsk;
    };
    judge(&records, offered)
}

/// Records as they travel: algorithm, fingerprint type, fingerprint (RFC 4255 section 3.1).
fn judge(records: &[Vec<u8>], offered: &PublicKey) -> Sshfp {
    let own = algorithm(offered);
    let (mut recorded, mut any) = (Vec::new(), false);
    for record in records {
        let [algorithm, kind, fingerprint @ ..] = record.as_slice() else {
            continue;
        };
        any = true;
        let digest = match *kind {
            SHA256 => &ring::digest::SHA256,
            SHA1 => &ring::digest::SHA1_FOR_LEGACY_USE_ONLY,
            _ => continue,
        };
        if Some(*algorithm) != own {
            continue;
        }
        if ring::digest::digest(digest, &offered.blob).as_ref() == fingerprint {
            return Sshfp::Matches;
        }
        recorded.push(
            fingerprint
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        );
    }
    if any && !recorded.is_empty() {
        Sshfp::Mismatch { recorded }
    } else {
        Sshfp::None
    }
}

/// The number of a key type (RFC 4255, RFC 6594, RFC 7479).
fn algorithm(key: &PublicKey) -> Option<u8> {
    match key.plain_algorithm().as_str() {
        "ssh-rsa" => Some(1),
        "ssh-dss" => Some(2),
        "ssh-ed25519" => Some(4),
        other if other.starts_with("ecdsa-sha2-") => Some(3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_the_keys_type_decide() {
        let key = crate::evidence::specimens::key(1);
        let right = ring::digest::digest(&ring::digest::SHA256, &key.blob);
        let record = |algorithm, kind, print: &[u8]| [&[algorithm, kind][..], print].concat();
        let table = [
            (vec![], Sshfp::None),
            (vec![record(1, 2, &[9; 32])], Sshfp::None),
            (vec![record(4, 2, right.as_ref())], Sshfp::Matches),
            (
                vec![record(4, 2, &[9; 32]), record(4, 2, right.as_ref())],
                Sshfp::Matches,
            ),
            (
                vec![record(4, 2, &[0x5a; 2])],
                Sshfp::Mismatch {
                    recorded: vec![String::from("5a5a")],
                },
            ),
            (vec![vec![4]], Sshfp::None),
        ];
        for (records, expected) in table {
            assert_eq!(judge(&records, &key), expected);
        }
    }
}
