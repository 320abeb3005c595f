//! Partial success (RFC 4252 section 5.1): the key is right, and the server wants another method on top (AuthenticationMethods).
//! Known from: the partial_success flag, and the list of what remains.

use super::words::{join, key_name};
use crate::evidence::PublicKey;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "more-authentication-required",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the key is right, and a second factor is asked for",
        "鍵は正しく、さらに 2 つ目の認証が求められています",
    ),
    text: Say::fixed(
        "\
The server accepted the key and asks for one more proof: \"Authenticated using \"publickey\" with partial success.\" The key, the account and authorized_keys are fine.

It is known from the flag the protocol has for this, and the server lists what remains: \"keyboard-interactive\" is mostly a one-time code or a push, \"password\" the account's password, \"publickey\" a second, different key.

In BatchMode, in a script or without a terminal the second step cannot be done, and the end is \"Permission denied\" with the remaining methods in parentheses: people then look at the key in vain. A second factor that was given and refused is second-factor-rejected.

Log in from a terminal and answer:

  ssh -o BatchMode=no -o PreferredAuthentications=publickey,keyboard-interactive,password user@host

For a service: whoever looks after the server may exempt one user or address with \"AuthenticationMethods publickey\" in a Match block.",
        "\
サーバーは鍵を受け付け、さらに別の認証を求めています: \"Authenticated using \"publickey\" with partial success.\"。鍵、アカウント、authorized_keys に問題はありません。

このためのフラグがプロトコルにあり、残りの認証方式もサーバーが示します。\"keyboard-interactive\" は多くの場合ワンタイムコードかプッシュ、\"password\" はアカウントのパスワード、\"publickey\" は 2 つ目の別の鍵です。

BatchMode、スクリプト、端末なしの環境では 2 段階目に進めず、残りの方式を括弧に入れた \"Permission denied\" で終わるため、鍵を疑ってしまいがちです。入力した 2 つ目の認証が拒否された場合は second-factor-rejected です。

端末からログインして応答します。

  ssh -o BatchMode=no -o PreferredAuthentications=publickey,keyboard-interactive,password user@host

サービス用には、サーバーの管理者が Match ブロックの \"AuthenticationMethods publickey\" で特定のユーザーやアドレスを例外にできます。",
    ),
    sentences: &["with partial success", "Authenticated with partial success", "Further authentication required", "Partial authentication; allowed types"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoreAuthenticationRequired {
    /// The key that was accepted.
    pub key: Option<PublicKey>,
    /// The methods that remain.
    pub remaining: Vec<String>,
}

impl Cause for MoreAuthenticationRequired {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "The key is right, and the server asks for one more step: {remaining}.",
            "鍵は正しく、サーバーがさらに次の認証を求めています: {remaining}",
            remaining = join(&self.remaining),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new(
            "server",
            say!(
                "partial success; methods that can continue: {remaining}",
                "部分的に成功 (partial success)。残りの認証方式: {remaining}",
                remaining = join(&self.remaining)
            ),
        )];
        if let Some(key) = &self.key {
            seen.push(Seen::new(
                "server",
                say!(
                    "the server accepts {key}",
                    "サーバーは {key} を受け付けます",
                    key = key_name(key)
                ),
            ));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut methods = vec![String::from("publickey")];
        methods.extend(self.remaining.iter().filter_map(|method| {
            let known = [
                "keyboard-interactive",
                "password",
                "gssapi-with-mic",
                "hostbased",
            ];
            known.contains(&method.as_str()).then(|| method.clone())
        }));
        let preferred = format!("PreferredAuthentications={}", methods.join(","));
        let text = if self.remaining.iter().all(|method| method == "publickey") {
            say!(
                "A second, different key is asked for: name both.",
                "2 つ目の別の鍵が求められています。両方の鍵を使えるようにします。"
            )
        } else {
            say!(
                "Log in from a terminal and give the second factor.",
                "端末からログインし、2 つ目の認証に応答します。"
            )
        };
        vec![Step::new(Where::Client, text).run(target.ssh(&[
            "-o",
            "BatchMode=no",
            "-o",
            &preferred,
        ]))]
    }
}
