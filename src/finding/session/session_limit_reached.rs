//! No more sessions (MaxSessions) or processes for this user.
//!
//! **Known by**: channel open failure for a session; mux refusal; fork errors at the start of a shell.
//! **Looks the same**: `forwarding-target-unreachable` ("connect failed:" with a reason), `jump-forwarding-refused`
//! ("administratively prohibited").
//! **References**: sshd_config(5) MaxSessions; OpenSSH session.c (`session_open`), mux.c; RFC 4254 section 5.1.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "session-limit-reached",
    stage: Stage::Session,
    fault: Say::fixed(
        "the server allows no further session or process for this login",
        "このログインで使えるセッション数またはプロセス数の上限に達しています",
    ),
    text: Say::fixed(
        "\
The login is fine, but no further session may be opened on this connection, or this user may start no further process. Sessions are limited per connection by MaxSessions (10 by default), processes by limits of the user or of the service.

The words tell which. \"open failed: connect failed: open failed\", or through a shared connection \"Session open refused by peer\", with \"no more sessions\" in the server's log: MaxSessions. \"fork: Resource temporarily unavailable\": the limit on processes.

With MaxSessions it matters that a ControlMaster carries many sessions over one connection. A fresh connection settles it: if this works, the shared one was full:
  ssh -S none USER@HOST
MaxSessions 0 allows tunnels and no session at all; then the fresh connection fails as well. \"administratively prohibited\" is a refused forwarding, not this.

Close sessions you no longer need, or end the shared connection:
  ssh -O exit USER@HOST
An administrator raises MaxSessions, or looks for what fills the limits (unit ssh on Debian and Ubuntu, sshd elsewhere):
  ps -u USER --no-headers | wc -l
  systemctl show -p TasksCurrent -p TasksMax ssh",
        "\
ログインに問題はありませんが、この接続ではこれ以上セッションを開けないか、このユーザーがこれ以上プロセスを起動できません。セッション数は MaxSessions(初期値 10)で接続ごとに、プロセス数はユーザーやサービスの上限で制限されます。

どちらかは文面で分かります。「open failed: connect failed: open failed」、または共有した接続で「Session open refused by peer」と出て、サーバーのログに「no more sessions」があれば MaxSessions です。「fork: Resource temporarily unavailable」ならプロセス数の上限です。

MaxSessions の場合、ControlMaster が一つの接続に多くのセッションを載せていることが関係します。新しい接続で確かめられます。これで通るなら、共有していた接続が満杯でした。
  ssh -S none USER@HOST
MaxSessions 0 はトンネルだけを許し、セッションを一つも許しません。その場合は新しい接続でも失敗します。「administratively prohibited」は転送の拒否であり、これとは別です。

要らないセッションを閉じるか、共有した接続を終わらせます。
  ssh -O exit USER@HOST
管理者は MaxSessions を増やすか、上限を埋めているものを調べます(ユニット名は Debian と Ubuntu では ssh、ほかでは sshd)。
  ps -u USER --no-headers | wc -l
  systemctl show -p TasksCurrent -p TasksMax ssh",
    ),
    sentences: &[
        "open failed: connect failed: open failed",
        "no more sessions",
        "Session open refused by peer",
        "fork: retry: Resource temporarily unavailable",
        "fork: Resource temporarily unavailable",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLimitReached {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for SessionLimitReached {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The server starts no more sessions or processes for {user}.",
            "サーバーは {user} のセッションまたはプロセスをこれ以上起動しません。",
            user = target.user
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed("See the limits", "上限を確認します"),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "sshd -T | grep -i maxsessions; cat /etc/security/limits.conf",
            ])),
            Step::new(
                Where::Client,
                Say::fixed(
                    "Where connections are shared, one of its own",
                    "接続を共有している場合は、個別の接続を使います",
                ),
            )
            .run(target.ssh(&["-o", "ControlPath=none"])),
        ]
    }
}
