//! A rule or policy of this machine forbids the connection.
//!
//! EACCES: a `prohibit` route, SELinux `name_connect`. EPERM: BPF or seccomp. Firewall rules on output do not give
//! these; their rejects come as ICMP errors from this machine's own address, and a drop looks like a time-out.

use std::net::SocketAddr;

use crate::evidence::Icmp;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "local-firewall-blocks",
    stage: Stage::Connect,
    fault: Say::fixed(
        "this machine's own firewall or policy forbids the connection",
        "この端末自身のファイアウォールやポリシーが接続を禁止しています",
    ),
    text: Say::fixed(
        "\
The packet never left this machine. A route of type prohibit, a VPN's kill switch, a security product, SELinux or the machine's own packet filter forbids it.

It is known from the error of connect, Permission denied or Operation not permitted, which no IPv4 network can cause, or from an ICMP error whose sender is this machine itself.

A reject rule of this machine looks like an answer of the other side: refused, no route to host or network unreachable, according to its type, but faster than any packet could travel. A drop rule looks like a time-out and cannot be told from one without reading the rules.

ssh also says Permission denied after a log-in was refused; that sentence has a list in parentheses, this one names host and port.

Read the rules, whichever of these is in use:
  ip route get ADDRESS
  sudo nft list ruleset
  sudo iptables -S OUTPUT

Switch the kill switch or the product off, or allow TCP to this port. On a machine of a company ask before you do.",
        "\
パケットはこの端末から出ていません。prohibit 型の経路、VPN のキルスイッチ、セキュリティ製品、SELinux、端末自身のパケットフィルターが禁止しています。

connect のエラーが Permission denied か Operation not permitted であること (IPv4 のネットワーク側の原因では起こりません)、または ICMP エラーの送信元がこの端末自身であることから分かります。

この端末の reject ルールは、種類によって、拒否 (refused)、No route to host、Network is unreachable という相手の応答に見えます。ただし、パケットが往復するより速く返ります。drop ルールはタイムアウトに見え、ルールを読まない限り区別できません。

ログインが拒否されたときも ssh は Permission denied と表示しますが、そちらには括弧付きの方式の一覧が付きます。こちらにはホストとポートが入ります。

使われているものに応じてルールを調べます。
  ip route get ADDRESS
  sudo nft list ruleset
  sudo iptables -S OUTPUT

キルスイッチや製品を止めるか、このポートへの TCP を許可します。会社の端末では、先に確認してください。",
    ),
    sentences: &[
        "Operation not permitted",
        "port 22: Permission denied",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFirewallBlocks {
    /// Address and port.
    pub address: SocketAddr,
    /// The system's word for it.
    pub said: Denial,
}

/// How this machine says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// By an ICMP error: a packet filter's reject.
    Icmp(Icmp),
    /// EACCES or EPERM: a `prohibit` route, SELinux, BPF, seccomp.
    NotPermitted,
    /// EINVAL: a `blackhole` route (ip-route(8)).
    Invalid,
    /// EHOSTUNREACH at once: an `unreachable` route.
    Unreachable,
}

impl Cause for LocalFirewallBlocks {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.said {
            Denial::Icmp(icmp) if icmp.own => Certainty::Certain,
            // ICMPv6 "prohibited" from elsewhere gives EACCES too.
            Denial::NotPermitted if self.address.is_ipv6() => Certainty::Likely,
            Denial::Icmp(_) => Certainty::Likely,
            Denial::NotPermitted | Denial::Invalid | Denial::Unreachable => Certainty::Certain,
        }
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "This machine itself forbids the connection to {address}.",
            "この端末自身が {address} への接続を禁止しています。",
            address = self.address
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        match self.said {
            Denial::Icmp(icmp) => vec![super::icmp(icmp)],
            Denial::NotPermitted => vec![super::tcp(
                self.address,
                "Permission denied / Operation not permitted",
            )],
            Denial::Invalid => vec![super::tcp(self.address, "Invalid argument")],
            Denial::Unreachable => vec![super::tcp(self.address, "No route to host")],
        }
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        let address = self.address.ip().to_string();
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Is it a route or a routing rule? A prohibit, blackhole or unreachable one answers this with an error",
                    "経路か経路のルールが原因かを調べます。prohibit、blackhole、unreachable のどれかなら、このコマンドがエラーになります",
                ),
            )
            .run(Command::new(["ip", "route", "get", &address])),
            Step::new(
                Where::Client,
                Say::fixed(
                    "If it is: the line that says prohibit, blackhole or unreachable stands in one of these two lists",
                    "エラーになったら、次の 2 つの一覧から prohibit、blackhole、unreachable の行を探します",
                ),
            )
            .run(Command::new(["ip", "rule"]).and(Command::new(["ip", "route"]))),
            Step::new(
                Where::Client,
                say!(
                    "Is it the packet filter? Look for a rule on output that meets {address}, and allow it there; a VPN's kill switch is set in the VPN program",
                    "パケットフィルターが原因かを調べます。{address} に当てはまる output のルールを探し、許可します。VPN のキルスイッチは VPN の設定にあります",
                    address = self.address
                ),
            )
            .run(Command::new(["sudo", "nft", "list", "ruleset"]))
            .caution(Say::fixed(
                "On a company's machine ask before you change a rule",
                "会社の端末では、ルールを変える前に確認してください",
            )),
        ]
    }
}
