//! Which of two sides without a common algorithm is old, and by how much; or which one's own settings stand in the way.

use crate::evidence::algorithms::{self, Algorithm};
use crate::evidence::{NoCommon, Release, Slot};
use crate::finding::{Seen, Step, Where};
use crate::lang::Say;
use crate::say;

/// Why they do not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// ssh dropped all the server offers, the last of it in this release; the server is as old, or does not say.
    OldServer(Release),
    /// The same, and the server's release would offer more: its own settings leave only these.
    RestrictedServer(Release),
    /// All the server offers came after the person's ssh, the first of it in this release.
    OldClient(Release),
    /// The person's ssh would take some of it by default: a configuration or a policy of this machine leaves it out.
    OwnConfiguration,
}

/// What the dated table tells of both lists; nothing where names are unknown.
pub(super) fn age(facts: &NoCommon) -> Option<Age> {
    // A name with a domain that the table lacks is some vendor's own: no ssh of any age takes it.
    let names = facts.theirs.iter();
    let names = names.map(|name| (name.contains('@'), algorithms::known(facts.slot, name)));
    let theirs: Vec<&Algorithm> = names
        .filter(|(private, known)| known.is_some() || !private)
        .map(|(_, known)| known)
        .collect::<Option<_>>()
        .filter(|known: &Vec<_>| !known.is_empty())?;
    if let Some(client) = facts.client
        && theirs.iter().any(|known| {
            known.is_default_in(client) && !facts.ours.iter().any(|our| our == known.name)
        })
    {
        return Some(Age::OwnConfiguration);
    }
    if let Some(dropped) = theirs
        .iter()
        .map(|known| known.dropped)
        .collect::<Option<Vec<_>>>()
    {
        let last = dropped.into_iter().max()?;
        let offers_more = Release::of_server(&facts.server).is_some_and(|server| {
            let table = algorithms::table(facts.slot).iter();
            let mut unasked = table.filter(|known| known.is_default_in(server));
            unasked.any(|known| facts.ours.iter().any(|our| our == known.name))
        });
        return Some(if offers_more {
            Age::RestrictedServer(last)
        } else {
            Age::OldServer(last)
        });
    }
    let came: Vec<Release> = theirs
        .iter()
        .map(|known| known.came)
        .collect::<Option<_>>()?;
    let first = came.into_iter().min()?;
    facts
        .client
        .filter(|client| *client < first)
        .map(|_| Age::OldClient(first))
}

impl Age {
    /// How it is known.
    pub(super) fn seen(self, facts: &NoCommon) -> Vec<Seen> {
        let mut seen = Vec::new();
        match self {
            Age::OldServer(release) | Age::RestrictedServer(release) => {
                let text = say!(
                    "OpenSSH's own ssh has dropped all of that from its defaults, the last of it in {release}",
                    "OpenSSH の ssh では、これらはすべて既定から外されています (最後に外れたのは {release})",
                    release = dated(release)
                );
                seen.push(Seen::new("releases", text));
                if let Some(server) = Release::of_server(&facts.server) {
                    let text = if self == Age::OldServer(release) {
                        say!(
                            "the server is the old side: {server}",
                            "古いのはサーバー側です: {server}",
                            server = dated(server)
                        )
                    } else {
                        say!(
                            "{server} offers more than that unasked: the server's own settings leave only these",
                            "{server} の既定ではほかの方式も提案します。サーバーの設定でこれらだけに絞られています",
                            server = dated(server)
                        )
                    };
                    seen.push(Seen::new("releases", text));
                }
            }
            Age::OldClient(release) => {
                let client = facts.client.map(dated).unwrap_or_default();
                let text = say!(
                    "all of that came with {release} or later; your ssh is the old side: {client}",
                    "これらはすべて {release} 以降のものです。古いのは手元の ssh です: {client}",
                    release = dated(release),
                    client = client
                );
                seen.push(Seen::new("releases", text));
            }
            Age::OwnConfiguration => {
                let text = say!(
                    "{client} takes some of that unasked: a {keyword} line, an option or a system policy on this machine leaves it out",
                    "{client} の既定ではその一部を受け付けます。この端末の {keyword} の設定、オプション、またはシステムのポリシーで外されています",
                    client = facts.client.map(dated).unwrap_or_default(),
                    keyword = keyword(facts.slot)
                );
                seen.push(Seen::new("ssh -G", text));
            }
        }
        seen
    }

