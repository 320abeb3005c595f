//! An established connection breaks, idle or not.
//!
//! **Known by**: its message; link measurements; the server's uptime and kernel log.
//! **Looks the same**: `idle-disconnect` (only after a pause), `session-dropped` (at once after the login),
//! `mtu-black-hole`.
//! **References**: ssh_config(5) ServerAliveInterval, ServerAliveCountMax, RekeyLimit; OpenSSH clientloop.c,
//! packet.c, ssherr.c.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "connection-lost",
    stage: Stage::Stability,
    fault: Say::fixed("an established connection breaks", "確立した接続が途中で切れています"),
    text: Say::fixed(
        "\
The login worked and the session was in use; then the connection broke. The sentence says which end noticed and how.

\"Timeout, server HOST not responding.\": keepalives went unanswered; the network was gone or the server was stuck. \"Connection reset by\": some machine, or a box in between, threw the connection away. \"closed by remote host.\": the server ended it, by a restart, a shutdown, or its process being killed. \"message authentication code incorrect\", \"Corrupted MAC on input\" or \"Connection corrupted\": data arrived damaged.

If it only ever happens after a pause it is idle-disconnect. If it happens within a second of the login it is session-dropped.

Look at the way first; loss and late answers show here:
  ping -c 60 HOST
Then at the server, from a new login. A short uptime means a restart, the second command shows processes killed for lack of memory:
  uptime
  sudo journalctl -k | grep -i 'out of memory'

A weak link: use a cable, lower the VPN's MTU, or mosh, and run long work in tmux. Damaged data: switch off the network card's offloading as a test (IF is the interface); if that helps, the driver or hardware is at fault:
  sudo ethtool -K IF tx off rx off
\"this server does not support rekeying\": an ancient server that breaks after a certain amount of data; only an upgrade mends it.",
        "\
ログインに成功して使っていた接続が、途中で切れました。どちらの側がどう気付いたかは文面に表れます。

「Timeout, server HOST not responding.」はキープアライブに応答がないことを表し、ネットワークが途切れたかサーバーが止まっています。「Connection reset by」は、相手または途中の機器が接続を破棄したことを表します。「closed by remote host.」は、再起動、停止、プロセスの強制終了などでサーバー側が終わらせたことを表します。「message authentication code incorrect」「Corrupted MAC on input」「Connection corrupted」は、データが壊れて届いたことを表します。

操作しないでいた後にだけ起きるなら idle-disconnect、ログインから 1 秒以内なら session-dropped です。

まず経路を見ます。損失や遅延は次で分かります。
  ping -c 60 HOST
次に、新しくログインしてサーバーを見ます。uptime が短ければ再起動しています。二つ目はメモリー不足で終了させられたプロセスを示します。
  uptime
  sudo journalctl -k | grep -i 'out of memory'

回線が弱いなら、有線にする、VPN の MTU を下げる、mosh を使うといった方法があります。長い作業は tmux の中で行ってください。データが壊れるなら、試しにネットワークカードのオフロードを切ります(IF はインターフェース名)。これで直れば、ドライバーかハードウェアの問題です。
  sudo ethtool -K IF tx off rx off
「this server does not support rekeying」は、一定量のデータを送ると切れる非常に古いサーバーです。更新するしかありません。",
    ),
    sentences: &[
        "Timeout, server",
        "Timeout, client not responding",
        "closed by remote host.",
        "client_loop: send disconnect: Broken pipe",
        "Connection corrupted",
        "message authentication code incorrect",
        "Corrupted MAC on input",
        "this server does not support rekeying",
        "received from peer during key exchange",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionLost {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for ConnectionLost {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The connection was established and then broke: {text}",
            "接続は確立しましたが、途中で切れました: {text}",
            text = self.text.visible(120)
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Notice a dead line sooner, and keep a quiet one alive",
                    "切断を早く検出し、無通信の接続を保ちます",
                ),
            )
            .run(target.ssh(&[
                "-o",
                "ServerAliveInterval=15",
                "-o",
                "ServerAliveCountMax=3",
            ])),
            Step::new(
                Where::Client,
                Say::fixed(
                    "Look at the way: loss and late answers show here",
                    "経路の損失や遅延を確認します",
                ),
            )
            .run(Command::new(["ping", "-c", "20", &target.hostname])),
        ]
    }
}
