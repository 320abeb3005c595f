//! The port to forward is already taken, here (-L, -D) or on the server (-R).
//!
//! **Known by**: bind: Address already in use; for -R the refusal of tcpip-forward.
//! **Looks the same**: `forwarding-refused` (same sentence for -R), `forwarding-port-privileged` (bind: Permission
//! denied), `bind-address-unavailable`.
//! **References**: RFC 4254 section 7.1; ssh_config(5) ExitOnForwardFailure; OpenSSH channels.c
//! (`channel_setup_fwd_listener_tcpip`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "forwarding-port-busy",
    stage: Stage::Session,
    fault: Say::fixed(
        "the port to forward is already in use",
        "転送に使うポートは、すでに使用中です",
    ),
    text: Say::fixed(
        "\
The tunnel cannot start because another program already listens on that port: on this machine for -L and -D, on the server for -R. Often it is an older ssh of your own that still runs.

For -L and -D ssh names it: \"bind [127.0.0.1]:8080: Address already in use\", then \"cannot listen to port: 8080\" and \"Could not request local forwarding.\" (\"Permission denied\" in that line is forwarding-port-privileged.) For -R all it prints is \"remote port forwarding failed for listen port\", and that sentence also covers a server that forbids it; ssh -v prints \"Remote: Server has disabled port forwarding.\" or \"Remote: port forwarding refused\" only in that case (forwarding-refused).

Who holds the port? Run this here for -L and -D, on the server for -R; the second form is for macOS:
  ss -ltnp 'sport = :PORT'
  lsof -nP -iTCP:PORT -sTCP:LISTEN

Stop that program, or choose another port. With a shared connection a forwarding can be cancelled without ending it:
  ssh -O cancel -L 8080:localhost:80 USER@HOST
After a broken connection the server keeps a -R port until it notices. For tunnels that must not fail in silence:
  ssh -o ExitOnForwardFailure=yes -N -L 8080:localhost:80 USER@HOST",
        "\
そのポートを別のプログラムがすでに待ち受けているため、トンネルを始められません。-L と -D では手元のマシン、-R ではサーバーのポートです。自分の古い ssh が残っていることがよくあります。

-L と -D では ssh が理由を示します。「bind [127.0.0.1]:8080: Address already in use」に続いて「cannot listen to port: 8080」「Could not request local forwarding.」と出ます(「Permission denied」なら forwarding-port-privileged です)。-R で表示されるのは「remote port forwarding failed for listen port」だけで、サーバーが禁止している場合にも同じ文になります。禁止の場合に限り、ssh -v に「Remote: Server has disabled port forwarding.」または「Remote: port forwarding refused」と出ます(forwarding-refused)。

ポートを使っているものを調べます。-L と -D なら手元で、-R ならサーバーで実行します。二つ目は macOS 用です。
  ss -ltnp 'sport = :PORT'
  lsof -nP -iTCP:PORT -sTCP:LISTEN

そのプログラムを止めるか、別のポートを選びます。共有した接続なら、接続を保ったまま転送だけを取り消せます。
  ssh -O cancel -L 8080:localhost:80 USER@HOST
接続が切れた後、サーバーが気付くまで -R のポートは残ります。黙って失敗しては困るトンネルには次を付けます。
  ssh -o ExitOnForwardFailure=yes -N -L 8080:localhost:80 USER@HOST",
    ),
    sentences: &[
        "bind [",
        "cannot listen to port",
        "Could not request local forwarding",
        "remote port forwarding failed for listen port",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardingPortBusy {
    /// The port.
    pub port: Option<usize>,
}

impl Cause for ForwardingPortBusy {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The port to forward{port} is already taken.",
            "転送するポート{port}はすでに使われています。",
            port = self
                .port
                .map_or_else(String::new, |port| format!(" {port}"))
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "See who has it here",
                    "この端末で使っているものを確認します",
                ),
            )
            .run(Command::new(["ss", "-ltnp"])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "For -R, see who has it there",
                    "-R の場合はサーバー側を確認します",
                ),
            )
            .run(Command::new(["sudo", "ss", "-ltnp"])),
        ]
    }
}
