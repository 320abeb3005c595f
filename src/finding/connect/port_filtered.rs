//! The host is up, and this one port gives no answer.
//!
//! Known by an unanswered SYN while another port of the host answers (SYN-ACK or RST), an ICMP echo does, or its
//! link-layer address is known. By whom it is filtered a client cannot see: a SYN that is dropped, a SYN-ACK that is lost
//! and a listener whose queue is full (Linux drops the SYN then) are one silence.

use std::net::SocketAddr;

use crate::evidence::{OtherPort, OtherPorts, SignsOfLife, Trace};
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
The host gives signs of life, and the packets to its SSH port vanish. Something drops them without a word, or drops the answer: the server's firewall, a cloud's security group, a filter in between, a ban, or this network. A server that does not take its connections off a full queue (ss -ltn shows Recv-Q above Send-Q) is just as silent.

It is known from the silence of this port next to an answer of the host: another port answers, a ping does, or the host is a neighbour on this link.

If the whole host is silent, it is connection-timed-out. If the same port is silent towards a second, healthy host as well, this network blocks it (outbound-port-blocked). Does it work from a phone's hotspot? Then the filter knows your address: an allow-list that holds your old one, or a ban.

In a cloud, allow the port in the rules of the provider: security group and network ACL (AWS), VPC firewall rule (Google), network security group (Azure). On the server:
  sudo ufw allow 22/tcp
  sudo firewall-cmd --permanent --add-port=22/tcp && sudo firewall-cmd --reload

Allow it for the addresses you use, not for the whole world, where you can.",
        "\
ホストは動いていますが、SSH のポートへのパケットだけが消えています。サーバーのファイアウォール、クラウドのセキュリティグループ、途中のフィルター、BAN、このネットワークのいずれかが、何も返さずに捨てているか、応答を捨てています。接続の待ち行列が一杯のまま処理されないサーバー (ss -ltn で Recv-Q が Send-Q を超える) も、同じように無応答になります。

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
    /// Did several logins fail just before, as the person says?
    pub just_failed: Option<bool>,
    /// When it was seen, seconds since 1970; none in a log.
    pub now: Option<u64>,
    /// How far packets get, if the person wanted to know.
    pub trace: Option<Trace>,
}

/// Who filters.
const REASONS: &[Code] = &[
    &crate::finding::server::server_firewall_blocks::PAGE,
    &super::outbound_port_blocked::PAGE,
    &crate::finding::server::client_banned::PAGE,
    &crate::finding::server::server_resources_exhausted::PAGE,
];

impl Cause for PortFiltered {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        if self.just_failed == Some(true) {
            return say!(
                "{host} is up, and its port {port} is silent after several failed logins: most likely a ban drops what comes from your address, for a time.",
                "{host} は動いていますが、ログインの失敗が続いた後、ポート {port} が応答しません。接続元アドレスが一時的に BAN されている可能性が高いです。",
                host = self.address.ip(),
                port = self.address.port()
            );
        }
        match self.trace.as_ref().and_then(Trace::last_router) {
            Some((at, router)) => say!(
                "{host} is up and its port {port} never answers: packets to it get as far as hop {at} ({router}), and are lost there or behind it.",
                "{host} は動いていますが、ポート {port} が応答しません。パケットはホップ {at} ({router}) までは届き、そこかその先で失われています。",
                host = self.address.ip(),
                port = self.address.port(),
                at = at,
                router = router
            ),
            None => say!(
                "{host} is up and its port {port} never answers: something drops the packets to it, or its answers.",
                "{host} は動いていますが、ポート {port} が応答しません。このポートへのパケットか、その応答がどこかで捨てられています。",
                host = self.address.ip(),
                port = self.address.port()
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![super::silence(self.address, self.seconds)];
        seen.extend(self.life.map(|life| super::life(self.address.ip(), life)));
        seen.extend(super::other_ports(&OtherPorts(self.answering.clone())));
        seen.extend(super::just_failed(self.just_failed));
        seen.extend(self.trace.iter().flat_map(super::trace));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        // A router that answers proves that packets leave this machine.
        let leaves = self
            .trace
            .as_ref()
            .is_some_and(|trace| trace.last_router().is_some());
        let mut reasons = REASONS.to_vec();
        let banned = |code: &Code| code.code == "client-banned";
        match self.just_failed {
            Some(true) => reasons.sort_by_key(|code| !banned(code)),
            Some(false) => reasons.sort_by_key(banned),
            None => {}
        }
        if !leaves {
            reasons.push(&super::local_firewall_blocks::PAGE);
        }
        reasons
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
        let [queue, restart] = steps::full_queue();
        let mut steps = Vec::new();
        if self.just_failed == Some(true) {
            steps.extend(super::lift_the_ban());
            steps.push(super::wait_for_the_ban(self.now, target));
        }
        steps.extend([ufw, firewalld, queue, restart, cloud]);
        if self.trace.is_none() {
            steps.push(steps::trace(target));
        }
        steps.push(steps::try_second_host(target));
        steps
    }
}
