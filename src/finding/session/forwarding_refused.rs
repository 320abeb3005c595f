//! The server forbids the forwarding asked for.
//!
//! **Known by**: "administratively prohibited" for a channel, refusal of tcpip-forward, refusal of x11-req.
//! **Looks the same**: `forwarding-target-unreachable` ("connect failed: reason"), `forwarding-port-busy` (same
//! sentence for -R), `jump-forwarding-refused` (on a jump host), `agent-forwarding-absent`.
//! **References**: RFC 4254 sections 7.1 and 7.2; sshd_config(5) AllowTcpForwarding, PermitOpen, PermitListen,
//! X11Forwarding, DisableForwarding; OpenSSH serverloop.c, session.c.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "forwarding-refused",
    stage: Stage::Session,
    fault: Say::fixed("the server forbids this forwarding", "サーバーがこの転送を禁止しています"),
    text: Say::fixed(
        "\
The session works. What the server refuses is the tunnel that was asked for with -L, -D, -R, -X or a line in ssh_config.

-L and -D: \"open failed: administratively prohibited\" appears each time the tunnel is used. -R: \"remote port forwarding failed for listen port\". -X: \"X11 forwarding request failed on channel 0\".

For -L and -D \"connect failed\" with a reason is another fault: there the server tried, and the far end did not answer (forwarding-target-unreachable). For -R the same sentence also covers a port that is taken (forwarding-port-busy). ssh -v separates them: a line \"Remote: Server has disabled port forwarding.\" or \"Remote: port forwarding refused\" means policy. It also prints \"Remote: ... key options: ...\": without \"port-forwarding\" there the key's own line forbids it.

What may forbid it: AllowTcpForwarding, DisableForwarding, PermitOpen, PermitListen, X11Forwarding, or restrict and no-port-forwarding on the key. X11 also needs the xauth program on the server.
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -Ei 'forwarding|permit(open|listen)|gatewayports'

The administrator allows just what is needed in a Match block, for example PermitOpen localhost:5432. The sshd_config line is not a wall for people who have a shell, so it can often be lifted for them; ask rather than work around it.",
        "\
セッションは正常です。サーバーが拒否しているのは、-L、-D、-R、-X、または ssh_config の行で要求したトンネルです。

-L と -D では、トンネルを使うたびに「open failed: administratively prohibited」と出ます。-R では「remote port forwarding failed for listen port」、-X では「X11 forwarding request failed on channel 0」です。

-L と -D で理由付きの「connect failed」と出るのは別の障害です。その場合サーバーは接続を試み、先の相手が応答しませんでした(forwarding-target-unreachable)。-R の文は、ポートが使用中の場合にも同じものが出ます(forwarding-port-busy)。ssh -v で区別できます。「Remote: Server has disabled port forwarding.」または「Remote: port forwarding refused」とあれば、方針による拒否です。また「Remote: ... key options: ...」の行に port-forwarding がなければ、鍵の行で禁じられています。

禁止するものは、AllowTcpForwarding、DisableForwarding、PermitOpen、PermitListen、X11Forwarding、または鍵の restrict と no-port-forwarding です。X11 にはサーバー側の xauth プログラムも必要です。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -Ei 'forwarding|permit(open|listen)|gatewayports'

管理者は Match ブロックで必要なものだけを許可します(例: PermitOpen localhost:5432)。シェルを使える人に対しては sshd_config の禁止は壁にならないため、外してもらえることも多いです。回避するより依頼してください。",
    ),
    sentences: &[
        "open failed: administratively prohibited",
        "refused local port forward",
        "Server has disabled port forwarding",
        "Remote: port forwarding refused",
        "but the request was denied",
        "remote port forwarding failed for listen port",
        "X11 forwarding request failed on channel",
        "X11 forwarding disabled by key options",
        "No xauth program; cannot forward X11",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardingRefused;

impl Cause for ForwardingRefused {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server forbids this forwarding.",
            "サーバーがこの転送を禁じています。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed("See what it allows", "許可されている内容を確認します"),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "sshd -T | grep -Ei 'allowtcpforwarding|permitopen|permitlisten|disableforwarding'",
            ])),
        ]
    }
}
