//! The server hangs up LoginGraceTime (120 s by default) after the connection opened, because nobody has logged in by then.
//! Known from: a close at that time while something waited; the server's `Timeout before authentication`.

use super::words::quotes;
use crate::evidence::Offer;
use crate::finding::userauth::words::{private_file, word};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

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

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginGraceExceeded {
    /// So many seconds after the connection stood the server closed it.
    pub seconds: u64,
    /// The key it had accepted by then.
    pub offer: Option<Offer>,
    /// The banner or text, line by line.
    pub said: Vec<Untrusted>,
}

impl Cause for LoginGraceExceeded {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn candidates(&self) -> Vec<Code> {
        vec![
            &super::login_refused_after_key::PAGE,
            &super::authentication_closed::PAGE,
        ]
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "The server hung up after {seconds} seconds, while the login was waiting for an answer on this side: its time for a login (LoginGraceTime) had run out.",
            "手元での入力や操作を待っている間に、{seconds} 秒後にサーバーが接続を切りました。ログインに使える時間 (LoginGraceTime) が過ぎています。",
            seconds = self.seconds,
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new(
            "server",
            say!(
                "the connection was closed {seconds} s after it stood, with a question open and nothing refused",
                "接続から {seconds} 秒後、問い合わせに答える前に切断されました。拒否されたものはありません",
                seconds = self.seconds
            ),
        )];
        seen.extend(quotes(&self.said));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let file = self.offer.as_ref().and_then(|offer| offer.origin.file());
        let mut steps = Vec::new();
        if let Some(file) = file {
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Load the key before you connect, so that nothing has to be typed while the server's clock runs.",
                        "接続する前に鍵を読み込んでおき、サーバーの制限時間内に入力しなくて済むようにします。"
                    ),
                )
                .run(Command::new(["ssh-add", &word(&private_file(file))])),
            );
        }
        steps.push(
            Step::new(
                Where::Client,
                say!(
                    "Have passphrase, code or token at hand, and log in again.",
                    "パスフレーズ、コード、トークンを用意してから、もう一度ログインします。"
                ),
            )
            .run(target.ssh(&[])),
        );
        steps.push(
            Step::new(
                Where::Server,
                say!(
                    "As root on the server: how long is it? \"Timeout before authentication\" in its log proves it.",
                    "サーバー上で root として制限時間を確認します。ログに \"Timeout before authentication\" があれば確定です。"
                ),
            )
            .run(
                Command::new(["sshd", "-T"]).pipe(Command::new(["grep", "-i", "^logingracetime "])),
            ),
        );
        steps
    }
}
