//! No name server answers, so no name can be looked up.
//!
//! Known by EAI_AGAIN and by asking every server of resolv.conf directly: silent, refusing, without a route, or none
//! configured. SERVFAIL and REFUSED give EAI_AGAIN too, and are `resolver-failed`.

use crate::evidence::{NameServer, NameServerState};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "resolver-unreachable",
    stage: Stage::Resolve,
    fault: Say::fixed(
        "no name server answers",
        "どのネームサーバーも応答しません",
    ),
    text: Say::fixed(
        "\
Before ssh can connect, the name must become an address, and the name servers of this machine do not answer. ssh says Temporary failure in name resolution, after up to ten seconds and more.

It is known by asking each configured server directly: it stays silent, its host says that nothing listens there, or there is no route to it. None at all may be configured.

A name server that answers with a failure of its own makes ssh print the very same sentence (resolver-failed). If other names resolve, it is that one, or the name's own zone.

See who is asked, and whether this machine has a network at all:
  cat /etc/resolv.conf
  resolvectl status
  ip route

127.0.0.53 is systemd-resolved on this machine; if nothing listens there, start it:
  sudo systemctl restart systemd-resolved

A VPN that is only half up often leaves its own name server behind: disconnect and connect it again. With the address known, ssh works without any name server:
  ssh -o HostKeyAlias=HOST USER@ADDRESS",
        "\
接続の前に名前をアドレスに変える必要がありますが、この端末のネームサーバーが応答しません。ssh は、長いときは 10 秒以上待ったあとで Temporary failure in name resolution と表示します。

設定されている各サーバーに直接問い合わせて分かります。無応答、待ち受けなし、経路なし、のいずれかです。1 つも設定されていないこともあります。

ネームサーバーが自分の失敗を返した場合も、ssh はまったく同じ文を表示します (resolver-failed)。ほかの名前なら解決できるときは、そちらか、その名前のゾーンの問題です。

問い合わせ先と、ネットワーク自体がつながっているかを調べます。
  cat /etc/resolv.conf
  resolvectl status
  ip route

127.0.0.53 はこの端末の systemd-resolved です。待ち受けがなければ起動し直します。
  sudo systemctl restart systemd-resolved

VPN が中途半端につながっていると、VPN 用のネームサーバーだけが残ることがあります。一度切断して接続し直してください。アドレスが分かっていれば、ネームサーバーなしでも接続できます。
  ssh -o HostKeyAlias=HOST USER@ADDRESS",
    ),
    sentences: &[
        "Temporary failure in name resolution",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolverUnreachable {
    /// The configured name servers, each asked directly.
    pub servers: Vec<NameServer>,
    /// Names like this one that need no name server, nearest first.
    pub near: Vec<String>,
}

/// How many near names are offered.
const OFFERED: usize = 2;

impl ResolverUnreachable {
    /// The server is a program of this machine that is not running.
    fn local_stub_is_down(&self) -> bool {
        self.servers.iter().any(|server| {
            server.address.ip().is_loopback() && server.state == NameServerState::PortClosed
        })
    }
}

impl Cause for ResolverUnreachable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        let answered = self.servers.iter().any(|server| match server.state {
            NameServerState::Answered(_) | NameServerState::Failed(_) => true,
            NameServerState::PortClosed
            | NameServerState::Unreachable
            | NameServerState::Forbidden
            | NameServerState::Silent => false,
        });
        if answered {
            Certainty::Possible
        } else {
            Certainty::Certain
        }
    }

    fn cause(&self, target: &Target) -> Say {
        if self.servers.is_empty() {
            return say!(
                "{host} cannot be looked up: no name server is configured on this machine.",
                "この端末にネームサーバーが設定されていないため、{host} の名前解決ができません。",
                host = target.hostname
            );
        }
        say!(
            "{host} cannot be looked up: none of this machine's name servers answers.",
            "この端末のネームサーバーがどれも応答しないため、{host} の名前解決ができません。",
            host = target.hostname
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen: Vec<_> = self.servers.iter().map(super::name_server).collect();
        if seen.is_empty() {
            let none = Say::fixed(
                "no nameserver line that you can read",
                "読み取れる nameserver の行がありません",
            );
            seen.push(Seen::new("dns", none).in_file("/etc/resolv.conf"));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = Vec::new();
        let near = self.near.iter().filter(|name| !name.starts_with('-'));
        for name in near.take(OFFERED) {
            let text = say!(
                "If you mean {name}, which needs no name server",
                "{name} のことであれば、ネームサーバーなしで次のとおり接続できます",
                name = name
            );
            let meant = steps::with_host(target, name);
            steps.push(Step::new(Where::Client, text).run(meant.ssh(&[])));
        }
        if self.local_stub_is_down() {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "The name server is a program of this machine: start it again",
                        "ネームサーバーはこの端末のプログラムです。起動し直します",
                    ),
                )
                .run(Command::new([
                    "sudo",
                    "systemctl",
                    "restart",
                    "systemd-resolved",
                ])),
            );
        }
        let stands = |state| self.servers.iter().any(|server| server.state == state);
        if stands(NameServerState::Forbidden) {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Look for the rule of this machine that forbids questions to port 53, and allow them; a VPN's kill switch is set in the VPN program",
                        "ポート 53 への問い合わせを禁止しているこの端末のルールを探して許可します。VPN のキルスイッチは VPN の設定にあります",
                    ),
                )
                .run(Command::new(["sudo", "nft", "list", "ruleset"])),
            );
        }
        let unreachable = self
            .servers
            .iter()
            .find(|server| server.state == NameServerState::Unreachable);
        if let Some(server) = unreachable {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "See whether this machine has a route to its name server; connect the network or the VPN",
                        "ネームサーバーへの経路があるかを確かめ、ネットワークか VPN に接続します",
                    ),
                )
                .run(Command::new(["ip", "route", "get", &server.address.ip().to_string()])),
            );
        }
        steps.push(
            Step::new(
                Where::Client,
                Say::fixed(
                    "See which name servers are set; connect the network or the VPN anew, or set one that answers",
                    "設定されているネームサーバーを確かめます。ネットワークか VPN に接続し直すか、応答するものを設定します",
                ),
            )
            .run(match self.servers.is_empty() {
                // Is it there, and may it be read?
                true => Command::new(["ls", "-lL", "/etc/resolv.conf"])
                    .and(Command::new(["cat", "/etc/resolv.conf"])),
                false => Command::new(["cat", "/etc/resolv.conf"]),
            }),
        );
        steps.push(
            Step::new(
                Where::Client,
                Say::fixed(
                    "Then look the name up again",
                    "そのあと、もう一度名前を引きます",
                ),
            )
            .run(Command::new(["getent", "ahosts", &target.hostname])),
        );
        steps
    }
}
