//! What a log does not tell, and the tree's facts have a place for. No sentence shows a stand-in: words take its place.

pub(super) use crate::evidence::{
    UNTOLD_ADDRESS as ADDRESS, UNTOLD_HOST as HOST, UNTOLD_USER as USER,
};
use crate::finding::Step;
use crate::lang::{Lang, Say};
use crate::text::Untrusted;

/// A key of which a log has the fingerprint only ([`crate::evidence::PublicKey::line`]).
const KEY: &str = "\u{0}";

/// `text` with words for a stand-in, however a sentence shows it.
fn told(text: &str, unknown: &str, words: &str) -> String {
    text.replace(unknown, words)
        .replace(&Untrusted::from(unknown).visible(8), words)
}

/// The words of a sentence with words for what is not known; `host` is the name the log uses.
pub(super) fn words(say: &Say, host: &str) -> Say {
    let address = ADDRESS.to_string();
    let host = |unknown: &str| {
        if host == HOST {
            unknown.to_owned()
        } else {
            host.to_owned()
        }
    };
    let all = |lang, server: &str, user, key| {
        let text = say.lang(lang).replace(&address, &host(server));
        told(&told(&told(&text, HOST, server), USER, user), KEY, key)
    };
    Say::made(
        all(
            Lang::En,
            "the server",
            "this user",
            "(the one line of your public key file)",
        ),
        all(
            Lang::Ja,
            "サーバー",
            "そのユーザー",
            "(お使いの公開鍵ファイルの 1 行)",
        ),
    )
}

/// A step with words for what is not known; without its command where that would need it.
pub(super) fn step(step: Step, host: &str) -> Step {
    let unknown = ADDRESS.to_string();
    let knows = |text: &str| !text.contains(&unknown) && !text.contains(char::is_control);
    Step {
        text: words(&step.text, host),
        command: step
            .command
            .filter(|command| command.line().is_some_and(knows)),
        lines: step.lines.into_iter().filter(|line| knows(line)).collect(),
        caution: step.caution.map(|caution| words(&caution, host)),
        ..step
    }
}
