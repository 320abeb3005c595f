//! What is said of a server that was looked at through another login.

use super::Judge;
use super::both::Reached;
use crate::evidence::Evidence;
use crate::evidence::server::{Rights, Same};
use crate::lang::{Lang, Say};
use crate::say;
use crate::text::Untrusted;

impl Judge<'_> {
    /// That the server shows nothing, and what of it was not seen.
    pub(super) fn nothing_there(self, reached: Reached, same: Same, evidence: &Evidence) -> Say {
        let via = via(evidence);
        let unseen = self.unseen();
        let what = |lang| {
            let words: Vec<&str> = unseen.iter().map(|(what, _)| what.lang(lang)).collect();
            words.join(if lang == Lang::En { "; " } else { "、" })
        };
        if !unseen.is_empty() {
            return Say::made(
                format!(
                    "On the server, looked at through {via}, nothing that could be seen keeps this login out; not seen: {}.",
                    what(Lang::En)
                ),
                format!(
                    "{via} で調べたサーバー側の見えた範囲に、このログインを妨げるものはありません。確認できなかったもの: {}。",
                    what(Lang::Ja)
                ),
            );
        }
        if reached == Reached::Way && same == Same::Yes {
            return say!(
                "On the server, looked at through {via}, sshd waits on port {port} and nothing there turns this client away: the reason lies in between.",
                "{via} で調べたところ、サーバー上の sshd はポート {port} で待ち受けており、この接続元を拒むものもありません。原因は途中の経路にあります。",
                via = via,
                port = self.port()
            );
        }
        say!(
            "On the server, looked at through {via}, nothing keeps this login out.",
            "{via} で調べたサーバー側に、このログインを妨げるものはありません。",
            via = via
        )
    }

    /// What is worth knowing of a look from afar.
    pub(super) fn notes_from_afar(self, same: Same, evidence: &Evidence) -> Vec<Say> {
        let via = via(evidence);
        let mut notes = vec![say!(
            "Logged in through {via} with your ssh, ran one script there that only reads, and left.",
            "お使いの ssh で {via} にログインし、読むだけのスクリプトを 1 つ実行して切断しました。",
            via = via
        )];
        if same == Same::Unknown {
            notes.push(say!(
                "Nothing tells whether {via} ({host}) is the machine that this login leads to.",
                "{via} ({host}) が、このログインの接続先と同じマシンかどうかは確認できません。",
                via = via,
                host = self.look.host.visible(64)
            ));
        }
        if !self.look.by_root() {
            notes.push(if self.look.rights == Rights::Password {
                say!(
                    "Not everything can be seen there without root, and sudo wants a password there.",
                    "root でなければ見えないものがあります。接続先の sudo にはパスワードが必要です。"
                )
            } else {
                say!(
                    "Not everything can be seen there without root: give a login that is root, or may use sudo.",
                    "root でなければ見えないものがあります。root か sudo を使えるログインを指定してください。"
                )
            });
        }
        if self.ask.from.is_none() {
            notes.push(say!(
                "Rules by address were not judged: from which address the server sees this login is not known.",
                "アドレスによる規則は判断していません。サーバーから見た接続元のアドレスが分からないためです。"
            ));
        }
        notes.extend(self.note_of_configuration());
        notes
    }
}

/// The other login as it was typed.
pub(super) fn via(evidence: &Evidence) -> String {
    let given = evidence.target.via.as_ref().map(|via| via.given.as_str());
    Untrusted::from(given.unwrap_or_default()).visible(80)
}