    /// What ends it for good.
    pub(super) fn cure(self, facts: &NoCommon) -> Step {
        match self {
            Age::OldServer(_) => Step::new(
                Where::Administrator,
                Say::fixed(
                    "The lasting cure: update the server, it is the old side",
                    "根本的な対策は、古いほうであるサーバーの更新です",
                ),
            ),
            Age::RestrictedServer(_) if facts.slot == Slot::HostKey => Step::new(
                Where::Administrator,
                Say::fixed(
                    "The lasting cure: on the server, take the HostKeyAlgorithms line out of sshd_config, or make the missing keys (sudo ssh-keygen -A)",
                    "根本的な対策: サーバーの sshd_config から HostKeyAlgorithms の行を削除するか、足りない鍵を作ります (sudo ssh-keygen -A)",
                ),
            ),
            Age::RestrictedServer(_) => Step::new(
                Where::Administrator,
                say!(
                    "The lasting cure: take the {keyword} line out of the server's sshd_config",
                    "根本的な対策: サーバーの sshd_config から {keyword} の行を削除します",
                    keyword = keyword(facts.slot)
                ),
            ),
            Age::OldClient(_) => Step::new(
                Where::Client,
                Say::fixed(
                    "The lasting cure: update this ssh, it is the old side",
                    "根本的な対策は、古いほうである手元の ssh の更新です",
                ),
            ),
            Age::OwnConfiguration => Step::new(
                Where::Client,
                say!(
                    "For good: find the {keyword} setting and take it out (on Fedora and the Red Hat family also: update-crypto-policies --show)",
                    "恒久的には、{keyword} の設定を探して削除します (Fedora と Red Hat 系では update-crypto-policies --show も確認します)",
                    keyword = keyword(facts.slot)
                ),
            ),
        }
    }
}

/// `OpenSSH 8.8 (2021-09)`
fn dated(release: Release) -> String {
    let Release(major, minor) = release;
    match release.month() {
        Some(month) => format!("OpenSSH {major}.{minor} ({month})"),
        None => format!("OpenSSH {major}.{minor}"),
    }
}

/// The option that holds the list, on both sides.
const fn keyword(slot: Slot) -> &'static str {
    match slot {
        Slot::Kex => "KexAlgorithms",
        Slot::HostKey => "HostKeyAlgorithms",
        Slot::Cipher => "Ciphers",
        Slot::Mac => "MACs",
        Slot::Compression => "Compression",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn facts(slot: Slot, ours: &str, theirs: &str, server: &str, client: Release) -> NoCommon {
        let list = |names: &str| names.split(',').map(str::to_owned).collect();
        NoCommon {
            slot,
            ours: list(ours),
            theirs: list(theirs),
            could_enable: None,
            server: server.into(),
            client: Some(client),
            mend: None,
        }
    }

    #[test]
    fn the_old_side_is_told() {
        let now = Release(9, 2);
        for (slot, ours, theirs, server, client, expected) in [
            (
                Slot::HostKey,
                "ssh-ed25519,rsa-sha2-512",
                "ssh-rsa,ssh-dss",
                "SSH-2.0-OpenSSH_5.3",
                now,
                Some(Age::OldServer(Release(8, 8))),
            ),
            (
                Slot::Kex,
                "curve25519-sha256",
                "diffie-hellman-group1-sha1",
                "SSH-2.0-Cisco-1.25",
                now,
                Some(Age::OldServer(Release(7, 0))),
            ),
            (
                Slot::Kex,
                "curve25519-sha256",
                "diffie-hellman-group14-sha1",
                "SSH-2.0-OpenSSH_9.2p1",
                now,
                Some(Age::RestrictedServer(Release(8, 2))),
            ),
            (
                Slot::Kex,
                "curve25519-sha256@libssh.org",
                "mlkem768x25519-sha256,sntrup761x25519-sha512",
                "SSH-2.0-OpenSSH_10.0",
                Release(6, 6),
                Some(Age::OldClient(Release(9, 9))),
            ),
            (
                Slot::Cipher,
                "aes256-gcm@openssh.com",
                "aes128-ctr,aes128-cbc",
                "SSH-2.0-dropbear",
                now,
                Some(Age::OwnConfiguration),
            ),
            (
                Slot::Kex,
                "curve25519-sha256",
                "kexguess2@matt.ucc.asn.au",
                "SSH-2.0-dropbear",
                now,
                None,
            ),
        ] {
            let facts = facts(slot, ours, theirs, server, client);
            assert_eq!(age(&facts), expected, "{theirs}");
        }
    }

    #[test]
    fn how_old_is_said_with_dates() {
        let facts = facts(
            Slot::HostKey,
            "ssh-ed25519",
            "ssh-rsa",
            "SSH-2.0-OpenSSH_5.3",
            Release(9, 2),
        );
        let said: Vec<String> = age(&facts)
            .unwrap()
            .seen(&facts)
            .iter()
            .map(|seen| seen.text.lang(Lang::En).to_owned())
            .collect();
        assert_eq!(
            said,
            [
                "OpenSSH's own ssh has dropped all of that from its defaults, the last of it in OpenSSH 8.8 (2021-09)",
                "the server is the old side: OpenSSH 5.3 (2009-09)"
            ]
        );
    }
}
