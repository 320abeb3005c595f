//! A firewall answers for the port, so sshd may well be running behind it.
//!
//! Known by ICMP type 3 code 3 (ICMPv6 type 1 code 4) where a RST should be: no TCP stack sends that for a closed port.
//! It is the default of nft and iptables REJECT and of fail2ban's actions.

use std::net::SocketAddr;

use crate::evidence::Icmp;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "connection-rejected-by-firewall",
    stage: Stage::Connect,
    fault: Say::fixed(
        "a firewall answers for the port (reject-with), so sshd may well be running",
        "ファイアウォールがポートに代わって拒否しています (reject-with)。sshd 自体は動いている可能性があります",
    ),
    text: Say::fixed(
        "\
ssh prints Connection refused, as if nothing were listening. But the refusal did not come from the TCP of the host: a packet filter rejected the connection. sshd may be running, and other people may be using it.

It is known from the ICMP error port unreachable, which a TCP stack never sends for a closed port; there it sends a reset (connection-refused).

Two reasons are usual. fail2ban bans an address after five failed logins in ten minutes, for ten minutes, and its ban looks exactly like this. Or a rule rejects everybody who is not on a list. Did it work minutes ago, and still work from another address? Then it is a ban.

Wait until the ban ends, or look on the server's console, and lift it for your address:
  sudo fail2ban-client status sshd
  sudo fail2ban-client set sshd unbanip YOUR-ADDRESS

A ban returns while whatever failed goes on failing: a wrong key or password in a script, an agent with many keys. Mend that first. For a rule, allow the port:
  sudo ufw allow 22/tcp",
        "\
ssh は Connection refused と表示し、何も待ち受けていないように見えます。しかし拒否したのはホストの TCP ではなく、パケットフィルターです。sshd は動いていて、ほかの人は使えているかもしれません。

ICMP の port unreachable が返ったことから分かります。閉じたポートに対して TCP がこれを送ることはなく、その場合は RST になります (connection-refused)。

よくある理由は 2 つです。fail2ban は 10 分間に 5 回失敗したアドレスを 10 分間 BAN し、これとまったく同じに見えます。または、許可リストにない相手をすべて拒否するルールがあります。数分前は使えて、別のアドレスからは今も使えるなら BAN です。

BAN が解けるのを待つか、サーバーのコンソールで確認し、自分のアドレスだけ解除します。
  sudo fail2ban-client status sshd
  sudo fail2ban-client set sshd unbanip YOUR-ADDRESS

スクリプトの間違った鍵やパスワード、鍵の多すぎるエージェントなど、失敗の原因が残っていれば、また BAN されます。先にそちらを直してください。ルールが原因なら、ポートを許可します。
  sudo ufw allow 22/tcp",
    ),
    sentences: &[],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRejectedByFirewall {
    /// Address and port.
    pub address: SocketAddr,
    /// The firewall's ICMP error.
    pub icmp: Icmp,
    /// Did several logins fail just before, as the person says?
    pub just_failed: Option<bool>,
    /// Has this very login worked before, as the person says?
    pub worked_before: Option<bool>,
    /// When it was seen, seconds since 1970; none in a log.
    pub now: Option<u64>,
}

/// Why a firewall may reject.
const REASONS: &[Code] = &[
    &crate::finding::server::client_banned::PAGE,
    &crate::finding::server::server_firewall_blocks::PAGE,
];

impl Cause for ConnectionRejectedByFirewall {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        if self.just_failed == Some(true) {
            return say!(
                "A firewall at {sender} refuses port {port} in sshd's place, after several failed logins: most likely it has banned your address for a time.",
                "ログインの失敗が続いた後、{sender} のファイアウォールが sshd に代わってポート {port} を拒否しています。接続元アドレスが一時的に BAN されている可能性が高いです。",
                sender = self.icmp.sender,
                port = self.address.port()
            );
        }
        say!(
            "A firewall at {sender} refuses port {port} in sshd's place; sshd may well be running.",
            "{sender} のファイアウォールが、sshd に代わってポート {port} を拒否しています。sshd 自体は動いている可能性があります。",
            sender = self.icmp.sender,
            port = self.address.port()
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![
            super::icmp(self.icmp),
            Seen::new(
                "tcp",
                say!(
                    "{address} did not answer with RST, as a closed port does",
                    "閉じたポートなら返すはずの RST が、{address} から返っていません",
                    address = self.address
                ),
            ),
        ];
        let told = match self.worked_before {
            Some(true) => Some(Say::fixed(
                "this login has worked before: that speaks for a ban, which fail2ban answers in this way after five failures within ten minutes",
                "このログインは以前に成功しています。BAN の可能性が高く、fail2ban は 10 分以内の 5 回の失敗で BAN し、このように応答します",
            )),
            Some(false) => Some(Say::fixed(
                "this login has never worked: that speaks for a rule for everybody, and not for a ban",
                "このログインは一度も成功していません。BAN ではなく、全員に対する規則の可能性が高くなります",
            )),
            None => None,
        };
        seen.extend(super::just_failed(self.just_failed));
        seen.extend(told.map(|told| Seen::new("answer", told)));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        let mut reasons = REASONS.to_vec();
        if self.just_failed == Some(false) || self.worked_before == Some(false) {
            reasons.reverse();
        }
        reasons
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let [ufw, firewalld] = steps::open_port(self.address.port());
        let [banned, unban] = super::lift_the_ban();
        let wait = super::wait_for_the_ban(self.now, target);
        match self.just_failed {
            Some(false) => vec![ufw, firewalld, banned, unban, wait],
            Some(true) => vec![banned, unban, wait, ufw, firewalld],
            None => vec![banned, unban, ufw, firewalld, wait],
        }
    }
}
