//! Several machines with keys of their own answer to one name.
//!
//! Known by two connections to one name that show two keys of one type (or per address).

use crate::evidence::{HostKeyStanding, KnownKey};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "host-key-alternates",
    stage: Stage::Hostkey,
    fault: Say::fixed(
        "several servers with different keys answer to one name",
        "1 つの名前に、鍵の異なる複数のサーバーが応答しています",
    ),
    text: Say::fixed(
        "\
The name stands for a group: a balancer, two gateways behind one record, a pair for high availability, a router that forwards to changing machines. Each member made its own host keys when it was installed, and each connection may meet another member.

It is known from two connections to the same name that show two keys of the same type. The warning REMOTE HOST IDENTIFICATION HAS CHANGED then comes and goes.

One change that stays is host-key-changed. A key that depends on the network you are in, and not on chance, speaks for somebody in between.

The owner can give all members the same host keys, or sign each member's key with one authority (a host CA), for which one line of known_hosts is enough:
  @cert-authority *.example.org ssh-ed25519 AAAA...

On this side each member can have a name of its own:
  Host gate1
      HostName 203.0.113.11
      HostKeyAlias gate1

Or keep both keys on record for the name: known_hosts takes several lines for one name, and any of them will do. Compare each fingerprint before.",
        "\
その名前は 1 台ではなくグループを指しています。ロードバランサー、1 つのレコードの後ろにある 2 台のゲートウェイ、冗長構成のペア、転送先の変わるルーターなどです。各メンバーはインストール時に自分のホスト鍵を作るため、接続のたびに別の鍵が出ることがあります。

同じ名前に 2 回接続し、同じ種類の鍵が 2 つ出たことから分かります。REMOTE HOST IDENTIFICATION HAS CHANGED の警告が出たり出なかったりします。

一度変わったきり同じなら host-key-changed です。偶然ではなく、利用しているネットワークによって鍵が変わるなら、間に誰かがいることが疑われます。

管理者は、すべてのメンバーに同じホスト鍵を置くか、各メンバーの鍵に 1 つの認証局 (ホスト CA) で署名できます。その場合、known_hosts は 1 行で済みます。
  @cert-authority *.example.org ssh-ed25519 AAAA...

手元では、メンバーごとに名前を付けられます。
  Host gate1
      HostName 203.0.113.11
      HostKeyAlias gate1

または、同じ名前に両方の鍵を記録します。known_hosts には 1 つの名前に複数の行を書け、どれかが一致すれば使えます。先にそれぞれのフィンガープリントを照合してください。",
    ),
    sentences: &[],
};

/// This case of it: two connections, two keys of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKeyAlternates {
    /// The key of the first connection against known_hosts.
    pub standing: HostKeyStanding,
    /// The line whose key the second connection showed.
    pub same: KnownKey,
}

impl Cause for HostKeyAlternates {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "Several servers answer as {name}, each with a host key of its own: one connection showed the key on record, the other did not.",
            "{name} には複数のサーバーが応答し、それぞれ別のホスト鍵を持っています。ある接続では記録と同じ鍵、別の接続では違う鍵でした。",
            name = self.standing.name
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let same = say!(
            "on record, and shown on the second connection: {kind} {fingerprint}",
            "記録にあり、2 回目の接続で示された鍵: {kind} {fingerprint}",
            kind = self.same.key.kind(),
            fingerprint = self.same.key.fingerprint()
        );
        vec![
            super::offered(&self.standing),
            Seen::new("known_hosts", same)
                .in_file(&self.same.file)
                .at_line(self.same.line),
        ]
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Administrator,
                say!(
                    "Give all servers behind {name} the same host keys, or let one authority sign them (ssh-keygen -s CA -h)",
                    "{name} の背後のサーバーすべてに同じホスト鍵を置くか、同じ認証局で署名します (ssh-keygen -s CA -h)",
                    name = self.standing.name
                ),
            ),
            Step::new(
                Where::Client,
                say!(
                    "Until then reach one server by its own address and name; do not remove the line on record",
                    "それまでは、個々のサーバーを固有のアドレスと名前で指定します。記録の行は削除しないでください"
                ),
            ),
        ]
    }
}
