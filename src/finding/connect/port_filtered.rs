//! The host is up, and this one port gives no answer.
//!
//! Known by an unanswered SYN while another port of the host answers (SYN-ACK or RST), an ICMP echo does, or its
//! link-layer address is known. By whom it is filtered a client cannot see.

use std::net::SocketAddr;

use crate::evidence::{OtherPort, OtherPorts, SignsOfLife};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "port-filtered",
    stage: Stage::Connect,
    fault: Say::fixed(
        "the host is up but this port never answers",
        "ホストは動いていますが、このポートだけが応答しません",
    ),
    text: Say::fixed(
        "\
The host gives signs of life, and the packets to its SSH port vanish. Something drops them without a word: the server's firewall, a cloud's security group, a filter in between, a ban, or this network.

It is known from the silence of this port next to an answer of the host: another port answers, a ping does, or the host is a neighbour on this link.

If the whole host is silent, it is connection-timed-out. If the same port is silent towards a second, healthy host as well, this network blocks it (outbound-port-blocked). Does it work from a phone's hotspot? Then the filter knows your address: an allow-list that holds your old one, or a ban.

In a cloud, allow the port in the rules of the provider: security group and network ACL (AWS), VPC firewall rule (Google), network security group (Azure). On the server:
  sudo ufw allow 22/tcp
  sudo firewall-cmd --permanent --add-port=22/tcp && sudo firewall-cmd --reload

Allow it for the addresses you use, not for the whole world, where you can.",
        "\
ホストは動いていますが、SSH のポートへのパケットだけが消えています。サーバーのファイアウォール、クラウドのセキュリティグループ、途中のフィルター、BAN、このネットワークのいずれかが、何も返さずに捨てています。

このポートは無応答で、ホスト自体は応答する (別のポートが答える、ping に答える、同じリンクの隣接ホストである) ことから分かります。

ホスト全体が無応答なら connection-timed-out です。正常な別のホストの同じポートも無応答なら、このネットワークが塞いでいます (outbound-port-blocked)。スマートフォンのテザリングならつながる場合は、自分のアドレスが対象です。許可リストに古いアドレスが残っているか、BAN されています。

クラウドでは、事業者側の設定でポートを許可します。AWS はセキュリティグループとネットワーク ACL、Google は VPC のファイアウォールルール、Azure はネットワークセキュリティグループです。サーバー側では次のとおりです。
  sudo ufw allow 22/tcp
  sudo firewall-cmd --permanent --add-port=22/tcp && sudo firewall-cmd --reload

できるだけ、全世界ではなく使うアドレスだけを許可してください。",
    ),
    sentences: &[],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PortFiltered {
    /// Address and port.
    pub address: SocketAddr,
    /// Seconds without an answer.
    pub seconds: f64,
    /// What else was heard of the host.
    pub life: Option<SignsOfLife>,
    /// Its other ports that answered.
    pub answering: Vec<OtherPort>,
}

/// Who filters.
const REASONS: &[Code] = &[
    &crate::finding::server::server_firewall_blocks::PAGE,
    &super::outbound_port_blocked::PAGE,
    &crate::finding::server::client_banned::PAGE,
];

impl Cause for PortFiltered {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "{host} is up, and something drops every packet to its port {port}.",
            "{host} は動いていますが、ポート {port} へのパケットがどこかで捨てられています。",
            host = self.address.ip(),
            port = self.address.port()
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![super::silence(self.address, self.seconds)];
        seen.extend(self.life.map(|life| super::life(self.address.ip(), life)));
        seen.extend(super::other_ports(&OtherPorts(self.answering.clone())));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        REASONS.to_vec()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let [ufw, firewalld] = steps::open_port(self.address.port());
        let cloud = Step::new(
            Where::Administrator,
            say!(
                "In a cloud: allow TCP port {port} from your address in the provider's rules (security group, VPC firewall, NSG)",
                "クラウドの場合は、事業者側の設定 (セキュリティグループ、VPC ファイアウォール、NSG) で、自分のアドレスからの TCP ポート {port} を許可します",
                port = self.address.port()
            ),
        );
        vec![ufw, firewalld, cloud, steps::try_second_host(target)]
    }
}
