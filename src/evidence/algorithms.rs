//! The algorithms of the transport, strongest first, and when OpenSSH's client took and dropped each as a default. Read
//! from myproposal.h of every portable release from 4.3 to 10.5, built with OpenSSL.

use super::{Release, Slot};

/// One name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithm {
    /// As it stands in a KEXINIT.
    pub name: &'static str,
    /// The first release whose ssh offers it unasked; `None` where it was older than 4.3, or never.
    pub came: Option<Release>,
    /// The first release whose ssh does not offer it unasked any more.
    pub dropped: Option<Release>,
}

impl Algorithm {
    /// Does an ssh of this release offer it unasked?
    pub fn is_default_in(&self, release: Release) -> bool {
        self.came.is_none_or(|came| came <= release)
            && self.dropped.is_none_or(|dropped| release < dropped)
    }
}

/// What is known of `name`; a certificate's name stands for itself.
pub fn known(slot: Slot, name: &str) -> Option<&'static Algorithm> {
    table(slot).iter().find(|algorithm| algorithm.name == name)
}

/// Puts the strongest first. Names nobody has heard of go last, in the order given.
pub fn strongest_first(slot: Slot, names: &mut [String]) {
    let place = |name: &String| table(slot).iter().position(|known| known.name == name);
    names.sort_by_key(|name| place(name).unwrap_or(usize::MAX));
}

/// All names of a slot, strongest first.
pub const fn table(slot: Slot) -> &'static [Algorithm] {
    match slot {
        Slot::Kex => KEX,
        Slot::HostKey => HOST_KEY,
        Slot::Cipher => CIPHER,
        Slot::Mac => MAC,
        Slot::Compression => &[],
    }
}

const fn old(name: &'static str) -> Algorithm {
    Algorithm {
        name,
        came: None,
        dropped: None,
    }
}

const fn since(name: &'static str, major: u32, minor: u32) -> Algorithm {
    Algorithm {
        came: Some(Release(major, minor)),
        ..old(name)
    }
}

impl Algorithm {
    const fn until(self, major: u32, minor: u32) -> Algorithm {
        Algorithm {
            dropped: Some(Release(major, minor)),
            ..self
        }
    }
}

const KEX: &[Algorithm] = &[
    since("mlkem768x25519-sha256", 9, 9),
    since("sntrup761x25519-sha512", 9, 9),
    since("sntrup761x25519-sha512@openssh.com", 8, 9),
    since("curve25519-sha256", 7, 4),
    since("curve25519-sha256@libssh.org", 6, 5),
    since("ecdh-sha2-nistp521", 5, 7),
    since("ecdh-sha2-nistp384", 5, 7),
    since("ecdh-sha2-nistp256", 5, 7),
    since("diffie-hellman-group18-sha512", 7, 3),
    since("diffie-hellman-group16-sha512", 7, 3),
    since("diffie-hellman-group14-sha256", 7, 3),
    since("diffie-hellman-group-exchange-sha256", 4, 4),
    old("diffie-hellman-group14-sha1").until(8, 2),
    old("diffie-hellman-group-exchange-sha1").until(8, 0),
    old("diffie-hellman-group1-sha1").until(7, 0),
];

const HOST_KEY: &[Algorithm] = &[
    since("ssh-ed25519", 6, 5),
    since("sk-ssh-ed25519@openssh.com", 8, 2),
    since("ecdsa-sha2-nistp521", 5, 7),
    since("ecdsa-sha2-nistp384", 5, 7),
    since("ecdsa-sha2-nistp256", 5, 7),
    since("sk-ecdsa-sha2-nistp256@openssh.com", 8, 2),
    since("rsa-sha2-512", 7, 2),
    since("rsa-sha2-256", 7, 2),
    since("ssh-ed25519-cert-v01@openssh.com", 6, 5),
    since("ecdsa-sha2-nistp521-cert-v01@openssh.com", 5, 7),
    since("ecdsa-sha2-nistp384-cert-v01@openssh.com", 5, 7),
    since("ecdsa-sha2-nistp256-cert-v01@openssh.com", 5, 7),
    since("rsa-sha2-512-cert-v01@openssh.com", 7, 8),
    since("rsa-sha2-256-cert-v01@openssh.com", 7, 8),
    old("ssh-rsa").until(8, 8),
    since("ssh-rsa-cert-v01@openssh.com", 5, 6).until(8, 8),
    old("ssh-dss").until(7, 0),
];

const CIPHER: &[Algorithm] = &[
    since("chacha20-poly1305@openssh.com", 6, 5),
    since("aes256-gcm@openssh.com", 6, 2),
    since("aes128-gcm@openssh.com", 6, 2),
    old("aes256-ctr"),
    old("aes192-ctr"),
    old("aes128-ctr"),
    old("aes256-cbc").until(7, 6),
    old("rijndael-cbc@lysator.liu.se").until(7, 2),
    old("aes192-cbc").until(7, 6),
    old("aes128-cbc").until(7, 6),
    old("3des-cbc").until(7, 4),
    old("cast128-cbc").until(7, 2),
    old("blowfish-cbc").until(7, 2),
    old("arcfour256").until(7, 2),
    old("arcfour128").until(7, 2),
    old("arcfour").until(7, 2),
];

