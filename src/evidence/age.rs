//! How old the offered keys are, held against the record of the host. A date on a disk proves little: a copy has a new one,
//! a clock may be wrong. So it orders what remains, and names nothing.

use std::path::PathBuf;

use super::{Evidence, IdentityFile, Offer};

/// A date that the file system keeps of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDate {
    /// The file.
    pub path: PathBuf,
    /// Seconds since 1970, by the clock of this machine at that time; 0 for what lies before.
    pub at: u64,
    /// It is the file's birth (statx(2) `stx_btime`); else its last write.
    pub birth: bool,
}

/// The line for the offered host key in a known_hosts file of the person's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// When the file was last written, seconds since 1970: the host was met by then.
    pub written: u64,
    /// A line of another host stands behind this one's. ssh appends what it learns, so this host was not the last one met.
    pub others_since: bool,
}

/// What the dates say of the keys that ssh offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyAge {
    /// The oldest of them was not on this machine yet when the host was on record already.
    SinceMet(FileDate, Met),
    /// The oldest of them was there before the record was last written.
    BeforeMet(FileDate, Met),
    /// Nothing says when the host was met, and the oldest of them came to be a short while ago.
    JustMade(FileDate),
}

/// 1996: no key of SSH is older. Images and archives bring dates of 1970.
const FIRST: u64 = 820_454_400;
/// A key is new for so long, in seconds.
const NEW: u64 = 3600;
/// A host that was met so long ago, in seconds, is an old acquaintance.
const LONG: u64 = 86_400;

impl Evidence {
    /// What the dates prove; nothing where one of them is missing or cannot be true, or where a key lives elsewhere.
    pub fn key_age(&self) -> Option<KeyAge> {
        let identities = self.identities().ok()?;
        let file = |offer: &Offer| {
            let path = offer.origin.file()?;
            identities.files.iter().find(|file| file.path == path)
        };
        let mut meant = identities.offer(self.ssh_config().ok()?);
        let asked_for = |offer: &Offer| file(offer).is_some_and(|file| file.explicit);
        if meant.iter().any(asked_for) {
            meant.retain(asked_for);
        }
        let dates: Option<Vec<&FileDate>> =
            meant.iter().map(|offer| self.made(file(offer)?)).collect();
        let key = dates?.into_iter().min_by_key(|date| date.at)?.clone();
        match self.met() {
            Some(met) if !self.is_plausible(met.written) => None,
            Some(met) if key.at > met.written => Some(KeyAge::SinceMet(key, met.clone())),
            Some(met) if key.at < met.written => Some(KeyAge::BeforeMet(key, met.clone())),
            // Within one second nothing is before the other.
            Some(_) => None,
            None if self.now - key.at < NEW => Some(KeyAge::JustMade(key)),
            None => None,
        }
    }

    /// Was this host met before today, or before others?
    pub fn is_an_old_acquaintance(&self) -> bool {
        self.met().is_some_and(|met| {
            self.is_plausible(met.written) && (met.others_since || self.now - met.written >= LONG)
        })
    }

    fn met(&self) -> Option<&Met> {
        self.host_key().ok()?.met.as_ref()
    }

    /// The earliest date of a key: it was there by then. One date that cannot be true spoils the others.
    fn made<'a>(&self, file: &'a IdentityFile) -> Option<&'a FileDate> {
        let sound = |date: &FileDate| self.is_plausible(date.at);
        let dates = &file.dates;
        let earliest = dates.iter().min_by_key(|date| date.at);
        earliest.filter(|_| dates.iter().all(sound))
    }

    const fn is_plausible(&self, at: u64) -> bool {
        FIRST <= at && at <= self.now
    }
}

#[cfg(test)]
mod tests {
    use super::super::specimens::{key, usual_config};
    use super::super::{
        Agent, AgentKey, Configuration, Fact, FileState, HostKeyStanding, Identities, KnownKey,
        StandingKind,
    };
    use super::*;
    use crate::text::Untrusted;

    /// 2025-06-15.
    const NOW: u64 = 1_750_000_000;
    const DAY: u64 = 86_400;

    fn file(name: &str, explicit: bool, dates: &[u64]) -> IdentityFile {
        let path = PathBuf::from(name);
        let date = |at: &u64| FileDate {
            path: path.clone(),
            at: *at,
            birth: true,
        };
        IdentityFile {
            dates: dates.iter().map(date).collect(),
            path: path.clone(),
            explicit,
            state: FileState::Usable,
            public: Some(key(name.len() as u8)),
            pub_mismatch: None,
            signs_unasked: false,
            certificate: None,
            comment: Untrusted::default(),
        }
    }

