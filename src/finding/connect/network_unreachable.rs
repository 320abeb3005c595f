//! There is no route to the address: none on this machine, or a router on the way says so.
//!
//! Known by ENETUNREACH; with an ICMP error (type 3 code 0 or 6, ICMPv6 type 1 code 0) a router said it. Type 3 code 9
//! gives the same errno and is a firewall: `connection-prohibited`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::evidence::Icmp;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "network-unreachable",
    stage: Stage::Connect,
    fault: Say::fixed(
        "there is no route to the address",
        "そのアドレスへの経路がありません",
    ),
    text: Say::fixed(
        "\
This machine looked into its routing table for a way to the address and found none, or a router further on did. No server was asked anything.

It is known from the error, Network is unreachable, which comes at once. If a router said it, its ICMP error names the router; without one the gap is in this machine's own table:
  ip route get ADDRESS

No default route at all means that no network is connected. A default route with this one range missing means that the VPN which carries it is down. An IPv6 address fails this way on any network that has IPv4 only; if the name has an IPv4 address as well, that is ipv6-unreachable.

A firewall that rejects with network prohibited makes ssh print the same sentence; there the ICMP error has code 9 (connection-prohibited). A rule on this machine can do so as well (local-firewall-blocks).

Connect the network or the VPN, and see that a route is there:
  ip route
  ip -6 route",
        "\
この端末の経路表、または途中のルーターに、そのアドレスへの経路がありません。サーバーにはまだ何も届いていません。

Network is unreachable がすぐに返ることから分かります。ルーターが返した場合は ICMP エラーに送信元が入ります。ICMP がなければ、足りないのはこの端末の経路です。
  ip route get ADDRESS

デフォルトルートがなければ、ネットワークにつながっていません。デフォルトルートはあってこの範囲だけがないなら、その範囲を運ぶ VPN が切れています。IPv4 だけのネットワークでは、IPv6 アドレスへの接続がこのように失敗します。その名前に IPv4 アドレスもあれば ipv6-unreachable です。

network prohibited で拒否するファイアウォールでも、ssh は同じ文を表示します。その場合の ICMP はコード 9 です (connection-prohibited)。この端末のルールが原因のこともあります (local-firewall-blocks)。

ネットワークか VPN に接続し、経路ができたことを確かめます。
  ip route
  ip -6 route",
    ),
    sentences: &[
        "Network is unreachable",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkUnreachable {
    /// Address and port.
    pub address: SocketAddr,
    /// The router's ICMP error; none where this machine itself has no route.
    pub icmp: Option<Icmp>,
}

/// It stands for many machines (RFC 1112, RFC 4291 section 2.7, RFC 919), and TCP joins two.
fn is_of_many(address: IpAddr) -> bool {
    address.is_multicast() || address == IpAddr::V4(Ipv4Addr::BROADCAST)
}

impl Cause for NetworkUnreachable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        match self.icmp.filter(|icmp| !icmp.own) {
            Some(icmp) => say!(
                "The router {sender} has no route to {address}.",
                "ルーター {sender} に {address} への経路がありません。",
                sender = icmp.sender,
                address = self.address.ip()
            ),
            None if is_of_many(self.address.ip()) => say!(
                "{address} is no machine's address: it stands for many (multicast, broadcast), and nobody can be connected to there.",
                "{address} は 1 台のマシンのアドレスではなく、多数を表すアドレス (マルチキャスト、ブロードキャスト) なので、接続できません。",
                address = self.address.ip()
            ),
            None => say!(
                "This machine has no route to {address}.",
                "この端末に {address} への経路がありません。",
                address = self.address.ip()
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![super::tcp(self.address, "Network is unreachable")];
        seen.extend(self.icmp.map(super::icmp));
        seen
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        let address = self.address.ip().to_string();
        if self.icmp.is_none() && is_of_many(self.address.ip()) {
            return vec![Step::new(
                Where::Client,
                Say::fixed(
                    "Compare the address with the one that the server's console shows",
                    "サーバーのコンソールに表示されるアドレスと比べます",
                ),
            )];
        }
        let mut steps = vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Connect the network or the VPN that leads there; this shows whether a route exists then",
                    "そこへつながるネットワークか VPN に接続します。経路ができたかは次のコマンドで分かります",
                ),
            )
            .run(Command::new(["ip", "route", "get", &address])),
        ];
        if let Some(icmp) = self.icmp.filter(|icmp| !icmp.own) {
            steps.push(Step::new(
                Where::Network,
                say!(
                    "Tell whoever runs the router {sender}: it has no route to {address}",
                    "ルーター {sender} の管理者に、{address} への経路がないことを伝えます",
                    sender = icmp.sender,
                    address = address
                ),
            ));
        }
        steps
    }
}
