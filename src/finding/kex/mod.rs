//! Causes of stage kex.

use super::{Code, Seen};
use crate::evidence::Lost;
use crate::say;

mod age;
pub mod key_exchange_closed;
pub mod key_exchange_failed;
pub mod key_exchange_stalled;
pub mod mtu_black_hole;
mod no_common;
pub mod no_matching_cipher;
pub mod no_matching_compression;
pub mod no_matching_host_key_type;
pub mod no_matching_key_exchange_method;
pub mod no_matching_mac;
mod risk;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &no_matching_key_exchange_method::PAGE,
    &no_matching_host_key_type::PAGE,
    &no_matching_cipher::PAGE,
    &no_matching_mac::PAGE,
    &no_matching_compression::PAGE,
    &mtu_black_hole::PAGE,
    &key_exchange_stalled::PAGE,
    &key_exchange_closed::PAGE,
    &key_exchange_failed::PAGE,
];

/// A method with small messages that every OpenSSH since 6.5 has under one of its names, in a first packet that is short,
/// too: the method alone does not make it so, the list of MACs, which stands in it twice, weighs as much. With ssh's own
/// ciphers no MAC is used.
const SMALL: [(&str, &str); 2] = [
    ("KexAlgorithms", "curve25519-sha256"),
    ("MACs", "hmac-sha2-256"),
];

/// The kernel's own account of the connection that stalled.
fn account(lost: Lost) -> Seen {
    let text = match lost {
        Lost::Out { segments, again } => say!(
            "the kernel's account: segments sent and never acknowledged: {segments}, sent again {again} times; they vanish on the way to the server",
            "カーネルの記録: 送信した {segments} 個のセグメントに確認応答がなく、{again} 回再送しています。サーバーへの途中で消えています",
            segments = segments,
            again = again
        ),
        Lost::Back { ahead } => say!(
            "the kernel's account: all that was sent is acknowledged, and what came has a hole before it (segments that came ahead: {ahead}); they vanish on the way back",
            "カーネルの記録: 送信分はすべて確認応答済みで、受信した {ahead} 個のセグメントの手前が欠けています。サーバーからの途中で消えています",
            ahead = ahead
        ),
    };
    Seen::new("tcp", text)
}

