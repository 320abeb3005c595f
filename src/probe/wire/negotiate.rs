//! What the person's own ssh would agree on with this server (RFC 4253 section 7.1, OpenSSH kex.c `kex_choose_conf`).

use super::kexinit::KexInit;
use crate::evidence::{Agreed, Mend, NoCommon, Slot, algorithms};
use crate::text::Untrusted;

/// The person's lists, as their ssh would send them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ours {
    /// KexAlgorithms
    pub kex: Vec<String>,
    /// HostKeyAlgorithms, recorded types first
    pub host_key: Vec<String>,
    /// Ciphers
    pub cipher: Vec<String>,
    /// MACs
    pub mac: Vec<String>,
    /// Compression, in order
    pub compression: Vec<String>,
}

impl Ours {
    /// Bytes of the names and lengths in a KEXINIT with these lists: a path that loses large packets loses ssh's, and
    /// must be tried with one as large.
    pub fn length(&self) -> usize {
        let list = |names: &[String]| 4 + names.iter().map(|name| name.len() + 1).sum::<usize>();
        list(&self.kex)
            + list(&self.host_key)
            + 2 * (list(&self.cipher) + list(&self.mac) + list(&self.compression))
    }
}

/// Compares both sides: the first of ours that the server has too, slot by slot; or the slot at which ssh stops.
pub fn negotiate(
    ours: &Ours,
    theirs: &KexInit,
    server: &Untrusted,
) -> Result<Agreed, Box<NoCommon>> {
    let stop = |slot, ours: &[String], theirs: &[String]| {
        Box::new(NoCommon {
            slot,
            ours: ours.to_vec(),
            theirs: theirs
                .iter()
                .filter(|name| !is_marker(name))
                .cloned()
                .collect(),
            could_enable: None,
            server: server.clone(),
            client: None,
            mend: None,
        })
    };
    let choose = |slot, ours: &[String], theirs: &[String]| {
        first_common(ours, theirs).ok_or_else(|| stop(slot, ours, theirs))
    };
    // kex_choose_conf looks at the key exchange and the host key last, but reports in this order of the protocol only
    // through its first failure, which is: kex, host key (choose_kex, choose_hostkeyalg), then each direction.
    let kex = choose(Slot::Kex, &ours.kex, &theirs.kex)?;
    let host_key = choose(Slot::HostKey, &ours.host_key, &theirs.host_key)?;
    let mut chosen = Vec::new();
    for direction in [0, 1] {
        let cipher = choose(Slot::Cipher, &ours.cipher, &theirs.cipher[direction])?;
        let mac = if is_aead(&cipher) {
            None
        } else {
            Some(choose(Slot::Mac, &ours.mac, &theirs.mac[direction])?)
        };
        choose(
            Slot::Compression,
            &ours.compression,
            &theirs.compression[direction],
        )?;
        chosen.push((cipher, mac));
    }
    let (cipher, mac) = chosen.swap_remove(0);
    Ok(Agreed {
        kex,
        host_key,
        cipher,
        mac,
        server_host_keys: theirs.host_key.clone(),
    })
}

/// What the person's ssh build knows, used or not (`ssh -Q`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Supported {
    /// `ssh -Q kex`
    pub kex: Vec<String>,
    /// `ssh -Q HostKeyAlgorithms`
    pub host_key: Vec<String>,
    /// `ssh -Q cipher`
    pub cipher: Vec<String>,
    /// `ssh -Q mac`
    pub mac: Vec<String>,
}

/// Adds the strongest name that both sides know wherever they have none in common, slot after slot, until they meet.
pub fn mend(ours: &Ours, theirs: &KexInit, supported: &Supported) -> Mend {
    let mut ours = ours.clone();
    let mut mend = Mend::default();
    // Five slots, and two directions of three of them, are all that can stop it.
    for _ in 0..8 {
        let Err(stop) = negotiate(&ours, theirs, &Untrusted::default()) else {
            return mend;
        };
        let (list, known) = match stop.slot {
            Slot::Kex => (&mut ours.kex, &supported.kex),
            Slot::HostKey => (&mut ours.host_key, &supported.host_key),
            Slot::Cipher => (&mut ours.cipher, &supported.cipher),
            Slot::Mac => (&mut ours.mac, &supported.mac),
            Slot::Compression => {
                mend.stuck = Some(stop.slot);
                return mend;
            }
        };
        let Some(name) = could_enable(stop.slot, &stop.theirs, known)
            .into_iter()
            .next()
        else {
            mend.stuck = Some(stop.slot);
            return mend;
        };
        list.push(name.clone());
        mend.add.push((stop.slot, name));
    }
    mend
}

/// Of theirs, those that this ssh knows, strongest first.
pub fn could_enable(slot: Slot, theirs: &[String], known: &[String]) -> Vec<String> {
    let mut names: Vec<String> = theirs
        .iter()
        .filter(|name| known.contains(name))
        .cloned()
        .collect();
    algorithms::strongest_first(slot, &mut names);
    names
}

fn first_common(ours: &[String], theirs: &[String]) -> Option<String> {
    ours.iter()
        .find(|name| !is_marker(name) && theirs.contains(name))
        .cloned()
}

