//! The name has IPv6 and IPv4 addresses; IPv6 fails, IPv4 reaches the server.
//!
//! Known when every AAAA address fails and an A address answers with an SSH identification string.

use std::net::SocketAddr;

use crate::evidence::Attempt;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "ipv6-unreachable",
    stage: Stage::Connect,
    fault: Say::fixed(
        "IPv6 fails where IPv4 reaches the same server",
        "IPv4 では届くサーバーに、IPv6 では届きません",
    ),
    text: Say::fixed(
        "\
The name has addresses of both families. ssh takes them in the resolver's order, IPv6 first as a rule, and waits for each dead one in turn, up to two minutes. Here IPv6 leads nowhere and IPv4 reaches an SSH server.

It is known from both attempts side by side.

Either this network has an IPv6 that leads nowhere, or the server's AAAA record is wrong, or sshd or its firewall serves IPv4 only. Another IPv6 host separates them:
  ping -6 -c 3 one.one.one.one

Use IPv4, once or for this host:
  ssh -4 USER@HOST
  Host HOST
      AddressFamily inet

Then mend it where it is broken: delete the AAAA record, let sshd listen on IPv6 (ListenAddress ::) and open the port there too; firewalls have rules of their own for IPv6.",
        "\
その名前には両方のファミリーのアドレスがあります。ssh はリゾルバーの順 (通常は IPv6 が先) に試し、届かないアドレスごとに最大で 2 分ほど待ちます。ここでは IPv6 は届かず、IPv4 では SSH サーバーに届きました。

両方の結果を比べて分かります。

このネットワークの IPv6 が外に出られないか、サーバーの AAAA レコードが間違っているか、sshd またはファイアウォールが IPv4 しか受け付けていません。別の IPv6 ホストで区別できます。
  ping -6 -c 3 one.one.one.one

1 回だけ、またはこのホストについて、IPv4 を使います。
  ssh -4 USER@HOST
  Host HOST
      AddressFamily inet

そのあとで原因を直します。AAAA レコードを削除する、sshd を IPv6 でも待ち受けさせる (ListenAddress ::)、IPv6 側でもポートを許可する、などです。ファイアウォールのルールは IPv6 用が別にあります。",
    ),
    sentences: &[],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ipv6Unreachable {
    /// The IPv6 attempts that failed.
    pub dead: Vec<Attempt>,
    /// The IPv4 address that works.
    pub works: SocketAddr,
    /// The identification string there.
    pub ident: Untrusted,
}

impl Cause for Ipv6Unreachable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "{host} cannot be reached over IPv6; over IPv4 ({works}) its SSH server answers.",
            "{host} には IPv6 では届きませんが、IPv4 ({works}) では SSH サーバーが応答します。",
            host = target.host,
            works = self.works.ip()
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen: Vec<_> = self.dead.iter().map(super::attempt).collect();
        seen.push(Seen::new(
            "server",
            say!(
                "{works} identifies itself as \"{ident}\"",
                "{works} の識別文字列は \"{ident}\"",
                works = self.works,
                ident = self.ident.visible(120)
            ),
        ));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let unlimited = steps::without(target, &["AddressFamily"]);
        vec![
            Step::new(
                Where::Client,
                Say::fixed("Connect over IPv4", "IPv4 で接続します"),
            )
            .run(unlimited.ssh(&["-4"])),
            steps::write_host_block(target, &[("AddressFamily", "inet")]),
            Step::new(
                Where::Administrator,
                say!(
                    "Have the AAAA record of {host}, the server's IPv6 firewall or this network's IPv6 mended",
                    "{host} の AAAA レコード、サーバーの IPv6 のファイアウォール、またはこのネットワークの IPv6 を直してもらいます",
                    host = target.hostname
                ),
            ),
        ]
    }
}