/// The same server, asked with smaller messages.
fn smaller_passes(method: &str) -> Seen {
    let text = say!(
        "with {method}, whose messages are small, the key exchange passes; your ssh chooses one with large ones",
        "メッセージの小さな {method} では鍵交換が通ります。お使いの ssh が選ぶ方式はメッセージが大きくなります",
        method = method
    );
    Seen::new("server", text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Closing, Disconnect, NoCommon, Release, Slot, Stall};
    use crate::finding::Certainty::{Certain, Likely};
    use crate::finding::steps::check;
    use crate::target::Target;

    fn facts(slot: Slot, could_enable: Option<&[&str]>) -> NoCommon {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        NoCommon {
            slot,
            ours: owned(&["new"]),
            theirs: owned(could_enable.unwrap_or(&["old"])),
            could_enable: could_enable.map(owned),
            server: "SSH-2.0-OpenSSH_5.3".into(),
            client: Some(Release(9, 2)),
            mend: None,
        }
    }

    #[test]
    fn nothing_in_common() {
        let kex = |could: Option<&[&str]>| {
            let facts = facts(Slot::Kex, could);
            Box::new(no_matching_key_exchange_method::NoMatchingKeyExchangeMethod { facts })
        };
        let host_key = |could: Option<&[&str]>| {
            let facts = facts(Slot::HostKey, could);
            Box::new(no_matching_host_key_type::NoMatchingHostKeyType { facts })
        };
        check::rows(vec![
            (
                kex(Some(&["diffie-hellman-group14-sha1"])),
                "no-matching-key-exchange-method",
                Certain,
                &[],
                "ssh -o KexAlgorithms=+diffie-hellman-group14-sha1 deploy@web1",
            ),
            (
                kex(None),
                "no-matching-key-exchange-method",
                Certain,
                &[],
                "ssh -Q kex",
            ),
            (
                host_key(Some(&["ssh-rsa"])),
                "no-matching-host-key-type",
                Certain,
                &[],
                "ssh -o HostKeyAlgorithms=+ssh-rsa -o PubkeyAcceptedAlgorithms=+ssh-rsa deploy@web1",
            ),
            (
                host_key(Some(&[])),
                "no-matching-host-key-type",
                Certain,
                &[],
                "sudo ssh-keygen -A",
            ),
            (
                Box::new(no_matching_cipher::NoMatchingCipher {
                    facts: facts(Slot::Cipher, Some(&["aes128-cbc", "3des-cbc"])),
                }),
                "no-matching-cipher",
                Certain,
                &[],
                "ssh -o Ciphers=+aes128-cbc deploy@web1",
            ),
            (
                Box::new(no_matching_mac::NoMatchingMac {
                    facts: facts(Slot::Mac, Some(&["hmac-sha1"])),
                }),
                "no-matching-mac",
                Certain,
                &[],
                "ssh -o MACs=+hmac-sha1 deploy@web1",
            ),
            (
                Box::new(no_matching_compression::NoMatchingCompression {
                    facts: facts(Slot::Compression, Some(&[])),
                }),
                "no-matching-compression",
                Certain,
                &[],
                "",
            ),
        ]);
    }

    #[test]
    fn only_what_is_weak_is_called_weak() {
        for (name, weak) in [
            ("diffie-hellman-group1-sha1", true),
            ("aes256-ctr", false),
            ("hmac-sha2-256", false),
            ("hmac-md5", true),
            ("ssh-rsa", true),
            ("rsa-sha2-512", false),
            ("diffie-hellman-group14-sha256", false),
            ("diffie-hellman-group16-sha512", false),
        ] {
            let facts = facts(Slot::Kex, Some(&[name]));
            let steps = no_common::next(&facts, &check::web1());
            assert_eq!(steps[0].caution.is_some(), weak, "{name}");
        }
    }

    #[test]
    fn the_lines_hold_for_this_host_only() {
        let target = Target {
            host: String::from("old switch"),
            ..check::web1()
        };
        let steps = no_common::next(&facts(Slot::HostKey, Some(&["ssh-rsa"])), &target);
        assert_eq!(
            steps[1].lines,
            [
                "Host \"old switch\"",
                "    HostKeyAlgorithms +ssh-rsa",
                "    PubkeyAcceptedAlgorithms +ssh-rsa"
            ]
        );
    }

    #[test]
    fn the_exchange_stops_or_fails() {
        let stall = |small_segments_pass| Stall {
            seconds: 10.0,
            small_segments_pass,
            ..Stall::default()
        };
        let stalled = |small_segments_pass| {
            let stall = stall(small_segments_pass);
            Box::new(key_exchange_stalled::KeyExchangeStalled { stall })
        };
        let failed =
            |text: &str| Box::new(key_exchange_failed::KeyExchangeFailed { text: text.into() });
        let small = "ssh -o KexAlgorithms=curve25519-sha256 -o MACs=hmac-sha2-256 deploy@web1";
        check::rows(vec![
            (
                Box::new(mtu_black_hole::MtuBlackHole {
                    way: mtu_black_hole::Way::Own,
                    stall: stall(Some(true)),
                }),
                "mtu-black-hole",
                Certain,
                &[],
                r#"sh -c 'sudo ip link set dev "$(ip route get "$(getent ahosts web1 | head -n 1 | cut -d " " -f 1)" | grep -o "dev [[:graph:]]*" | cut -c 5-)" mtu 1280'"#,
            ),
            (
                stalled(None),
                "key-exchange-stalled",
                Likely,
                &["mtu-black-hole", "server-resources-exhausted"],
                small,
            ),
            (
                stalled(Some(false)),
                "key-exchange-stalled",
                Likely,
                &["server-resources-exhausted"],
                small,
            ),
            (
                Box::new(key_exchange_stalled::KeyExchangeStalled {
                    stall: Stall {
                        smaller: Some(String::from("curve25519-sha256@libssh.org")),
                        ..stall(Some(false))
                    },
                }),
                "key-exchange-stalled",
                Likely,
                &[],
                "ssh -o KexAlgorithms=curve25519-sha256@libssh.org deploy@web1",
            ),
            (
                Box::new(key_exchange_closed::KeyExchangeClosed {
                    how: Closing::Eof,
                    disconnect: Some(Disconnect {
                        reason: 2,
                        text: "no".into(),
                    }),
                }),
                "key-exchange-closed",
                Likely,
                &[
                    "sshd-upgrade-incomplete",
                    "server-resources-exhausted",
                    "identification-blocked",
                ],
                "sudo journalctl -u ssh -u sshd -n 50 --no-pager",
            ),
            (
                failed("incorrect signature"),
                "key-exchange-failed",
                Certain,
                &[],
                "ssh -o KexAlgorithms=curve25519-sha256 deploy@web1",
            ),
            (
                failed("Invalid key length"),
                "key-exchange-failed",
                Certain,
                &[],
                "ssh -o RequiredRSASize=1024 deploy@web1",
            ),
            (
                failed("DH GEX group out of range"),
                "key-exchange-failed",
                Certain,
                &[],
                "ssh -o 'KexAlgorithms=-diffie-hellman-group-exchange-*' deploy@web1",
            ),
            (
                failed("Bad packet length 1349676916."),
                "key-exchange-failed",
                Likely,
                &["proxy-command-failed"],
                "ssh -G deploy@web1",
            ),
        ]);
    }
}