const MAC: &[Algorithm] = &[
    since("hmac-sha2-512-etm@openssh.com", 6, 2),
    since("hmac-sha2-256-etm@openssh.com", 6, 2),
    since("umac-128-etm@openssh.com", 6, 2),
    since("hmac-sha2-512", 5, 9),
    since("hmac-sha2-256", 5, 9),
    since("umac-128@openssh.com", 6, 2),
    since("hmac-sha1-etm@openssh.com", 6, 2),
    old("hmac-sha1"),
    since("umac-64-etm@openssh.com", 6, 2),
    since("umac-64@openssh.com", 4, 7),
    since("hmac-ripemd160-etm@openssh.com", 6, 2).until(7, 2),
    old("hmac-ripemd160").until(7, 2),
    old("hmac-ripemd160@openssh.com").until(7, 2),
    since("hmac-sha2-512-96", 5, 9).until(6, 1),
    since("hmac-sha2-256-96", 5, 9).until(6, 1),
    since("hmac-sha1-96-etm@openssh.com", 6, 2).until(7, 2),
    old("hmac-sha1-96").until(7, 2),
    since("hmac-md5-etm@openssh.com", 6, 2).until(7, 2),
    old("hmac-md5").until(7, 2),
    since("hmac-md5-96-etm@openssh.com", 6, 2).until(7, 2),
    old("hmac-md5-96").until(7, 2),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_release_offers_unasked() {
        for (slot, name, release, offered) in [
            (Slot::Kex, "diffie-hellman-group1-sha1", Release(6, 9), true),
            (
                Slot::Kex,
                "diffie-hellman-group1-sha1",
                Release(7, 0),
                false,
            ),
            (Slot::HostKey, "ssh-rsa", Release(8, 7), true),
            (Slot::HostKey, "ssh-rsa", Release(8, 8), false),
            (Slot::Cipher, "aes128-cbc", Release(7, 6), false),
            (Slot::Kex, "mlkem768x25519-sha256", Release(9, 8), false),
            (Slot::Kex, "mlkem768x25519-sha256", Release(10, 5), true),
        ] {
            let algorithm = known(slot, name).unwrap();
            assert_eq!(
                algorithm.is_default_in(release),
                offered,
                "{name} {release:?}"
            );
        }
    }

    #[test]
    fn no_name_stands_twice_and_what_was_dropped_is_weaker_than_what_stayed() {
        for slot in [Slot::Kex, Slot::HostKey, Slot::Cipher, Slot::Mac] {
            let names: std::collections::BTreeSet<_> =
                table(slot).iter().map(|known| known.name).collect();
            assert_eq!(names.len(), table(slot).len());
            let first_dropped = table(slot).iter().position(|known| known.dropped.is_some());
            let last_kept = table(slot)
                .iter()
                .rposition(|known| known.dropped.is_none());
            assert!(last_kept < first_dropped, "{slot:?}");
        }
        let mut names = [
            "nobody's",
            "diffie-hellman-group1-sha1",
            "diffie-hellman-group14-sha1",
        ]
        .map(str::to_owned);
        strongest_first(Slot::Kex, &mut names);
        assert_eq!(
            names,
            [
                "diffie-hellman-group14-sha1",
                "diffie-hellman-group1-sha1",
                "nobody's"
            ]
        );
    }

    /// The table against the ssh of this machine: what its release is said to offer is what it offers with no configuration.
    #[test]
    fn this_machine_s_ssh_offers_what_the_table_says() {
        let run = |arguments: &[&str]| {
            let ran = std::process::Command::new("ssh")
                .args(arguments)
                .output()
                .ok()?;
            let text = [ran.stdout, ran.stderr].concat();
            Some(String::from_utf8_lossy(&text).into_owned())
        };
        let (Some(version), Some(config)) = (run(&["-V"]), run(&["-G", "-F", "none", "host"]))
        else {
            return;
        };
        let release = Release::read(&version).expect("a release");
        for (slot, keyword) in [
            (Slot::Kex, "kexalgorithms "),
            (Slot::HostKey, "hostkeyalgorithms "),
            (Slot::Cipher, "ciphers "),
            (Slot::Mac, "macs "),
        ] {
            let offered = config.lines().find_map(|line| line.strip_prefix(keyword));
            for known in table(slot) {
                let here = offered.unwrap().split(',').any(|name| name == known.name);
                // Debian offers the name without a domain two releases early.
                let early = known.name == "sntrup761x25519-sha512" && release < Release(9, 9);
                assert!(
                    here == known.is_default_in(release) || early,
                    "{}",
                    known.name
                );
            }
        }
    }
}