    fn known(identities: Identities, written: Option<u64>) -> Evidence {
        let mut evidence = Evidence {
            now: NOW,
            ..Evidence::default()
        };
        let file = PathBuf::from("known_hosts");
        let record = KnownKey {
            file: file.clone(),
            line: 1,
            key: key(1),
            hashed: false,
        };
        evidence.learn(Fact::Configuration(Configuration::Effective(Box::new(
            usual_config(),
        ))));
        evidence.learn(Fact::HostKeyStanding(HostKeyStanding {
            name: String::from("srv"),
            offered: key(1),
            kind: StandingKind::Known(record),
            other_types: Vec::new(),
            address: Vec::new(),
            other_names: Vec::new(),
            unreadable: Vec::new(),
            broken: Vec::new(),
            files: Vec::new(),
            written: Vec::new(),
            met: written.map(|written| Met {
                file,
                line: 1,
                written,
                others_since: false,
            }),
        }));
        evidence.learn(Fact::Identities(identities));
        evidence
    }

    fn age(files: &[IdentityFile], written: Option<u64>) -> &'static str {
        let identities = Identities {
            files: files.to_vec(),
            ..Identities::default()
        };
        match known(identities, written).key_age() {
            Some(KeyAge::SinceMet(..)) => "since met",
            Some(KeyAge::BeforeMet(..)) => "before met",
            Some(KeyAge::JustMade(_)) => "just made",
            None => "untold",
        }
    }

    #[test]
    fn dates_are_believed_as_far_as_they_can_be_true() {
        let (old, met, new) = (NOW - 9 * DAY, NOW - 5 * DAY, NOW - DAY);
        let future = NOW + 1;
        for (dates, written, expected) in [
            (&[new][..], Some(met), "since met"),
            (&[met], Some(met), "untold"),
            (&[old], Some(met), "before met"),
            // The earliest counts: a copy has a new birth, a new passphrase a new write.
            (&[new, old], Some(met), "before met"),
            (&[new, met + 1], Some(met), "since met"),
            (&[NOW - 60], None, "just made"),
            (&[old], None, "untold"),
            // An archive's date, a clock that was ahead, a clock that is behind now: nothing is said.
            (&[0], Some(met), "untold"),
            (&[new, 1], Some(met), "untold"),
            (&[new, future], Some(met), "untold"),
            (&[u64::MAX], Some(met), "untold"),
            (&[new], Some(0), "untold"),
            (&[new], Some(future), "untold"),
            (&[future], None, "untold"),
            (&[], Some(met), "untold"),
        ] {
            let told = age(&[file("/k", true, dates)], written);
            assert_eq!(told, expected, "{dates:?} {written:?}");
        }
    }

    #[test]
    fn the_oldest_of_the_keys_that_are_meant_counts() {
        let (old, met, new) = (NOW - 9 * DAY, NOW - 5 * DAY, NOW - DAY);
        let asked = file("/asked", true, &[new]);
        for (other, expected) in [
            (file("/other", true, &[new]), "since met"),
            (file("/other", true, &[old]), "before met"),
            (file("/other", true, &[]), "untold"),
            // Nobody asked for this one.
            (file("/other", false, &[old]), "since met"),
        ] {
            let path = other.path.clone();
            let told = age(&[asked.clone(), other], Some(met));
            assert_eq!(told, expected, "{}", path.display());
        }
        let agent = Agent::Keys {
            socket: PathBuf::from("/agent"),
            keys: vec![AgentKey {
                key: key(99),
                comment: Untrusted::default(),
            }],
        };
        let with_agent = |explicit| {
            let identities = Identities {
                files: vec![file("/k", explicit, &[new])],
                agent: agent.clone(),
                ..Identities::default()
            };
            known(identities, Some(met)).key_age().is_some()
        };
        assert!(
            with_agent(true) && !with_agent(false),
            "of a key in an agent nothing is known"
        );
    }

    #[test]
    fn a_host_is_an_old_acquaintance_after_a_day_or_where_others_were_met_since() {
        for (written, others_since, expected) in [
            (NOW - DAY, false, true),
            (NOW - DAY + 1, false, false),
            (NOW - 1, true, true),
            (NOW + 1, true, false),
            (0, false, false),
        ] {
            let mut evidence = known(Identities::default(), Some(written));
            let mut standing = evidence.host_key().unwrap().clone();
            standing.met.as_mut().unwrap().others_since = others_since;
            evidence.learn(Fact::HostKeyStanding(standing));
            assert_eq!(
                evidence.is_an_old_acquaintance(),
                expected,
                "{written} {others_since}"
            );
        }
        assert!(!known(Identities::default(), None).is_an_old_acquaintance());
    }
}