/// Names in the kex list that are no method: RFC 8308 section 2.1, OpenSSH PROTOCOL section 1.10.
fn is_marker(name: &str) -> bool {
    matches!(name, "ext-info-c" | "ext-info-s") || name.starts_with("kex-strict-")
}

/// Ciphers that carry their own MAC.
pub fn is_aead(cipher: &str) -> bool {
    cipher == "chacha20-poly1305@openssh.com" || cipher.ends_with("-gcm@openssh.com")
}

#[cfg(test)]
mod tests {
    use super::super::kexinit::tests::payload;
    use super::*;

    fn ours() -> Ours {
        let list = |names: &str| names.split(',').map(str::to_owned).collect();
        Ours {
            kex: list("curve25519-sha256,ecdh-sha2-nistp256,ext-info-c"),
            host_key: list("ssh-ed25519,rsa-sha2-512"),
            cipher: list("chacha20-poly1305@openssh.com,aes128-ctr"),
            mac: list("hmac-sha2-256"),
            compression: list("none,zlib@openssh.com"),
        }
    }

    #[test]
    fn the_slot_ssh_stops_at_is_named() {
        let agreed = [
            "ecdh-sha2-nistp256,curve25519-sha256",
            "rsa-sha2-512,ssh-ed25519",
            "aes128-ctr",
            "aes128-ctr",
            "hmac-sha2-256",
            "hmac-sha2-256",
            "none",
            "none",
        ];
        for (slot, at, list) in [
            (None, 0, agreed[0]),
            (
                Some(Slot::Kex),
                0,
                "diffie-hellman-group1-sha1,ext-info-c,kex-strict-s-v00@openssh.com",
            ),
            (Some(Slot::HostKey), 1, "ssh-rsa"),
            (Some(Slot::Cipher), 2, "aes128-cbc"),
            (Some(Slot::Cipher), 3, "3des-cbc"),
            (Some(Slot::Mac), 4, "hmac-md5"),
            (Some(Slot::Compression), 6, "zlib"),
        ] {
            let mut lists = agreed;
            lists[at] = list;
            let theirs = KexInit::read(&payload(lists)).unwrap();
            let outcome = negotiate(&ours(), &theirs, &Untrusted::default());
            assert_eq!(outcome.as_ref().err().map(|stop| stop.slot), slot, "{list}");
        }
    }

    #[test]
    fn our_order_decides_and_an_aead_needs_no_mac() {
        let theirs = KexInit::read(&payload([
            "ecdh-sha2-nistp256,curve25519-sha256",
            "rsa-sha2-512,ssh-ed25519",
            "aes128-ctr,chacha20-poly1305@openssh.com",
            "chacha20-poly1305@openssh.com",
            "hmac-md5",
            "hmac-md5",
            "none",
            "none",
        ]))
        .unwrap();
        let agreed = negotiate(&ours(), &theirs, &Untrusted::default()).unwrap();
        assert_eq!(
            (agreed.kex.as_str(), agreed.host_key.as_str()),
            ("curve25519-sha256", "ssh-ed25519")
        );
        assert_eq!(
            (agreed.cipher.as_str(), agreed.mac),
            ("chacha20-poly1305@openssh.com", None)
        );
    }

    #[test]
    fn the_fewest_names_are_added_until_all_slots_meet() {
        let list = |names: &str| names.split(',').map(str::to_owned).collect::<Vec<_>>();
        let supported = Supported {
            kex: list("diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,curve25519-sha256"),
            host_key: list("ssh-ed25519,ssh-rsa"),
            cipher: list("3des-cbc,aes128-cbc,aes128-ctr"),
            mac: list("hmac-sha1,hmac-md5"),
        };
        let old = [
            "diffie-hellman-group1-sha1,diffie-hellman-group14-sha1",
            "ssh-rsa,ssh-dss",
            "3des-cbc,aes128-cbc",
            "3des-cbc,aes128-cbc",
            "hmac-md5,hmac-sha1",
            "hmac-md5",
            "none",
            "none",
        ];
        let theirs = KexInit::read(&payload(old)).unwrap();
        let found = mend(&ours(), &theirs, &supported);
        assert_eq!(
            found.settings(None),
            [
                ("KexAlgorithms", "+diffie-hellman-group14-sha1".to_owned()),
                ("HostKeyAlgorithms", "+ssh-rsa".to_owned()),
                ("PubkeyAcceptedAlgorithms", "+ssh-rsa".to_owned()),
                ("Ciphers", "+aes128-cbc".to_owned()),
                ("MACs", "+hmac-sha1,hmac-md5".to_owned()),
            ]
        );
        assert_eq!(found.stuck, None);
        let mut dss = old;
        dss[1] = "ssh-dss";
        let theirs = KexInit::read(&payload(dss)).unwrap();
        let found = mend(&ours(), &theirs, &supported);
        assert_eq!((found.add.len(), found.stuck), (1, Some(Slot::HostKey)));
    }

    #[test]
    fn markers_are_no_methods() {
        let theirs = KexInit {
            kex: vec![String::from("ext-info-c")],
            ..KexInit::default()
        };
        let stop = negotiate(&ours(), &theirs, &Untrusted::default()).unwrap_err();
        assert_eq!((stop.slot, stop.theirs), (Slot::Kex, vec![]));
    }
}
