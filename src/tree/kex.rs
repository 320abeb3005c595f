//! Key exchange.

use super::{Walk, found, hostkey, logged, undecided};
use crate::evidence::{Evidence, KeyExchange, Negotiation, Place, Probe, Slot, Stall};
use crate::finding::kex::key_exchange_closed::KeyExchangeClosed;
use crate::finding::kex::key_exchange_failed::KeyExchangeFailed;
use crate::finding::kex::key_exchange_stalled::KeyExchangeStalled;
use crate::finding::kex::mtu_black_hole::{MtuBlackHole, Way};
use crate::finding::kex::no_matching_cipher::NoMatchingCipher;
use crate::finding::kex::no_matching_compression::NoMatchingCompression;
use crate::finding::kex::no_matching_host_key_type::NoMatchingHostKeyType;
use crate::finding::kex::no_matching_key_exchange_method::NoMatchingKeyExchangeMethod;
use crate::finding::kex::no_matching_mac::NoMatchingMac;
use crate::finding::{Step, Where};
use crate::say;
use crate::text::Untrusted;

pub(super) fn negotiation(evidence: &Evidence) -> Walk {
    if let Some(walk) = logged::listen(Place::Kex, evidence) {
        return walk;
    }
    if evidence.is_behind(Probe::Negotiation) {
        return key_exchange(evidence);
    }
    match evidence.negotiation()?.clone() {
        Negotiation::Agreed(_) => key_exchange(evidence),
        Negotiation::NoCommon(facts) => match facts.slot {
            Slot::Kex => found(NoMatchingKeyExchangeMethod { facts }),
            Slot::HostKey => found(NoMatchingHostKeyType { facts }),
            Slot::Cipher => found(NoMatchingCipher { facts }),
            Slot::Mac => found(NoMatchingMac { facts }),
            Slot::Compression => found(NoMatchingCompression { facts }),
        },
        Negotiation::Stalled(stall) => stalled(stall, evidence),
        Negotiation::Closed { how, disconnect } => found(KeyExchangeClosed { how, disconnect }),
        Negotiation::Malformed { what, first } => {
            let text = format!("{what}: {}", first.visible(60));
            found(KeyExchangeFailed {
                text: Untrusted::from(text.as_str()),
            })
        }
    }
}

fn key_exchange(evidence: &Evidence) -> Walk {
    if evidence.is_behind(Probe::KeyExchange) {
        return hostkey::standing(evidence);
    }
    match evidence.key_exchange()?.clone() {
        KeyExchange::Done { host_key, .. } => match host_key.rsa_bits() {
            // ssh refuses it before it looks at known_hosts (sshkey.c `sshkey_check_rsa_length`).
            Some(bits) if bits < evidence.ssh_config()?.required_rsa_size as usize => {
                let text = format!(
                    "Invalid key length: RSA {bits} bits, RequiredRSASize {}",
                    evidence.ssh_config()?.required_rsa_size
                );
                found(KeyExchangeFailed {
                    text: Untrusted::from(text.as_str()),
                })
            }
            Some(_) | None => hostkey::standing(evidence),
        },
        KeyExchange::Stalled(stall) => stalled(stall, evidence),
        KeyExchange::Closed { how, disconnect } => found(KeyExchangeClosed { how, disconnect }),
        KeyExchange::Failed { text } => found(KeyExchangeFailed { text }),
        KeyExchange::CannotFollow { algorithm } => undecided(
            say!(
                "Your ssh and the server agree on {algorithm}, which sshdoctor cannot speak: host key and login were not looked at.",
                "お使いの ssh とサーバーは {algorithm} で合意しますが、sshdoctor はこの方式に対応していません。ホスト鍵とログインは確認していません。",
                algorithm = algorithm
            ),
            Vec::new(),
            Step::new(
                Where::Client,
                say!(
                    "Let ssh itself tell, and read its last lines.",
                    "ssh 自身に詳しく表示させ、最後の数行を確認します。"
                ),
            )
            .run(evidence.target.ssh(&["-vv", "-o", "BatchMode=yes"])),
        ),
    }
}

/// It stopped without a word. Small segments that pass where large ones do not leave one reason.
fn stalled(stall: Stall, evidence: &Evidence) -> Walk {
    let way = match (evidence.jump_host(), evidence.ssh_config()?.proxy()) {
        (Some(jump), _) => Way::BehindJumpHost(jump),
        (None, Some(_)) => Way::BehindProxy,
        (None, None) => Way::Own,
    };
    match stall.small_segments_pass {
        Some(true) => found(MtuBlackHole { stall, way }),
        Some(false) | None => found(KeyExchangeStalled { stall }),
    }
}
