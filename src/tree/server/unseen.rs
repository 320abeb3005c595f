//! What of the keys could not be looked at, and what is worth knowing of them.

use super::Judge;
use super::keys::Found;
use crate::evidence::server::{KeysFile, PlaceState};
use crate::lang::Say;
use crate::say;
use crate::text::Untrusted;

impl<'a> Judge<'a> {
    /// What of the keys could not be looked at.
    pub(super) fn unseen_of_keys(self) -> Vec<(Say, &'static [&'static str])> {
        let mut unseen: Vec<(Say, &'static [&'static str])> = Vec::new();
        let denied = |file: &&KeysFile| file.place.state == PlaceState::Denied;
        if let Some(file) = self.look.files.iter().find(denied) {
            unseen.push((
                say!(
                    "the keys in {file}",
                    "{file} の鍵",
                    file = file.place.path.display()
                ),
                &[
                    "key-not-registered",
                    "authorized-keys-permissions",
                    "authorized-keys-missing",
                ],
            ));
        }
        let found = self.ask.key.as_ref().map(|asked| self.found(asked));
        let by_place = |found: &Found<'_>| found.options.from.is_some();
        if self.ask.from.is_none()
            && found.is_some_and(|found| !found.is_empty() && found.iter().all(by_place))
        {
            unseen.push((
                say!(
                    "whether from= of the key's line holds",
                    "鍵の行の from= に合うかどうか"
                ),
                &["key-restricted"],
            ));
        }
        let certificate = self
            .ask
            .key
            .as_ref()
            .is_some_and(|asked| asked.certificate.is_some());
        let unread = self
            .look
            .authorities
            .iter()
            .any(|(place, _)| place.state == PlaceState::Denied);
        if certificate && unread {
            unseen.push((
                say!("the authorities sshd trusts", "sshd が信頼する認証局"),
                &["certificate-authority-untrusted"],
            ));
        }
        if self.look.helpers.iter().any(|_| {
            self.ask
                .key
                .as_ref()
                .is_some_and(|asked| self.found(asked).is_empty())
        }) {
            unseen.push((
                say!(
                    "what AuthorizedKeysCommand answers",
                    "AuthorizedKeysCommand の出力"
                ),
                &["keys-command-failed", "key-not-registered"],
            ));
        }
        unseen
    }

    /// The keys that are registered, where none was named; a second factor.
    pub(super) fn notes_of_keys(self) -> Vec<Say> {
        let mut notes = Vec::new();
        if self.ask.user.is_some() && self.ask.key.is_none() && self.look.person().is_some() {
            let keys: Vec<String> = self
                .look
                .files
                .iter()
                .flat_map(|file| self.keys_in(file))
                .take(12)
                .collect();
            notes.push(if super::by_console(self.ask) {
                say!(
                    "No key was judged: the script was made without one.",
                    "鍵は判断していません。スクリプトに鍵が含まれていないためです。"
                )
            } else if keys.is_empty() {
                say!(
                    "No key was judged: give one with --key. None is registered where sshd looks.",
                    "鍵は判断していません。--key で指定してください。sshd が見る場所に登録された鍵はありません。"
                )
            } else {
                say!(
                    "No key was judged: give one with --key. Registered are {keys}.",
                    "鍵は判断していません。--key で指定してください。登録されている鍵: {keys}。",
                    keys = keys.join(", ")
                )
            });
        }
        if let Some(methods) = self
            .look
            .setting("authenticationmethods")
            .filter(|methods| methods.contains(','))
        {
            notes.push(say!(
                "AuthenticationMethods asks for more than one proof: {methods}.",
                "AuthenticationMethods は複数の認証を求めています: {methods}。",
                methods = Untrusted::from(methods.as_str()).visible(120)
            ));
        }
        notes
    }
}
