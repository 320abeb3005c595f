//! The port to forward is below 1024 and this person may not bind it.
//!
//! **Known by**: bind: Permission denied for a port below 1024.
//! **Looks the same**: `forwarding-port-busy`, `forwarding-refused` (same sentence for -R).
//! **References**: ip(7) ip_unprivileged_port_start; OpenSSH channels.c; "Privileged ports …" in readconf.c up to
//! 7.x.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "forwarding-port-privileged",
    stage: Stage::Session,
    fault: Say::fixed(
        "the port to forward is privileged, and this login may not use it",
        "転送に使うポートは特権ポートで、このユーザーでは使えません",
    ),
    text: Say::fixed(
        "\
Ports below 1024 are reserved for the administrator on most systems. The tunnel asked for one of them: on this machine with -L or -D, on the server with -R, where the login's own rights count.

With -L and -D ssh says \"bind [127.0.0.1]:80: Permission denied\" (old versions: \"Privileged ports can only be forwarded by root.\"). \"Address already in use\" in that place is forwarding-port-busy. With -R only \"remote port forwarding failed for listen port\" reaches this side, as for a busy or forbidden port; the \"bind ... Permission denied\" line then stands in the server's log.

Take a port above 1023 and leave the far end as it is:
  ssh -L 8080:localhost:80 USER@HOST
  ssh -R 8080:localhost:80 USER@HOST

On Linux the border can be read, and an administrator can move it:
  sysctl net.ipv4.ip_unprivileged_port_start

Running ssh under sudo only to get the port is a poor trade: ssh then uses root's configuration, keys and known_hosts. A local redirect by the administrator (for example socat, or a firewall rule) serves better.",
        "\
多くのシステムでは、1024 より小さいポートは管理者専用です。要求されたトンネルはそのようなポートを使います。-L と -D では手元のマシンの、-R ではサーバーのポートで、-R ではログインしたユーザーの権限が問われます。

-L と -D では「bind [127.0.0.1]:80: Permission denied」と出ます(古い版では「Privileged ports can only be forwarded by root.」)。同じ場所が「Address already in use」なら forwarding-port-busy です。-R では、使用中や禁止の場合と同じく「remote port forwarding failed for listen port」としか届きません。「bind ... Permission denied」の行はサーバーのログに残ります。

1024 以上のポートを使います。転送先はそのままで構いません。
  ssh -L 8080:localhost:80 USER@HOST
  ssh -R 8080:localhost:80 USER@HOST

Linux では境界の値を確認でき、管理者なら変更もできます。
  sysctl net.ipv4.ip_unprivileged_port_start

ポートのためだけに sudo で ssh を実行するのは得策ではありません。root の設定、鍵、known_hosts が使われてしまいます。管理者に socat やファイアウォールのルールで転送してもらうほうが確実です。",
    ),
    sentences: &["bind [", "Privileged ports can only be forwarded by root"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardingPortPrivileged {
    /// The port.
    pub port: Option<usize>,
}

impl Cause for ForwardingPortPrivileged {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "Only root may listen on a port below 1024{port}.",
            "1024 未満のポート{port}で待ち受けられるのは root だけです。",
            port = self
                .port
                .map_or_else(String::new, |port| format!(" ({port})"))
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![Step::new(
            Where::Client,
            Say::fixed(
                "Forward a port from 1024 on instead, and use that",
                "1024 以上のポートを転送に使います",
            ),
        )]
    }
}
