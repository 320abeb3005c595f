//! A firewall rejects the connection with an ICMP "prohibited".
//!
//! Known by ICMP type 3 code 9, 10 or 13 (ICMPv6 type 1 code 1, 5 or 6) on the socket's error queue. As errno: 10 and
//! 13 are EHOSTUNREACH, 9 is ENETUNREACH, the ICMPv6 ones EACCES.

use std::net::SocketAddr;

use crate::evidence::Icmp;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "connection-prohibited",
    stage: Stage::Connect,
    fault: Say::fixed(
        "a firewall on the way rejects with ICMP prohibited",
        "途中のファイアウォールが ICMP prohibited で拒否しています",
    ),
    text: Say::fixed(
        "\
A packet filter saw the connection and answered that it is forbidden. ssh does not pass that on: it prints No route to host, Network is unreachable or, over IPv6, Permission denied, as if the network were broken.

It is known from the ICMP error itself, which carries a code for prohibited and the address of whoever sent it.

Sent by the server's own address, it is the server's firewall: firewalld of Fedora and the Red Hat family rejects this way what is not allowed. Sent by another address, it is a device in between, and nothing on the server will help. Sent by this machine, it is local-firewall-blocks.

A dead host prints the same sentence after three seconds, without such an error (host-unreachable). macOS and Windows show no ICMP error to programs; there only the short time points here.

On the server's console, for firewalld:
  sudo firewall-cmd --permanent --add-port=22/tcp && sudo firewall-cmd --reload

For any other: find the rule that rejects, and put one that accepts before it:
  sudo nft list ruleset",
        "\
パケットフィルターが接続を見て、禁止されていると返しました。ssh はそれを伝えず、No route to host、Network is unreachable、IPv6 では Permission denied と表示するため、ネットワークの故障に見えます。

ICMP エラー自体から分かります。prohibited を表すコードと、送信元のアドレスが入っています。

送信元がサーバー自身のアドレスなら、サーバーのファイアウォールです。Fedora や Red Hat 系の firewalld は、許可されていないものをこの方法で拒否します。別のアドレスなら途中の機器で、サーバー側で何をしても直りません。この端末なら local-firewall-blocks です。

停止しているホストでも同じ文になりますが、3 秒ほどかかり、このような ICMP はありません (host-unreachable)。macOS と Windows では ICMP エラーがプログラムから見えないため、時間の短さだけが手がかりです。

サーバーのコンソールで、firewalld の場合:
  sudo firewall-cmd --permanent --add-port=22/tcp && sudo firewall-cmd --reload

それ以外では、拒否しているルールを探し、その前に許可するルールを入れます。
  sudo nft list ruleset",
    ),
    sentences: &[],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionProhibited {
    /// Address and port.
    pub address: SocketAddr,
    /// The firewall's ICMP error.
    pub icmp: Icmp,
}

/// Where the server's own firewall answers.
const ON_THE_SERVER: &[Code] = &[
    &crate::finding::server::server_firewall_blocks::PAGE,
    &crate::finding::server::client_banned::PAGE,
];

impl ConnectionProhibited {
    /// The server itself sent it.
    fn sent_by_server(&self) -> bool {
        self.icmp.sender == self.address.ip()
    }
}

impl Cause for ConnectionProhibited {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.sent_by_server() {
            Certainty::Likely
        } else {
            Certainty::Certain
        }
    }

    fn cause(&self, _: &Target) -> Say {
        if self.sent_by_server() {
            return say!(
                "The firewall of the server itself forbids this machine to reach port {port}.",
                "サーバー自身のファイアウォールが、この端末からポート {port} への接続を禁止しています。",
                port = self.address.port()
            );
        }
        say!(
            "The firewall at {sender} forbids this machine to reach {address}.",
            "{sender} のファイアウォールが、この端末から {address} への接続を禁止しています。",
            sender = self.icmp.sender,
            address = self.address
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        vec![super::icmp(self.icmp)]
    }

    fn candidates(&self) -> Vec<Code> {
        if self.sent_by_server() {
            ON_THE_SERVER.to_vec()
        } else {
            Vec::new()
        }
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        if !self.sent_by_server() {
            return vec![Step::new(
                Where::Network,
                say!(
                    "Ask whoever runs {sender} to let TCP to {address} pass, or connect from a network that may",
                    "{sender} の管理者に {address} への TCP の許可を依頼するか、許可されたネットワークから接続します",
                    sender = self.icmp.sender,
                    address = self.address
                ),
            )];
        }
        let [ufw, firewalld] = steps::open_port(self.address.port());
        let other = Step::new(
            Where::Server,
            Say::fixed(
                "Where neither is in use: find the rule that rejects, and put one that accepts before it",
                "どちらも使っていない場合は、拒否しているルールを探し、その前に許可するルールを入れます",
            ),
        )
        .run(Command::new(["sudo", "nft", "-a", "list", "ruleset"]));
        vec![firewalld, ufw, other]
    }
}
