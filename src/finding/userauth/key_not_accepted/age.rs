//! What the dates of the keys, and the answer whether the login has worked before, say of what remains.

use super::super::words::{show, utc};
use super::KeyNotAccepted;
use super::remains::{first, last};
use crate::evidence::{FileDate, KeyAge};
use crate::finding::server::{
    account_expired, account_locked, authorized_keys_elsewhere, authorized_keys_missing,
    authorized_keys_permissions, home_unusable, key_algorithm_refused, key_not_registered,
    key_registered_for_other_user, key_restricted, key_revoked, user_not_allowed, user_unknown,
};
use crate::finding::userauth::wrong_user;
use crate::finding::{Code, Seen};
use crate::lang::Say;
use crate::say;

impl KeyNotAccepted {
    /// Did every key that ssh offers come to this machine after the host was met?
    fn is_newer_than_the_record(&self) -> bool {
        matches!(self.age, Some(KeyAge::SinceMet(..)))
    }

    /// Moves what the dates and the answer speak for to the front, and to the end what they speak against.
    pub(super) fn order_by_age(&self, codes: &mut Vec<Code>) {
        let by_hand = matches!(self.installed.as_deref(), Some("ssh-copy-id" | "console"));
        if self.is_newer_than_the_record() && !by_hand {
            // The server knows the key before it, if any.
            first(
                codes,
                &[&key_not_registered::PAGE, &authorized_keys_missing::PAGE],
            );
        } else if self.worked_before == Some(true) && !self.is_newer_than_the_record() {
            // The key was registered under this name and counted: something changed on the server.
            first(
                codes,
                &[
                    &authorized_keys_permissions::PAGE,
                    &user_not_allowed::PAGE,
                    &authorized_keys_missing::PAGE,
                    &account_expired::PAGE,
                    &account_locked::PAGE,
                    &authorized_keys_elsewhere::PAGE,
                    &key_restricted::PAGE,
                    &key_revoked::PAGE,
                    &home_unusable::PAGE,
                    &key_algorithm_refused::PAGE,
                    &key_not_registered::PAGE,
                ],
            );
            last(
                codes,
                &[
                    &user_unknown::PAGE,
                    &key_registered_for_other_user::PAGE,
                    &wrong_user::PAGE,
                ],
            );
        }
        let young = matches!(self.age, Some(KeyAge::JustMade(_)));
        if young || self.worked_before == Some(false) {
            // What runs out or is taken back needs time.
            last(
                codes,
                &[
                    &account_expired::PAGE,
                    &key_restricted::PAGE,
                    &key_revoked::PAGE,
                ],
            );
        }
    }

    /// What was seen of the dates, and what the person said.
    pub(super) fn seen_of_age(&self) -> Vec<Seen> {
        let dates = self.age.as_ref().map(|age| match age {
            KeyAge::SinceMet(key, met) => Seen::new(
                "files",
                made(key).then(&say!(
                    "; {known_hosts}, which holds this host on line {line}, was last written before that, on {written}: the host was on record before this key came to this machine, so the server may know an older one",
                    "。このホストを {line} 行目に記録している {known_hosts} の最終更新はそれより前の {written} です。この鍵がこの端末に置かれる前から記録があるため、サーバーに登録されているのは以前の鍵かもしれません",
                    known_hosts = show(&met.file),
                    line = met.line,
                    written = utc(met.written),
                )),
            ),
            KeyAge::BeforeMet(key, met) => Seen::new(
                "files",
                made(key).then(&say!(
                    "; {known_hosts}, which holds this host on line {line}, was last written after that, on {written}",
                    "。このホストを {line} 行目に記録している {known_hosts} の最終更新はそれより後の {written} です",
                    known_hosts = show(&met.file),
                    line = met.line,
                    written = utc(met.written),
                )),
            ),
            KeyAge::JustMade(key) => Seen::new(
                "files",
                made(key).then(&say!(
                    ", less than an hour ago",
                    " (作成から 1 時間未満)"
                )),
            ),
        });
        let said = self.worked_before.map(|worked| {
            Seen::new(
                "answer",
                match (worked, self.is_newer_than_the_record()) {
                    (true, false) => say!(
                        "this login has worked before: if with one of these keys, something has changed on the server since",
                        "このログインは以前に成功しています。これらの鍵で成功していたのなら、その後サーバー側で何かが変わっています"
                    ),
                    (true, true) => say!(
                        "this login has worked before: with a key older than this one, if the dates are right",
                        "このログインは以前に成功しています。日時が正しければ、そのときの鍵はこの鍵より古いものです"
                    ),
                    (false, _) => say!(
                        "this login has never worked",
                        "このログインに成功したことはありません"
                    ),
                },
            )
        });
        dates.into_iter().chain(said).collect()
    }
}

/// What proves that the key was there, and since when.
fn made(key: &FileDate) -> Say {
    let (file, at) = (show(&key.path), utc(key.at));
    if key.birth {
        say!(
            "{file} came to be on this disk on {at}",
            "{file} がこのディスクに作成された日時は {at} です",
            file = file,
            at = at,
        )
    } else {
        say!(
            "{file} was last written on {at}",
            "{file} の最終更新は {at} です",
            file = file,
            at = at,
        )
    }
}
