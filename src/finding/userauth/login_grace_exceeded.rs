//! The server hangs up LoginGraceTime (120 s by default) after the connection opened, because nobody has logged in by then.
//! Known from: a close at that time while something waited; the server's `Timeout before authentication`.

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "login-grace-exceeded",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the server hangs up because login took too long",
        "ログインに時間がかかりすぎ、サーバーが切断しました",
    ),
    text: Say::fixed(
        "\
A server gives a login a limited time, LoginGraceTime: 120 seconds by default, often 30 or 60. It ran out while something waited: a passphrase or password prompt, a token to be touched, a code, a push on a phone, or a slow look-up on the server.

It is known from the time: the close comes at a round number of seconds after the connection opened. The server logs \"Timeout before authentication\".

Who was slow? If the prompt stood there for you, this side. If \"ssh -v\" stands still between two lines without asking anything, the server: DNS (UseDNS), PAM, a directory server.

Have the key ready before the connection opens, then log in:

  ssh-add ~/.ssh/id_ed25519
  ssh user@host

On OpenSSH 9.8 and newer each such time-out also costs your address a penalty, so do not repeat it in a loop. Whoever looks after the server can raise LoginGraceTime.",
        "\
サーバーはログインに使える時間を LoginGraceTime で制限しています。既定は 120 秒で、30 秒や 60 秒に設定されていることもよくあります。パスフレーズやパスワードの入力、トークンへのタッチ、コード、スマートフォンのプッシュ、サーバー側の遅い照会などを待つ間に時間切れになりました。

時間で分かります。接続からちょうど切りのよい秒数で切断されます。サーバーのログには \"Timeout before authentication\" と出ます。

遅かったのがどちらかは次のように判断します。プロンプトが出ていたなら手元側です。\"ssh -v\" が何も尋ねずに 2 つの行の間で止まっているなら、サーバー側 (DNS の UseDNS、PAM、ディレクトリサーバー) です。

接続する前に鍵を使える状態にしてからログインします。

  ssh-add ~/.ssh/id_ed25519
  ssh user@host

OpenSSH 9.8 以降では、時間切れのたびに接続元アドレスにペナルティが付くため、ループで繰り返さないでください。LoginGraceTime はサーバーの管理者が延ばせます。",
    ),
    sentences: &["Timeout before authentication", "Timeout before auth"],
};
