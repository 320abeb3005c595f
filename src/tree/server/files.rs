//! What sshd refuses of a file of keys, or of the line in it: owners, modes, from=, expiry-time=.

use super::keys::Found;
use super::strict::Flaw;
use super::{Judge, sure};
use crate::evidence::pattern::host_and_address;
use crate::evidence::server::{KeysFile, Person, PlaceState};
use crate::finding::server::authorized_keys_missing::AuthorizedKeysMissing;
use crate::finding::server::authorized_keys_permissions::AuthorizedKeysPermissions;
use crate::finding::server::home_unusable::HomeUnusable;
use crate::finding::server::key_restricted::KeyRestricted;
use crate::finding::server::looked::{Looked, key_line, mode, setting};
use crate::finding::server::mend;
use crate::finding::{Cause, Seen};
use crate::say;
use crate::text::Untrusted;

impl<'a> Judge<'a> {
    /// What sshd refuses about a file that holds the key.
    pub(super) fn refuses_file(self, file: &'a KeysFile, person: &'a Person) -> Option<Looked> {
        if file.place.state != PlaceState::Readable {
            return None;
        }
        let user = self.ask.user.as_deref().unwrap_or_default();
        match self.flaw(&file.place, person)? {
            Flaw::Unsafe {
                step,
                foreign,
                sure: certain,
            } => {
                let cause = AuthorizedKeysPermissions {
                    path: Some(step.path.clone()),
                };
                let mut seen = vec![mode(step)];
                let line = self.look.line_with("strictmodes", "yes");
                seen.extend(line.map(|line| setting("strictmodes", "yes", Some(line))));
                let steps = mend::safe(step, user, foreign);
                Some(
                    Looked::certain(cause, seen)
                        .at_most(sure(certain))
                        .mended_by(steps),
                )
            }
            Flaw::Closed { step, at_home } => {
                let certain = sure(!step.has_acl());
                let seen = vec![
                    mode(step),
                    Seen::new(
                        "sshd",
                        say!(
                            "sshd opens the file as {user}, who may not",
                            "sshd は {user} の権限でファイルを開きますが、許可がありません",
                            user = user
                        ),
                    ),
                ];
                let steps = mend::safe(step, user, true);
                let inner: Box<dyn Cause> = if at_home {
                    Box::new(HomeUnusable {
                        path: Some(step.path.clone()),
                    })
                } else {
                    Box::new(AuthorizedKeysPermissions {
                        path: Some(step.path.clone()),
                    })
                };
                Some(Looked {
                    inner,
                    certainty: certain,
                    seen,
                    steps,
                    words: None,
                })
            }
        }
    }

    /// from= and expiry-time=.
    pub(super) fn restricted(self, found: &Found<'_>) -> Option<Looked> {
        let file = &found.file.place.path;
        let cause = || KeyRestricted {
            path: Some(file.clone()),
            line: Some(found.line.number),
        };
        // The day is the server's local time, which is not known here.
        const HALF_A_DAY: u64 = 14 * 3_600;
        if let Some(end) = found.options.expires
            && self.look.now > end
        {
            let words = say!(
                "expiry-time= has passed",
                "expiry-time= の期限が過ぎています"
            );
            let certain = sure(self.look.now > end + HALF_A_DAY);
            let seen = vec![key_line(file, found.line, words)];
            let steps = self.renewed(found);
            return Some(
                Looked::certain(cause(), seen)
                    .at_most(certain)
                    .mended_by(steps),
            );
        }
        let (list, from) = (found.options.from.as_deref()?, self.ask.from?);
        let host = self
            .look
            .effective
            .as_ref()
            .map(|effective| effective.host_seen.clone())
            .unwrap_or_default();
        if host_and_address(list, &host, from) {
            return None;
        }
        let words = say!(
            "from=\"{list}\" does not hold {from}",
            "from=\"{list}\" に {from} は含まれません",
            list = Untrusted::from(list).visible(120),
            from = from
        );
        let certain = sure(
            !list.contains(|c: char| c.is_ascii_alphabetic()) || self.look.is_set("usedns", "no"),
        );
        let seen = vec![key_line(file, found.line, words)];
        Some(
            Looked::certain(cause(), seen)
                .at_most(certain)
                .mended_by(self.renewed(found)),
        )
    }

    /// The line without its options, after a look at it.
    pub(super) fn renewed(self, found: &Found<'_>) -> Vec<crate::finding::Step> {
        let file = &found.file.place.path;
        let mut steps = vec![mend::show_line(file, found.line.number)];
        if let (Some(person), Some(user)) = (self.look.person(), self.ask.user.as_deref()) {
            let caution = say!(
                "this lets the key in from everywhere and for ever: the options were somebody's decision",
                "これで鍵はどこからでも無期限に使えます。オプションには設定した人の意図があります"
            );
            steps.push(mend::without_line(file, found.line.number, person, user));
            steps.push(mend::register_in(file, person, user, &found.key).caution(caution));
        }
        steps
    }

    /// A file that sshd refuses, whatever it holds.
    pub(super) fn flawed_file(self, person: &'a Person) -> Option<Looked> {
        self.look
            .files
            .iter()
            .find_map(|file| self.refuses_file(file, person))
    }

    /// None of the files is there, or can be used.
    pub(super) fn no_file(self, person: &'a Person) -> Option<Looked> {
        let user = self.ask.user.as_deref().unwrap_or_default();
        if self.look.files.iter().any(|file| {
            file.place.state == PlaceState::Readable && self.refuses_file(file, person).is_none()
        }) || self
            .look
            .files
            .iter()
            .any(|file| file.place.state == PlaceState::Denied)
        {
            return None;
        }
        if let Some(flawed) = self.flawed_file(person) {
            return Some(flawed);
        }
        let first = self.look.files.first()?;
        let in_home = first.place.path.starts_with(&person.home);
        if in_home && person.home_walk.missing.contains(&person.home) {
            let words = say!(
                "the home directory of {user} is not there",
                "{user} のホームディレクトリがありません",
                user = user
            );
            let seen = vec![Seen::new("file", words).in_file(&person.home)];
            let cause = HomeUnusable {
                path: Some(person.home.clone()),
            };
            return Some(
                Looked::certain(cause, seen).mended_by(vec![mend::make_home(person, user)]),
            );
        }
        // Other sources of keys count as well, and may hold this one.
        let only = self.look.helpers.is_empty()
            && self
                .ask
                .key
                .as_ref()
                .is_none_or(|asked| asked.certificate.is_none());
        let settings = sure(only && self.look.settings("authorizedkeysfile").is_some());
        let seen = self.look.files.iter().take(4).map(|file| {
            let words = match file.place.state {
                PlaceState::NoFile => say!("is no file", "ファイルではありません"),
                PlaceState::Missing | PlaceState::Denied | PlaceState::Readable => {
                    say!("is not there", "存在しません")
                }
            };
            Seen::new("authorized_keys", words).in_file(&file.place.path)
        });
        let cause = AuthorizedKeysMissing {
            path: Some(first.place.path.clone()),
        };
        let looked = Looked::certain(cause, seen.collect()).at_most(settings);
        Some(match &self.ask.key {
            Some(asked) if !asked.key.is_fingerprint_only() => {
                looked.mended_by(vec![mend::register_in(
                    &first.place.path,
                    person,
                    user,
                    &asked.key,
                )])
            }
            Some(_) | None => looked,
        })
    }
}
