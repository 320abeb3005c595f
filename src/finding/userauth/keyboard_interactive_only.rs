//! The server lists keyboard-interactive only (RFC 4256): a prompt it words itself, for a password, a one-time code or a push.
//! Known from: the answer to `none`; BatchMode, KbdInteractiveAuthentication or a missing terminal on this side.

use super::words::{join, user};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "keyboard-interactive-only",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the server wants a challenge the person's set-up does not give",
        "サーバーが対話式の認証を求めていますが、今の環境では応答できません",
    ),
    text: Say::fixed(
        "\
The only method this server lists for this user is \"keyboard-interactive\": it puts questions of its own (a password through PAM, a one-time code, a push to a phone) and wants them answered. The present set-up cannot: BatchMode is on, there is no terminal, or KbdInteractiveAuthentication is off.

It is known from the server's answer to the request \"none\". In BatchMode ssh skips the method silently and ends with \"Permission denied (keyboard-interactive)\".

What is asked shows only in the prompt itself: \"Password:\" is the account's password, \"Verification code:\" or \"Duo\" a second device. \"password\" as a method is another thing: a program that only knows \"password\" (sshpass, old libraries) fails here.

Log in from a terminal:

  ssh -o BatchMode=no -o KbdInteractiveAuthentication=yes -o PreferredAuthentications=keyboard-interactive user@host

For a service or a script ask for a key: nobody can type a code for it.",
        "\
サーバーがこのユーザーに提示した認証方式は \"keyboard-interactive\" だけです。サーバーが自分の言葉で質問し (PAM 経由のパスワード、ワンタイムコード、スマートフォンへのプッシュなど)、応答を求めます。今の環境では、BatchMode が有効、端末がない、KbdInteractiveAuthentication が無効などの理由で応答できません。

要求 \"none\" に対するサーバーの応答で分かりました。BatchMode では ssh がこの方式を黙って飛ばし、\"Permission denied (keyboard-interactive)\" で終わります。

何を尋ねられるかは、プロンプトを見るまで分かりません。\"Password:\" ならアカウントのパスワード、\"Verification code:\" や \"Duo\" なら別のデバイスです。認証方式としての \"password\" とは別のものなので、\"password\" しか使えないプログラム (sshpass や古いライブラリ) はここで失敗します。

端末からログインします。

  ssh -o BatchMode=no -o KbdInteractiveAuthentication=yes -o PreferredAuthentications=keyboard-interactive user@host

サービスやスクリプトにはコードを入力する人がいないため、鍵での認証を管理者に依頼します。",
    ),
    sentences: &["Permission denied (keyboard-interactive)", "Authentications that can continue: keyboard-interactive"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyboardInteractiveOnly {
    /// The methods the server lists.
    pub methods: Vec<String>,
    /// BatchMode is on.
    pub batch_mode: bool,
}

impl Cause for KeyboardInteractiveOnly {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        if self.batch_mode {
            say!(
                "The server asks {user} questions of its own (keyboard-interactive), and BatchMode forbids ssh to put them.",
                "サーバーは {user} に対話式の認証 (keyboard-interactive) を求めていますが、BatchMode のため ssh は応答できません。",
                user = user(target),
            )
        } else {
            say!(
                "The server asks {user} questions of its own (keyboard-interactive), and this set-up cannot answer them.",
                "サーバーは {user} に対話式の認証 (keyboard-interactive) を求めていますが、今の環境では応答できません。",
                user = user(target),
            )
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        vec![
            Seen::new(
                "server",
                say!(
                    "methods that can continue: {methods}",
                    "サーバーが提示した認証方式: {methods}",
                    methods = join(&self.methods)
                ),
            ),
            Seen::new(
                "ssh -G",
                if self.batch_mode {
                    Say::verbatim("batchmode yes")
                } else {
                    say!(
                        "KbdInteractiveAuthentication or PreferredAuthentications leaves the method out, or there is no terminal",
                        "KbdInteractiveAuthentication か PreferredAuthentications で無効になっているか、端末がありません"
                    )
                },
            ),
        ]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Log in from a terminal and answer the questions.",
                    "端末からログインし、質問に答えます。"
                ),
            )
            .run(target.ssh(&[
                "-o",
                "BatchMode=no",
                "-o",
                "KbdInteractiveAuthentication=yes",
                "-o",
                "PreferredAuthentications=keyboard-interactive",
            ])),
            Step::new(
                Where::Administrator,
                say!(
                    "For a service or a script: ask for a login by key for {user}; nobody can type a code for it.",
                    "サービスやスクリプトの場合: {user} の公開鍵認証を許可してもらいます。コードを入力する人がいないためです。",
                    user = user(target),
                ),
            ),
        ]
    }
}
