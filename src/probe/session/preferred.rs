//! What russh proposes in a key exchange: lists as long as ssh's, and led by what ssh would choose.

use russh::keys::ssh_key::Algorithm;
use russh::{cipher, kex, mac};

use crate::evidence::Agreed;
use crate::probe::wire::begun::request_length;
use crate::probe::wire::kexinit::KexInit;
use crate::probe::wire::negotiate::{self, Ours};

/// russh's lists for this server: the person's choice where russh knows it, else whatever carries the host key and the
/// authentication. The error names what russh lacks.
pub(super) fn preferred(
    ours: &Ours,
    agreed: &Agreed,
    theirs: &KexInit,
) -> Result<russh::Preferred, String> {
    let lacks = |name: &str| name.to_owned();
    let first =
        |chosen: &str, all: Vec<&'static str>, theirs: &[&Vec<String>]| -> Vec<&'static str> {
            let mut common: Vec<_> = all
                .into_iter()
                .filter(|name| {
                    theirs
                        .iter()
                        .all(|list| list.iter().any(|their| their == name))
                })
                .collect();
            common.sort_by_key(|name| *name != chosen);
            common
        };
    let mut kex_names = first(
        &agreed.kex,
        KEX.iter().map(AsRef::as_ref).collect(),
        &[&theirs.kex],
    );
    if request_length(&agreed.kex).is_some() {
        // In place of a method with large messages another with large messages: a path may lose just those.
        kex_names.sort_by_key(|name| *name != kex::MLKEM768X25519_SHA256.as_ref());
    }
    if kex_names.is_empty() {
        return Err(lacks(&agreed.kex));
    }
    let cipher_names = first(
        &agreed.cipher,
        CIPHERS.iter().map(AsRef::as_ref).collect(),
        &[&theirs.cipher[0], &theirs.cipher[1]],
    );
    if cipher_names.is_empty() {
        return Err(lacks(&agreed.cipher));
    }
    let chosen_mac = agreed.mac.as_deref().unwrap_or_default();
    let mut mac_names = first(
        chosen_mac,
        MACS.iter().map(AsRef::as_ref).collect(),
        &[&theirs.mac[0], &theirs.mac[1]],
    );
    if mac_names.is_empty() {
        if !negotiate::is_aead(cipher_names[0]) {
            return Err(lacks(chosen_mac));
        }
        // russh wants a name although an AEAD cipher never uses it.
        mac_names = MACS.iter().map(AsRef::as_ref).collect();
    }
    let host_key = agreed.host_key.replace(
        "-cert-v01@openssh.com",
        if agreed.host_key.starts_with("sk-") {
            "@openssh.com"
        } else {
            ""
        },
    );
    let algorithm = Algorithm::new(&host_key)
        .ok()
        .filter(|algorithm| !matches!(algorithm, Algorithm::Dsa | Algorithm::Other(_)));
    let algorithm = algorithm.ok_or_else(|| lacks(&agreed.host_key))?;
    let certificate = agreed.host_key.contains("-cert-v01@");
    let mut kex: Vec<kex::Name> = named(kex_names);
    kex.extend([
        kex::EXTENSION_SUPPORT_AS_CLIENT,
        kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT,
    ]);
    let mut ciphers: Vec<cipher::Name> = named(cipher_names);
    let mut macs: Vec<mac::Name> = named(mac_names);
    let own = length(&kex) + agreed.host_key.len() + 2 * (length(&ciphers) + length(&macs)) + 36;
    let mut missing = ours.length().saturating_sub(own);
    let methods: Vec<kex::Name> = kex
        .iter()
        .copied()
        .filter(|name| KEX.contains(name))
        .collect();
    pad(&mut kex, &methods, &mut missing, 1);
    let (again_macs, again_ciphers) = (macs.clone(), ciphers.clone());
    pad(&mut macs, &again_macs, &mut missing, 2);
    pad(&mut ciphers, &again_ciphers, &mut missing, 2);
    Ok(russh::Preferred {
        kex: kex.into(),
        key: if certificate {
            Vec::new().into()
        } else {
            vec![algorithm.clone()].into()
        },
        host_key_certificates: if certificate {
            vec![algorithm].into()
        } else {
            Vec::new().into()
        },
        cipher: ciphers.into(),
        mac: macs.into(),
        compression: vec![russh::compression::NONE].into(),
    })
}

/// russh's names for these.
fn named<N: for<'a> TryFrom<&'a str>>(names: Vec<&'static str>) -> Vec<N> {
    names
        .into_iter()
        .filter_map(|name| N::try_from(name).ok())
        .collect()
}

/// Bytes of a name-list.
fn length<N: AsRef<str>>(names: &[N]) -> usize {
    names.iter().map(|name| name.as_ref().len() + 1).sum()
}

/// Repeats names until the lists are about as long as ssh's own, so that our KEXINIT is as large as ssh's: a path that
/// loses large packets must lose ours, too. A name that stands twice means nothing new. No list gets longer than servers
/// are known to read (OpenSSH match.c `MAX_PROP` 40, dropbear `MAX_PROPOSED_ALGO` 50).
fn pad<N: Copy + AsRef<str>>(names: &mut Vec<N>, methods: &[N], missing: &mut usize, times: usize) {
    for method in methods.iter().cycle() {
        if *missing == 0 || names.len() >= LONGEST_LIST {
            return;
        }
        *missing = missing.saturating_sub(times * (method.as_ref().len() + 1));
        names.push(*method);
    }
}

/// Names a list may hold.
const LONGEST_LIST: usize = 36;

/// What russh can do, quickest first; group exchange last: it asks for 8192 bits.
const KEX: &[kex::Name] = &[
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::MLKEM768X25519_SHA256,
    kex::ECDH_SHA2_NISTP256,
    kex::ECDH_SHA2_NISTP384,
    kex::ECDH_SHA2_NISTP521,
    kex::DH_G14_SHA256,
    kex::DH_G14_SHA1,
    kex::DH_G15_SHA512,
    kex::DH_G16_SHA512,
    kex::DH_G17_SHA512,
    kex::DH_G18_SHA512,
    kex::DH_G1_SHA1,
    kex::DH_GEX_SHA256,
    kex::DH_GEX_SHA1,
];
const CIPHERS: &[cipher::Name] = &[
    cipher::CHACHA20_POLY1305,
    cipher::AES_128_GCM,
    cipher::AES_256_GCM,
    cipher::AES_128_CTR,
    cipher::AES_192_CTR,
    cipher::AES_256_CTR,
    cipher::AES_128_CBC,
    cipher::AES_192_CBC,
    cipher::AES_256_CBC,
];
const MACS: &[mac::Name] = &[
    mac::HMAC_SHA256_ETM,
    mac::HMAC_SHA512_ETM,
    mac::HMAC_SHA1_ETM,
    mac::HMAC_SHA256,
    mac::HMAC_SHA512,
    mac::HMAC_SHA1,
];
