//! The tunnel works, its far end does not.
//!
//! **Known by**: "open failed: connect failed: REASON" in a session whose login works.
//! **Looks the same**: `forwarding-refused` ("administratively prohibited"), `session-limit-reached` ("connect
//! failed: open failed"), `jump-target-unreachable` (the same on a jump host).
//! **References**: RFC 4254 section 5.1 (SSH_OPEN_CONNECT_FAILED); OpenSSH channels.c, serverloop.c.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "forwarding-target-unreachable",
    stage: Stage::Session,
    fault: Say::fixed(
        "the tunnel works, but its far end cannot be reached",
        "トンネルは正常ですが、その先の相手に接続できません",
    ),
    text: Say::fixed(
        "\
ssh did its part: the tunnel is open. When it is used, the other end tries to reach the address behind it and fails: \"channel 3: open failed: connect failed: Connection refused\" or another reason after \"connect failed:\".

That reason is what the far side saw, not this machine. For -L and -D the server looks up the name and connects; \"localhost\" there means the server itself. For -R it is this machine that connects.

\"administratively prohibited\" instead means that the server forbids the tunnel (forwarding-refused), \"connect failed: open failed\" that it opens no more sessions (session-limit-reached).

Connection refused: nothing listens on that port there, or it listens on another address (a service bound to 127.0.0.1 does not answer on the machine's own name, and the reverse). Timed out or no route: a firewall or a wrong address. Name not known: the name exists in your DNS, not in the server's.

Ask from the place that connects, for -L and -D on the server:
  ssh USER@HOST getent hosts TARGET
  ssh USER@HOST nc -vz TARGET PORT
Then start or correct the service, or correct the tunnel. If IPv6 and IPv4 disagree, write 127.0.0.1 instead of localhost:
  ssh -L 5432:127.0.0.1:5432 USER@HOST",
        "\
ssh の役目は果たされています。トンネルは開いています。使おうとすると、反対側がその先のアドレスへ接続しようとして失敗します。「channel 3: open failed: connect failed: Connection refused」のように、「connect failed:」の後ろに理由が付きます。

この理由は手元のマシンではなく、反対側から見たものです。-L と -D では、サーバーが名前を引いて接続します。そこでの localhost はサーバー自身のことです。-R では、接続するのは手元のマシンです。

「administratively prohibited」なら、サーバーがトンネルを禁止しています(forwarding-refused)。「connect failed: open failed」なら、これ以上セッションを開けません(session-limit-reached)。

Connection refused なら、そのポートでは何も待ち受けていないか、別のアドレスで待ち受けています(127.0.0.1 だけで待ち受けるサービスは、そのマシンの名前では応答しません。逆も同じです)。時間切れや No route to host なら、ファイアウォールかアドレスの誤りです。名前が見つからないなら、その名前は手元の DNS にあり、サーバーの DNS にはありません。

接続する側から確かめます。-L と -D ならサーバーで実行します。
  ssh USER@HOST getent hosts TARGET
  ssh USER@HOST nc -vz TARGET PORT
そのうえで、サービスを起動または修正するか、トンネルの指定を直します。IPv6 と IPv4 で結果が違うなら、localhost の代わりに 127.0.0.1 と書きます。
  ssh -L 5432:127.0.0.1:5432 USER@HOST",
    ),
    sentences: &[
        "open failed: connect failed: Connection refused",
        "open failed: connect failed: Connection timed out",
        "open failed: connect failed: No route to host",
        "open failed: connect failed: Network is unreachable",
        "open failed: connect failed: Name or service not known",
        "open failed: connect failed: Temporary failure in name resolution",
        "open failed: connect failed: nodename nor servname provided",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardingTargetUnreachable {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for ForwardingTargetUnreachable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The tunnel works; what it leads to does not answer: {text}",
            "トンネルは正常ですが、その先が応答しません: {text}",
            text = self.text.visible(80)
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
                Say::fixed(
                    "See whether the service listens there",
                    "その先のサービスが待ち受けているか確認します",
                ),
            )
            .run(Command::new(["ss", "-ltn"])),
        ]
    }
}
