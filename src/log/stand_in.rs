//! What a log does not tell, and the tree's facts have a place for. No sentence shows a stand-in: words take its place.

pub(super) use crate::evidence::{
    UNTOLD_ADDRESS as ADDRESS, UNTOLD_HOST as HOST, UNTOLD_USER as USER,
};
use crate::finding::Step;
use crate::lang::{Lang, Say};

/// A key of which a log has the fingerprint only ([`crate::evidence::PublicKey::line`]).
const KEY: &str = "\u{0}";

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
    let en = say
        .lang(Lang::En)
        .replace(&address, &host("the server"))
        .replace(HOST, "the server")
        .replace(USER, "this user")
        .replace(KEY, "(the one line of your public key file)");
    let ja = say
        .lang(Lang::Ja)
        .replace(&address, &host("サーバー"))
        .replace(HOST, "サーバー")
        .replace(USER, "そのユーザー")
        .replace(KEY, "(お使いの公開鍵ファイルの 1 行)");
    Say::made(en, ja)
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
