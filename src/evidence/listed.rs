//! What `ssh -Z` (OpenSSH 10.5) lists: the keys that it would offer, in its order (sshconnect2.c `pubkey_dump`). Where
//! there is such a list, it counts, and not what this program works out.

use super::{Identities, Offer, SshConfig};
use crate::text::Untrusted;

/// One line of that list (sshconnect2.c `format_identity`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// The file, or the comment the agent has of the key.
    pub name: Untrusted,
    /// Short type and SHA256 fingerprint; nothing where ssh sees no public half.
    pub key: Option<(String, String)>,
    /// The agent holds it.
    pub in_agent: bool,
}

/// No ssh offers more keys than this in a lifetime; a server hangs up long before.
const LINES: usize = 1024;

impl ListedKey {
    /// Reads what ssh printed. A name may hold anything, so a line is read from its end.
    pub fn all(printed: &[u8]) -> Vec<ListedKey> {
        let lines = printed.split(|&byte| byte == b'\n');
        lines
            .filter(|line| !line.is_empty())
            .take(LINES)
            .map(ListedKey::read)
            .collect()
    }

    fn read(line: &[u8]) -> ListedKey {
        let mut rest = line;
        let mut without = |note: &str| match rest.strip_suffix(note.as_bytes()) {
            Some(shorter) => {
                rest = shorter;
                true
            }
            None => false,
        };
        let in_agent = without(" agent");
        let _where_it_lives = without(" token") || without(" authenticator");
        let _asked_for = without(" explicit");
        let words: Vec<&[u8]> = rest.rsplitn(3, |&byte| byte == b' ').collect();
        match words[..] {
            [fingerprint, kind, name] if fingerprint.starts_with(b"SHA256:") => {
                let text = |word: &[u8]| String::from_utf8_lossy(word).into_owned();
                ListedKey {
                    name: Untrusted::new(name),
                    key: Some((text(kind), text(fingerprint))),
                    in_agent,
                }
            }
            _ => ListedKey {
                name: Untrusted::new(rest.strip_suffix(b" ").unwrap_or(rest)),
                key: None,
                in_agent: false,
            },
        }
    }
}

/// What a line tells a key by.
#[derive(PartialEq)]
enum Told {
    /// Short type and fingerprint.
    Key((String, String)),
    /// The file's name, where ssh does not see the public half.
    File(Vec<u8>),
}

impl Identities {
    /// The offers as ssh lists them; as they are where it lists nothing.
    pub(super) fn as_listed(&self, offers: Vec<Offer>) -> Vec<Offer> {
        let Some(listed) = &self.listed else {
            return offers;
        };
        let told = |offer: &Offer| (self.told(offer), offer.clone());
        let mut rest: Vec<(Told, Offer)> = offers.iter().map(told).collect();
        let mut ordered = Vec::new();
        for line in listed {
            let told = match &line.key {
                Some(key) => Told::Key(key.clone()),
                None => Told::File(line.name.bytes().to_vec()),
            };
            let fits = |(known, _): &(Told, Offer)| *known == told;
            let alike = |it: &(Told, Offer)| fits(it) && it.1.origin.in_agent() == line.in_agent;
            let at = rest.iter().position(alike);
            if let Some(at) = at.or_else(|| rest.iter().position(fits)) {
                ordered.push(rest.remove(at).1);
            }
        }
        // A list of which nothing is understood may be written as no ssh writes it today.
        match ordered.is_empty() && !listed.is_empty() {
            true => offers,
            false => ordered,
        }
    }

    /// How ssh would list this offer.
    fn told(&self, offer: &Offer) -> Told {
        let file = offer.origin.file().filter(|_| self.signs_unasked(offer));
        match file {
            Some(file) => Told::File(file.as_os_str().as_encoded_bytes().to_vec()),
            None => Told::Key((offer.key.kind(), offer.key.fingerprint())),
        }
    }

    /// Where ssh lists its keys: is that list what this program works out by itself?
    pub fn list_agrees(&self, config: &SshConfig) -> Option<bool> {
        let listed = self.listed.as_ref()?;
        let worked_out = self.worked_out(config);
        let shown = |line: &&ListedKey| line.key.is_some();
        let asked = worked_out.iter().filter(|it| !self.signs_unasked(it));
        let as_many = listed.iter().filter(shown).count() == asked.count();
        Some(as_many && self.as_listed(worked_out.clone()) == worked_out)
    }

