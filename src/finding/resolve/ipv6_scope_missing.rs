//! A link-local IPv6 address (fe80::/10) is an address only together with an interface.
//!
//! Known from the address itself; connect(2) answers EINVAL. The zone is written behind a percent sign (RFC 4007).

use std::net::IpAddr;

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "ipv6-scope-missing",
    stage: Stage::Resolve,
    fault: Say::fixed(
        "a link-local IPv6 address without its interface",
        "リンクローカル IPv6 アドレスにインターフェースの指定がありません",
    ),
    text: Say::fixed(
        "\
Addresses that begin with fe80 exist on every network link anew. Without the interface the system cannot know which link is meant, and connecting fails with Invalid argument.

It is known from the address alone, or from the list of this machine's interfaces where the one named is not among them. A name of DNS or of the hosts file that leads to such an address has the same fault. No packet was sent.

A blackhole route gives Invalid argument too, for addresses of any kind; here the address begins with fe8, fe9, fea or feb.

Write the interface behind a percent sign. The interface is yours, not the server's:
  ip -brief link
  ssh USER@fe80::1%eth0

If you are not sure which one, see on which the address has been heard, or ask all machines of a link to answer:
  ip -6 neigh
  ping -c 2 ff02::1%eth0

In ~/.ssh/config write the percent sign of HostName twice; a single one begins a token there:
  HostName fe80::1%%eth0",
        "\
fe80 で始まるアドレスは、ネットワークのリンクごとに別々に存在します。インターフェースがないと、どのリンクのことか分からず、接続は Invalid argument で失敗します。

アドレスだけから、または指定されたインターフェースがこの端末にないことから分かります。DNS や hosts ファイルの名前がこのようなアドレスになる場合も同じです。パケットは送信されていません。

blackhole 経路でも Invalid argument になりますが、その場合はどんなアドレスでも起こります。ここではアドレスが fe8、fe9、fea、feb のいずれかで始まっています。

% のあとにインターフェースを書きます。サーバーではなく、手元のインターフェースです。
  ip -brief link
  ssh USER@fe80::1%eth0

どれか分からなければ、そのアドレスがどこで見えているかを調べるか、リンク上の全ホストに応答を求めます。
  ip -6 neigh
  ping -c 2 ff02::1%eth0

~/.ssh/config の HostName では % を 2 つ書きます。1 つだけだとトークンの始まりとみなされます。
  HostName fe80::1%%eth0",
    ),
    sentences: &[],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ipv6ScopeMissing {
    /// Interfaces of this machine.
    pub interfaces: Vec<String>,
    /// The address that the name leads to, where the host is a name.
    pub of_name: Option<IpAddr>,
}

impl Ipv6ScopeMissing {
    /// The address without a zone.
    fn address(&self, target: &Target) -> String {
        let (address, _) = of_no_interface(&target.hostname).unwrap_or((&target.hostname, ""));
        self.of_name
            .map_or_else(|| address.to_owned(), |address| address.to_string())
    }
}

/// An address and the zone that was given with it; it names no interface, else there were nothing to find.
fn of_no_interface(hostname: &str) -> Option<(&str, &str)> {
    hostname.split_once('%')
}

impl Cause for Ipv6ScopeMissing {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        match (self.of_name, of_no_interface(&target.hostname)) {
            (Some(address), _) => say!(
                "{host} leads to {address}, a link-local address, and the interface it is reached through is missing.",
                "{host} の名前解決の結果 {address} はリンクローカルアドレスですが、どのインターフェースを通るかの指定がありません。",
                host = target.hostname,
                address = address
            ),
            (None, Some((address, zone))) => say!(
                "{address} is a link-local address, and this machine has no interface {zone} to reach it through.",
                "{address} はリンクローカルアドレスですが、指定されたインターフェース {zone} がこの端末にありません。",
                address = address,
                zone = zone
            ),
            (None, None) => say!(
                "{host} is a link-local address, and the interface it is reached through is missing.",
                "{host} はリンクローカルアドレスですが、どのインターフェースを通るかの指定がありません。",
                host = target.hostname
            ),
        }
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        let address = self.address(target);
        let words = match of_no_interface(&target.hostname) {
            Some((_, zone)) => say!(
                "{address} lies in fe80::/10, and no interface is named {zone}",
                "{address} は fe80::/10 のアドレスで、{zone} という名前のインターフェースはありません",
                address = address,
                zone = zone
            ),
            None => say!(
                "{address} lies in fe80::/10 and has no %interface",
                "{address} は fe80::/10 のアドレスで、%インターフェースが付いていません",
                address = address
            ),
        };
        let mut seen = vec![Seen::new("target", words)];
        if !self.interfaces.is_empty() {
            seen.push(Seen::new(
                "interfaces",
                say!(
                    "this machine has {interfaces}",
                    "この端末のインターフェース: {interfaces}",
                    interfaces = self.interfaces.join(", ")
                ),
            ));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let through = |interface: &String| {
            let host = format!("{}%{interface}", self.address(target));
            // The host key stays on record under the name.
            let alias = format!("HostKeyAlias={}", target.hostname);
            let options: &[&str] = match self.of_name {
                Some(_) => &["-o", &alias],
                None => &[],
            };
            Step::new(
                Where::Client,
                say!(
                    "If the host is on the link of {interface}",
                    "ホストが {interface} のリンクにある場合",
                    interface = interface
                ),
            )
            .run(steps::with_host(target, &host).ssh(options))
        };
        let links = self.interfaces.iter().filter(|name| *name != "lo");
        let mut steps: Vec<_> = links.take(4).map(through).collect();
        steps.push(
            Step::new(
                Where::Client,
                Say::fixed(
                    "See on which interface the address has been heard",
                    "そのアドレスがどのインターフェースで見えているかを調べます",
                ),
            )
            .run(Command::new(["ip", "-6", "neigh"])),
        );
        steps
    }
}
