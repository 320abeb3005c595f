//! The first method was accepted, and the answer to the second was refused.
//! Known from: partial success, a prompt, FAILURE. Time-based codes (RFC 6238) depend on both clocks.

use crate::finding::{Page, Stage};
use crate::lang::Say;

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
