//! Nobody on the local link has that address, or a router says that its last hop found nobody.
//!
//! Known by EHOSTUNREACH: after about three seconds where the neighbour did not answer (ARP, ND), or with an ICMP error
//! type 3 code 1 (ICMPv6 type 1 code 3) from a router. At once and without ICMP it is something else.

use std::net::SocketAddr;

use crate::evidence::Icmp;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "host-unreachable",
    stage: Stage::Connect,
    fault: Say::fixed(
        "no host answers at that address on the local link, or a router says host unreachable",
        "ローカルリンクでそのアドレスのホストが応答しないか、ルーターが到達不能と返しています",
    ),
    text: Say::fixed(
        "\
The way to the last network is fine; there nobody answers to that address. The machine is off, asleep, on another network, or has another address by now.

It is known from No route to host together with its time: the system asks the link for the owner of the address for about three seconds and gives up. Or a router at the far end does the same and reports it with an ICMP error, which names the router.

The sentence misleads: a firewall that rejects prints it too, within one round trip and with a prohibited code (connection-prohibited). So does macOS for a terminal without leave (local-network-privacy) and a rule of this machine (local-firewall-blocks), both at once.

On the same link, FAILED or INCOMPLETE here means that nobody answered:
  ip neigh show ADDRESS

Switch the machine on, look up its address in its console or in the router's list of leases, and compare.",
        "\
最後のネットワークまでは届いていますが、そこでそのアドレスのホストが応答しません。電源が切れている、スリープしている、別のネットワークにいる、アドレスが変わった、のいずれかです。

No route to host という文と、かかった時間から分かります。システムは 3 秒ほどリンク上でアドレスの持ち主を探し、あきらめます。または、末端のルーターが同じことをして ICMP エラーで知らせます。その場合はルーターのアドレスが分かります。

紛らわしい文です。拒否するファイアウォールでもこの文になりますが、1 往復で返り、コードは prohibited です (connection-prohibited)。許可のないターミナルを使っている macOS (local-network-privacy) や、この端末のルール (local-firewall-blocks) でも同じ文がすぐに返ります。

同じリンクなら、次で FAILED か INCOMPLETE と出れば、誰も応答していません。
  ip neigh show ADDRESS

マシンの電源を入れ、コンソールやルーターの DHCP の一覧でアドレスを確かめます。",
    ),
    sentences: &[
        "No route to host",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct HostUnreachable {
    /// Address and port.
    pub address: SocketAddr,
    /// The ICMP error, if there was one.
    pub icmp: Option<Icmp>,
    /// Milliseconds until the error.
    pub elapsed_ms: f64,
    /// The interface that leads there, where it has no link.
    pub no_link: Option<String>,
}

/// Linux asks for a neighbour three times, a second apart; faster is no failed neighbour.
const NEIGHBOUR_MS: f64 = 2_000.0;

/// What else says "no route to host" at once.
const AT_ONCE: &[Code] = &[
    &super::connection_prohibited::PAGE,
    &super::local_firewall_blocks::PAGE,
    &super::local_network_privacy::PAGE,
];

impl HostUnreachable {
    /// The router that said so.
    fn router(&self) -> Option<Icmp> {
        self.icmp.filter(|icmp| !icmp.own)
    }

    /// The address itself says that it finds no host at itself: it hands the connection on to a machine behind it.
    fn hands_on(&self) -> bool {
        self.router()
            .is_some_and(|icmp| icmp.sender == self.address.ip())
    }

    /// The system asked the link for the address and nobody answered.
    fn neighbour_failed(&self) -> bool {
        self.router().is_none() && self.elapsed_ms >= NEIGHBOUR_MS
    }
}

impl Cause for HostUnreachable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.neighbour_failed() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn cause(&self, _: &Target) -> Say {
        if let Some(interface) = &self.no_link {
            return say!(
                "{interface}, the interface of this machine that leads to {address}, has no link: no cable, or no Wi-Fi joined.",
                "{address} につながるこの端末のインターフェース {interface} がリンクダウンしています (ケーブルが抜けているか、Wi-Fi に接続していません)。",
                interface = interface,
                address = self.address.ip()
            );
        }
        match self.router() {
            Some(_) if self.hands_on() => say!(
                "{address} hands port {port} on to a machine behind it, and finds nobody there.",
                "{address} はポート {port} を背後のマシンに転送していますが、転送先が応答しません。",
                address = self.address.ip(),
                port = self.address.port()
            ),
            Some(icmp) => say!(
                "The router {sender} finds no host at {address}.",
                "ルーター {sender} から先で、{address} のホストが見つかりません。",
                sender = icmp.sender,
                address = self.address.ip()
            ),
            None => say!(
                "No host answers at {address} on the local network.",
                "ローカルネットワークで {address} のホストが応答しません。",
                address = self.address.ip()
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new(
            "tcp",
            say!(
                "connect to {address}: No route to host, after {seconds:.1} s",
                "{address} への接続: No route to host ({seconds:.1} 秒後)",
                address = self.address,
                seconds = self.elapsed_ms / 1000.0
            ),
        )];
        seen.extend(self.icmp.map(super::icmp));
        if let Some(interface) = &self.no_link {
            seen.push(Seen::new(
                "interfaces",
                say!(
                    "{interface} is switched on and has no link",
                    "{interface} は有効ですが、リンクがありません",
                    interface = interface
                ),
            ));
        }
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        if self.icmp.is_some() || self.neighbour_failed() {
            Vec::new()
        } else {
            AT_ONCE.to_vec()
        }
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        let address = self.address.ip().to_string();
        if let Some(interface) = &self.no_link {
            return vec![
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Plug the cable in, or join the Wi-Fi; this no longer says NO-CARRIER then",
                        "ケーブルを差し込むか、Wi-Fi に接続します。つながると、次のコマンドに NO-CARRIER と出なくなります",
                    ),
                )
                .run(Command::new(["ip", "link", "show", "dev", interface])),
            ];
        }
        if self.hands_on() {
            return vec![
                Step::new(
                    Where::Server,
                    say!(
                        "Switch the machine behind {address} on, and note the address its console shows",
                        "{address} の背後にあるマシンの電源を入れ、コンソールに表示されるアドレスを控えます",
                        address = address
                    ),
                ),
                Step::new(
                    Where::Network,
                    say!(
                        "On {address}: the forwarding of port {port} (DNAT, \"virtual server\") must lead to that address",
                        "{address} で、ポート {port} の転送 (DNAT、ポートフォワード) の宛先がそのアドレスになっているか確認します",
                        address = address,
                        port = self.address.port()
                    ),
                ),
            ];
        }
        let mut steps = Vec::new();
        if self.router().is_none() {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "See what this machine knows of the address: FAILED means that nobody answered",
                        "この端末から見たアドレスの状態を調べます。FAILED なら誰も応答していません",
                    ),
                )
                .run(Command::new(["ip", "neigh", "show", &address])),
            );
        }
        steps.push(Step::new(
            Where::Server,
            say!(
                "Switch the machine on, and compare the address its console shows with {address}",
                "マシンの電源を入れ、コンソールに表示されるアドレスを {address} と比べます",
                address = address
            ),
        ));
        if let Some(icmp) = self.router() {
            steps.push(Step::new(
                Where::Network,
                say!(
                    "If it is on and the address is right: tell whoever runs the router {sender}",
                    "電源が入っていてアドレスも正しければ、ルーター {sender} の管理者に伝えます",
                    sender = icmp.sender
                ),
            ));
        }
        steps
    }
}