    /// See [`super::IdentityFile::signs_unasked`].
    fn signs_unasked(&self, offer: &Offer) -> bool {
        let unasked = |path| {
            let mut files = self.files.iter();
            files.any(|file| file.path == path && file.signs_unasked)
        };
        offer.certificate.is_none()
            && !offer.origin.in_agent()
            && offer.origin.file().is_some_and(unasked)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::specimens::{key, usual_config};
    use super::super::{Agent, AgentKey, FileState, IdentityFile};
    use super::*;

    #[test]
    fn a_line_is_read_from_its_end() {
        let print = |printed: &str| -> Vec<String> {
            let listed = ListedKey::all(printed.as_bytes());
            let line = |line: &ListedKey| {
                let (kind, print) = line.key.clone().unwrap_or_default();
                format!("{}|{kind}|{print}|{}", line.name.visible(80), line.in_agent)
            };
            listed.iter().map(line).collect()
        };
        let printed = "/h/id_rsa \n\
            /h/a key  explicit\n\
            /h/k y ED25519 SHA256:abc explicit agent\n\
            /h/c RSA-CERT SHA256:def\n\
            me RSA SHA256:old explicit ED25519-SK SHA256:ghi authenticator agent\n\
            card RSA SHA256:jkl token\n\
            \x1b[31m ED25519 SHA256:mno\n\
            SHA256:x\n";
        assert_eq!(
            print(printed),
            [
                "/h/id_rsa|||false",
                "/h/a key|||false",
                "/h/k y|ED25519|SHA256:abc|true",
                "/h/c|RSA-CERT|SHA256:def|false",
                "me RSA SHA256:old explicit|ED25519-SK|SHA256:ghi|true",
                "card|RSA|SHA256:jkl|false",
                "\\x1b[31m|ED25519|SHA256:mno|false",
                "SHA256:x|||false",
            ]
        );
        assert!(print("").is_empty());
        assert_eq!(print(&"a\n".repeat(5000)).len(), LINES);
    }

    fn file(name: &str, seed: u8, signs_unasked: bool) -> IdentityFile {
        IdentityFile {
            path: PathBuf::from(name),
            explicit: true,
            state: FileState::Usable,
            public: Some(key(seed)),
            pub_mismatch: None,
            signs_unasked,
            certificate: None,
            comment: Untrusted::default(),
            dates: Vec::new(),
        }
    }

    /// What ssh's list makes of `/a` (key 1), `/pem` (key 2, unseen) and `/c` (key 3), and of key 4 in the agent.
    fn offered(listed: &str) -> (Vec<u8>, Option<bool>) {
        let mut text = listed.to_owned();
        for seed in 1..=9 {
            text = text.replace(&format!("#{seed}"), &key(seed).fingerprint());
        }
        let identities = Identities {
            files: vec![
                file("/a", 1, false),
                file("/pem", 2, true),
                file("/c", 3, false),
            ],
            agent: Agent::Keys {
                socket: PathBuf::from("/agent"),
                keys: vec![AgentKey {
                    key: key(4),
                    comment: Untrusted::from("held"),
                }],
            },
            listed: Some(ListedKey::all(text.as_bytes())),
            ..Identities::default()
        };
        let config = usual_config();
        let seed = |offer: &Offer| (1..=9).find(|seed| key(*seed) == offer.key).unwrap();
        let offers = identities.offer(&config);
        (
            offers.iter().map(seed).collect(),
            identities.list_agrees(&config),
        )
    }

    #[test]
    fn the_list_of_ssh_counts() {
        let same = "held ED25519 #4 agent\n/a ED25519 #1 explicit\n/pem  explicit\n/c ED25519 #3 explicit\n";
        for (listed, seeds, agrees) in [
            (same, &[4, 1, 2, 3][..], true),
            // Another order, one left out, one this program does not know of.
            (
                "/c ED25519 #3\n/pem \nheld ED25519 #4 agent\n/a ED25519 #1\n",
                &[3, 2, 4, 1],
                false,
            ),
            (
                "held ED25519 #4 agent\n/pem \n/c ED25519 #3\n",
                &[4, 2, 3],
                false,
            ),
            (
                "held ED25519 #4 agent\n/a ED25519 #1\n/new ED25519 #9\n/pem \n/c ED25519 #3\n",
                &[4, 1, 2, 3],
                false,
            ),
            ("", &[], false),
            ("held ED25519 #4 tomorrow\n", &[4, 1, 2, 3], false),
        ] {
            assert_eq!(offered(listed), (seeds.to_vec(), Some(agrees)), "{listed}");
        }
        let none = Identities::default();
        assert_eq!(none.list_agrees(&usual_config()), None);
    }
}
