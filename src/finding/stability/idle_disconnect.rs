//! An idle connection is dropped by a middlebox, or closed by a limit on idleness.
//!
//! **Known by**: measured (idle dies, keepalives live), or the message after a pause.
//! **Looks the same**: `connection-lost` (also while busy), `session-dropped` (at once after the login).
//! **References**: ssh_config(5) ServerAliveInterval; sshd_config(5) ClientAliveInterval, ChannelTimeout,
//! UnusedConnectionTimeout; bash(1) TMOUT.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "idle-disconnect",
    stage: Stage::Stability,
    fault: Say::fixed(
        "an idle connection is dropped on the way",
        "操作していない接続が途中で切られています",
    ),
    text: Say::fixed(
        "\
The connection dies while nobody types: after a pause the next key brings \"client_loop: send disconnect: Broken pipe\" or \"Connection reset\". Firewalls, NAT routers and load balancers forget a connection that is silent for some minutes, and tell neither side.

It is certain where it was measured: a connection left alone dies after a fixed time, and one with keepalives lives.
  ssh -o ServerAliveInterval=15 USER@HOST

A connection that also breaks while data flows is connection-lost. Two other things end idle sessions and say so: the shell's TMOUT (\"timed out waiting for input: auto-logout\"), and the server's ChannelTimeout or UnusedConnectionTimeout (from 9.2; \"terminating inactive connection\" in its log). Keepalives do not help against TMOUT.

In ~/.ssh/config, under the host or under Host *:
  ServerAliveInterval 30
  ServerAliveCountMax 3
That sends a small message after 30 silent seconds and gives up after three without an answer. The interval must be shorter than the time after which the connection died.

On the server ClientAliveInterval does the same from the other side. For long work use tmux or screen, so that a lost connection does not end it.",
        "\
何も入力しないでいるあいだに接続が切れます。しばらくして次のキーを押すと「client_loop: send disconnect: Broken pipe」や「Connection reset」と出ます。ファイアウォール、NAT ルーター、ロードバランサーは、数分間通信のない接続を忘れ、どちらの側にも知らせません。

測定すれば確実に分かります。放置した接続は一定の時間で切れ、キープアライブを送る接続は保たれます。
  ssh -o ServerAliveInterval=15 USER@HOST

データが流れている最中にも切れるなら connection-lost です。ほかに、操作のないセッションを終わらせ、そのことを表示するものが二つあります。シェルの TMOUT(「timed out waiting for input: auto-logout」)と、サーバーの ChannelTimeout または UnusedConnectionTimeout(9.2 以降。ログに「terminating inactive connection」)です。TMOUT にはキープアライブは効きません。

~/.ssh/config の該当ホスト、または Host * に書きます。
  ServerAliveInterval 30
  ServerAliveCountMax 3
30 秒通信がなければ小さなメッセージを送り、3 回続けて応答がなければ接続を終わらせます。間隔は、切れるまでの時間より短くします。

サーバー側では ClientAliveInterval が同じ役目を果たします。長い作業には tmux や screen を使い、接続が切れても作業が終わらないようにしてください。",
    ),
    sentences: &[
        "client_loop: send disconnect: Broken pipe",
        "Write failed: Broken pipe",
        "terminating inactive connection from",
        "seconds of inactivity",
        "timed out waiting for input: auto-logout",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdleDisconnect {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for IdleDisconnect {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Possible
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The connection was left idle, and something on the way or on the server dropped it.",
            "操作のない接続が、途中の機器またはサーバーによって切られました。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(Where::Client, Say::fixed("Keep it alive", "接続を保ちます")).run(
                target.ssh(&[
                    "-o",
                    "ServerAliveInterval=15",
                    "-o",
                    "ServerAliveCountMax=3",
                ]),
            ),
        ]
    }
}
