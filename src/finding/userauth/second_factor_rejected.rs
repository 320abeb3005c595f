//! The first method was accepted, and the answer to the second was refused.
//! Known from: partial success, a prompt, FAILURE. Time-based codes (RFC 6238) depend on both clocks.

use super::words::{key_name, quotes, user};
use crate::evidence::PublicKey;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "second-factor-rejected",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the second factor given is refused",
        "2 つ目の認証が拒否されました",
    ),
    text: Say::fixed(
        "\
The key (or password) was accepted, the server asked for a second factor, and refused what was given: the code was wrong, too late or already used, the push was denied or ran out, or this account has no second factor set up on the server.

It is known from the order of events: \"partial success\" for the first step, a prompt such as \"Verification code:\", then \"Permission denied\".

Time-based codes need right clocks: thirty seconds off is enough. That a code is never accepted, not even a fresh one, points to the clock of the phone or the server, or to another account's entry in the app. If no prompt was answered at all, it is more-authentication-required.

Check the clocks, wait for a fresh code, and try once more:

  date -u
  timedatectl

On the server the log names the module: sudo journalctl -u ssh -u sshd --since -1h | grep -iE 'google_authenticator|duo|pam'. Some codes of an emergency list still work when the device is lost.",
        "\
鍵 (またはパスワード) は受け付けられましたが、続く 2 つ目の認証が拒否されました。コードの誤り、期限切れ、使用済み、プッシュの拒否や時間切れ、またはサーバー側でこのアカウントの 2 要素が設定されていないことが考えられます。

順序で分かります。1 段階目の \"partial success\"、\"Verification code:\" などのプロンプト、その後の \"Permission denied\" です。

時刻ベースのコードには正しい時計が必要で、30 秒のずれでも失敗します。新しいコードでも一度も通らない場合は、スマートフォンかサーバーの時計、またはアプリの別アカウントの項目を疑います。プロンプトに応答していない場合は more-authentication-required です。

時計を確認し、新しいコードを待ってもう一度試します。

  date -u
  timedatectl

サーバーのログにはモジュール名が出ます: sudo journalctl -u ssh -u sshd --since -1h | grep -iE 'google_authenticator|duo|pam'。デバイスを失った場合は、控えておいた緊急用コードが使えることがあります。",
    ),
    sentences: &["Invalid verification code"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactorRejected {
    /// The key that was the first factor, if it was one.
    pub key: Option<PublicKey>,
    /// The banner or text, line by line.
    pub said: Vec<Untrusted>,
}

impl Cause for SecondFactorRejected {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn candidates(&self) -> Vec<Code> {
        vec![
            &crate::finding::server::pam_denied::PAGE,
            &crate::finding::server::account_locked::PAGE,
        ]
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The first step was accepted for {user}, and the answer to the second one was refused.",
            "{user} の 1 段階目の認証は受け付けられましたが、2 段階目に入力した内容は拒否されました。",
            user = user(target),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = Vec::new();
        if let Some(key) = &self.key {
            seen.push(Seen::new(
                "server",
                say!(
                    "partial success with {key}",
                    "{key} で部分的に成功 (partial success)",
                    key = key_name(key)
                ),
            ));
        }
        seen.push(Seen::new(
            "server",
            say!(
                "the server answered what was typed next with a refusal",
                "続けて入力した内容に、サーバーは拒否を返しました"
            ),
        ));
        seen.extend(quotes(&self.said));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!(
                    "If it was a time-based code: is this the right time? Compare it with the device that shows the code; thirty seconds off is enough to fail.",
                    "時刻ベースのコードの場合: 時計が合っているかを、コードを表示する機器と比べます。30 秒ずれているだけで失敗します。"
                ),
            )
            .run(Command::new(["date", "-u"])),
            Step::new(
                Where::Client,
                say!(
                    "Wait for a fresh code, and log in once more.",
                    "新しいコードを待って、もう一度ログインします。"
                ),
            )
            .run(target.ssh(&[])),
            Step::new(
                Where::Server,
                say!(
                    "As root on the server: the log names the module that said no.",
                    "サーバー上で root として: 拒否したモジュールの名前がログに出ています。"
                ),
            )
            .run(
                Command::new(["journalctl", "-u", "ssh", "-u", "sshd", "--since", "-1h", "--no-pager"])
                    .pipe(Command::new(["grep", "-iE", "pam|authenticator|duo|failed"])),
            ),
        ]
    }
}
