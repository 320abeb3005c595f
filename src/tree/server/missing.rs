//! The key is in no file that sshd reads: where is it, or what was to be it?

use super::{Judge, sure};
use crate::evidence::Sentence;
use crate::evidence::server::{AskedKey, Person, PlaceState, Registered};
use crate::finding::Certainty::Likely;
use crate::finding::server::authorized_keys_elsewhere::AuthorizedKeysElsewhere;
use crate::finding::server::authorized_keys_line_broken::AuthorizedKeysLineBroken;
use crate::finding::server::key_not_registered::KeyNotRegistered;
use crate::finding::server::key_registered_for_other_user::KeyRegisteredForOtherUser;
use crate::finding::server::keys_command_failed::KeysCommandFailed;
use crate::finding::server::looked::{Looked, key_line, logged, mode, setting};
use crate::finding::server::{self, mend};
use crate::finding::{Certainty, Seen};
use crate::say;
use crate::text::Untrusted;

impl<'a> Judge<'a> {
    /// The key stands in no file that sshd reads.
    pub(super) fn not_found(self, asked: &AskedKey, person: &'a Person) -> Option<Looked> {
        if let Some(helper) = self.helper() {
            return Some(helper);
        }
        if let Some((found, Some(line))) = self.look.unread.iter().find(|(_, line)| line.is_some())
        {
            let known = self.look.settings("authorizedkeysfile");
            let read = self
                .look
                .files
                .iter()
                .map(|file| file.place.path.clone())
                .collect();
            let cause = AuthorizedKeysElsewhere {
                found: found.clone(),
                line: *line,
                read,
            };
            let value = known.clone().unwrap_or_default().join(" ");
            let line = self.look.line_with("authorizedkeysfile", &value);
            let seen = vec![setting("authorizedkeysfile", &value, line)];
            let steps = self.register_where_sshd_looks(asked, person);
            return Some(
                Looked::certain(cause, seen)
                    .at_most(sure(known.is_some()))
                    .mended_by(steps),
            );
        }
        if let Some(missing) = self.no_file(person) {
            return Some(missing);
        }
        if self
            .look
            .files
            .iter()
            .any(|file| file.place.state == PlaceState::Denied)
        {
            return None;
        }
        if let Some(broken) = self.broken_line(asked, person) {
            return Some(broken);
        }
        let helpers = sure(
            self.look.helpers.is_empty() && self.look.settings("authorizedkeysfile").is_some(),
        );
        let steps = self.register_where_sshd_looks(asked, person);
        if !self.look.others.is_empty() {
            let others = self.look.others.clone();
            let looked =
                Looked::certain(KeyRegisteredForOtherUser { others }, Vec::new()).at_most(helpers);
            let mut all = looked.inner.next(&self.as_target());
            all.extend(steps);
            return Some(looked.mended_by(all));
        }
        let seen = self
            .look
            .files
            .iter()
            .filter(|file| file.place.state == PlaceState::Readable)
            .take(4)
            .map(|file| {
                let keys: Vec<String> = self.keys_in(file).take(6).collect();
                let words = if keys.is_empty() {
                    say!("holds no key", "鍵は登録されていません")
                } else {
                    say!(
                        "holds {keys}, not this key",
                        "登録されている鍵: {keys}。この鍵はありません",
                        keys = keys.join(", ")
                    )
                };
                Seen::new("authorized_keys", words).in_file(&file.place.path)
            });
        let words = say!(
            "The key stands in no file that sshd reads for {user}.",
            "この鍵は、sshd が {user} について読むどのファイルにもありません。",
            user = Untrusted::from(self.ask.user.as_deref().unwrap_or_default()).visible(64)
        );
        let looked = Looked::certain(KeyNotRegistered, seen.collect())
            .at_most(helpers)
            .mended_by(steps)
            .told(words);
        Some(if self.look.others_denied {
            looked.or_else_of(&["key-registered-for-other-user"])
        } else {
            looked
        })
    }

    pub(super) fn as_target(self) -> crate::target::Target {
        self.ask.target(&self.look.host.visible(64), self.port())
    }

    pub(super) fn register_where_sshd_looks(
        self,
        asked: &AskedKey,
        person: &Person,
    ) -> Vec<crate::finding::Step> {
        let user = self.ask.user.as_deref().unwrap_or_default();
        let file = self.look.files.first();
        match file.filter(|_| !asked.key.is_fingerprint_only()) {
            Some(file) => vec![mend::register_in(
                &file.place.path,
                person,
                user,
                &asked.key,
            )],
            None => Vec::new(),
        }
    }

    /// A line that was meant to be the key, and that sshd cannot read.
    pub(super) fn broken_line(self, asked: &AskedKey, person: &'a Person) -> Option<Looked> {
        let fingerprint = asked.key.is_fingerprint_only();
        for file in &self.look.files {
            for line in &file.lines {
                let Registered::Broken(why) = line.read() else {
                    continue;
                };
                let own = line.holds_a_piece_of(asked);
                if !own && !fingerprint {
                    continue;
                }
                let path = &file.place.path;
                let cause = AuthorizedKeysLineBroken {
                    path: Some(path.clone()),
                    line: Some(line.number),
                    text: Untrusted::from(why),
                };
                let words = say!(
                    "sshd cannot read this line: {why}",
                    "sshd はこの行を読めません: {why}",
                    why = why
                );
                let mut steps = vec![mend::show_line(path, line.number)];
                if own {
                    steps.push(mend::without_line(
                        path,
                        line.number,
                        person,
                        self.ask.user.as_deref().unwrap_or_default(),
                    ));
                    steps.extend(self.register_where_sshd_looks(asked, person));
                }
                return Some(
                    Looked::certain(cause, vec![key_line(path, line, words)])
                        .at_most(if own { Certainty::Certain } else { Likely })
                        .mended_by(steps),
                );
            }
        }
        None
    }

    /// AuthorizedKeysCommand: owner and modes as sshd wants them of a program (misc.c `subprocess`), its user, and what
    /// the log has of it. It is not run here.
    pub(super) fn helper(self) -> Option<Looked> {
        let helper = self
            .look
            .helpers
            .iter()
            .find(|helper| helper.option.contains("authorizedkeyscommand"))?;
        let path = &helper.place.path;
        let cause = || KeysCommandFailed {
            path: Some(path.clone()),
            status: None,
        };
        if matches!(helper.place.state, PlaceState::Missing | PlaceState::NoFile) {
            let words = say!("the program is not there", "プログラムがありません");
            return Some(Looked::certain(
                cause(),
                vec![Seen::new("file", words).in_file(path)],
            ));
        }
        let unsafe_step = helper
            .place
            .walk
            .steps
            .iter()
            .find(|step| step.uid != 0 || step.group_writes() || step.others_write());
        if let Some(step) = unsafe_step {
            return Some(
                Looked::certain(cause(), vec![mode(step)]).mended_by(mend::safe(
                    step,
                    "root",
                    step.uid != 0,
                )),
            );
        }
        if let Some(user) = &helper.unknown_user {
            let words = say!(
                "its user {user} does not exist",
                "実行ユーザー {user} が存在しません",
                user = user.visible(40)
            );
            return Some(Looked::certain(
                cause(),
                vec![Seen::new("AuthorizedKeysCommandUser", words)],
            ));
        }
        let (said, line) = self.in_the_log(Sentence::KeysCommandFailed)?;
        let inner = server::of(said)?;
        Some(Looked {
            inner,
            certainty: Certainty::Certain,
            seen: vec![logged(line)],
            steps: Vec::new(),
            words: None,
        })
    }
}
