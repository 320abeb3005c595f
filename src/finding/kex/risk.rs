//! Why an algorithm is off by default, in a few words.

use crate::lang::Say;

/// What is wrong with `name`; nothing where nothing is.
pub(super) fn risk(name: &str) -> Option<Say> {
    let (_, en, ja) = RISKS.iter().find(|(mark, ..)| name.contains(mark))?;
    Some(Say::made(format!("{name}: {en}"), format!("{name}: {ja}")))
}

/// By a part of the name, the narrower first.
const RISKS: &[(&str, &str, &str)] = &[
    (
        "group1-sha1",
        "a 1024-bit group that a rich attacker can break",
        "1024 ビットの群で、資金のある攻撃者なら破れる",
    ),
    (
        "ssh-dss",
        "1024-bit keys, and a signature by SHA-1",
        "1024 ビットの鍵と SHA-1 の署名",
    ),
    (
        "ssh-rsa",
        "a signature by SHA-1, which can be forged with effort",
        "SHA-1 の署名で、労力をかければ偽造できる",
    ),
    (
        "3des",
        "short blocks, that leak in long sessions",
        "ブロックが短く、長い通信で内容が漏れる",
    ),
    ("arcfour", "a broken cipher", "すでに破られた暗号"),
    (
        "blowfish",
        "short blocks, that leak in long sessions",
        "ブロックが短く、長い通信で内容が漏れる",
    ),
    (
        "cast128",
        "short blocks, that leak in long sessions",
        "ブロックが短く、長い通信で内容が漏れる",
    ),
    (
        "cbc",
        "whoever alters packets can learn a little of the text",
        "パケットを改変できる攻撃者に内容の一部を知られうる",
    ),
    ("md5", "built on MD5", "MD5 に基づく"),
    ("-96", "a tag cut short", "認証タグが短い"),
    ("umac-64", "a short tag", "認証タグが短い"),
    ("ripemd", "an old hash", "古いハッシュ"),
    ("sha1", "built on SHA-1", "SHA-1 に基づく"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Slot, algorithms};
    use crate::lang::Lang;

    #[test]
    fn all_that_was_dropped_is_weak_and_says_why() {
        for slot in [Slot::Kex, Slot::HostKey, Slot::Cipher, Slot::Mac] {
            for known in algorithms::table(slot) {
                if known.dropped.is_some() {
                    assert!(risk(known.name).is_some(), "{}", known.name);
                }
            }
        }
        for sound in [
            "aes256-ctr",
            "rsa-sha2-512",
            "diffie-hellman-group14-sha256",
        ] {
            assert_eq!(risk(sound), None);
        }
        let group1 = risk("diffie-hellman-group1-sha1").unwrap();
        assert!(group1.lang(Lang::En).contains("1024"));
    }
}
