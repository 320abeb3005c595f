//! The name leads to an address, but not to the machine that is meant.
//!
//! Known by a hosts-file line, an address unlike the one on record, a private answer on a public network, or an address
//! of a CDN; confirmed by an answer. A changed host key supports it, an unchanged one refutes it.

use std::net::IpAddr;

use crate::evidence::NameOrigin;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "name-resolves-elsewhere",
    stage: Stage::Resolve,
    fault: Say::fixed(
        "the name leads to an address the person does not mean (hosts file, split DNS, stale record)",
        "名前が、意図したものとは違うアドレスに解決されています (hosts ファイル、スプリット DNS、古いレコード)",
    ),
    text: Say::fixed(
        "\
The name has an address, and another machine answers there, or none. An old line in the hosts file, a record not yet changed after a move, a cloud machine that got a new address at its last start, a name server that gives other answers inside than outside, or a web front (Cloudflare and the like) that passes no SSH.

It is known by comparing the address with the one the server really has. Only you or its console know that one:
  getent ahosts HOST
  grep -n HOST /etc/hosts

It shows as a time-out, as a refused connection or as a changed host key. A host key that is the one on record refutes it: then the right machine answers.

Behind a web front use the name or address of the origin server, or the tunnel its operator offers.

Delete the line of the hosts file, have the record changed, or name the right address for one connection:
  ssh -o HostName=ADDRESS -o HostKeyAlias=HOST USER@HOST

After a change the old answer may be kept for as long as its TTL says. resolvectl flush-caches empties the cache of this machine only.",
        "\
名前にはアドレスがありますが、そこで応答するのは別のマシンか、何も応答しません。hosts ファイルの古い行、移転後に更新されていないレコード、再起動でアドレスが変わったクラウドのマシン、内側と外側で答えの違うネームサーバー、SSH を通さない Web のフロント (Cloudflare など) が原因です。

サーバーの本当のアドレスと比べて分かります。それを知っているのは、利用者自身かサーバーのコンソールだけです。
  getent ahosts HOST
  grep -n HOST /etc/hosts

タイムアウト、接続拒否、ホスト鍵の変更として現れます。ホスト鍵が記録と同じなら、正しいマシンが応答しているので、これではありません。

Web のフロントの後ろにある場合は、オリジンサーバーの名前かアドレス、または事業者のトンネルを使います。

hosts ファイルの行を削除するか、レコードを直してもらいます。1 回だけなら正しいアドレスを指定して接続できます。
  ssh -o HostName=ADDRESS -o HostKeyAlias=HOST USER@HOST

変更後も、TTL の間は古い答えが残ることがあります。resolvectl flush-caches で消えるのは、この端末のキャッシュだけです。",
    ),
    sentences: &[],
};

/// This case of it: the connection fails at an address nobody means by the name of another machine, or at one that a line
/// of the hosts file gives and the name servers do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameResolvesElsewhere {
    /// The address.
    pub address: IpAddr,
    /// Where it comes from.
    pub origin: NameOrigin,
    /// What is there instead.
    pub fails: Code,
}

/// The benchmarking range (RFC 2544), which proxies make addresses up in.
pub(crate) fn is_made_up(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(v4) if v4.octets()[0] == 198 && matches!(v4.octets()[1], 18 | 19))
}

impl Cause for NameResolvesElsewhere {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        let (host, address) = (&target.hostname, self.address);
        if address.is_loopback() || address.is_unspecified() {
            say!(
                "The name {host} leads to {address}: to this very machine, where no SSH answers.",
                "{host} の名前解決の結果は {address}、つまりこの端末自身です。ここでは SSH が応答しません。",
                host = host,
                address = address
            )
        } else if is_made_up(address) {
            say!(
                "The name {host} leads to {address}, an address that a proxy or VPN program makes up (198.18.0.0/15).",
                "{host} の名前解決の結果は {address} です。これはプロキシや VPN のプログラムが作る架空のアドレス (198.18.0.0/15) です。",
                host = host,
                address = address
            )
        } else {
            say!(
                "A line of the hosts file sends {host} to {address}, where the connection fails; the name servers send it elsewhere.",
                "hosts ファイルの行により {host} は {address} に解決されますが、そこには接続できません。ネームサーバーの答えは別のアドレスです。",
                host = host,
                address = address
            )
        }
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new(
            "dns",
            say!(
                "{host} is {address}",
                "{host} は {address}",
                host = target.hostname,
                address = self.address
            ),
        )];
        if let Some((file, line)) = &self.origin.hosts_line {
            seen.push(Seen::new(
                "hosts",
                say!(
                    "{file} line {line} says so",
                    "出どころ: {file} の {line} 行目",
                    file = file.display(),
                    line = line
                ),
            ));
        }
        if !self.origin.dns.is_empty() {
            let addresses: Vec<String> = self.origin.dns.iter().map(IpAddr::to_string).collect();
            seen.push(Seen::new(
                "dns",
                say!(
                    "the name servers say: {addresses}",
                    "ネームサーバーの答え: {addresses}",
                    addresses = addresses.join(", ")
                ),
            ));
        }
        seen.push(Seen::new("tcp", self.fails.fault.clone()));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        vec![self.fails]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let host = target.hostname.as_str();
        let ask = Command::new(["getent", "ahosts", host]);
        if let Some((file, line)) = &self.origin.hosts_line {
            let out = say!(
                "If the line is out of date: take it out of force (it stays in {file} as a comment, the old file beside it), and ask again",
                "その行が古い場合は無効にし ({file} にはコメントとして残り、元のファイルも保存されます)、もう一度問い合わせます",
                file = file.display()
            );
            let command = steps::comment_out(file, *line).and(ask);
            return vec![Step::new(Where::Client, out).run(command)];
        }
        vec![
            Step::new(
                Where::Client,
                say!(
                    "No line of /etc/hosts says so: a name server does, or a program in its place. Let {host} through in the filter (Pi-hole, AdGuard), or switch the VPN or proxy program off, and ask again",
                    "/etc/hosts にその行はなく、ネームサーバーか、その代わりをするプログラムの答えです。フィルター (Pi-hole、AdGuard など) で {host} を許可するか、VPN やプロキシのプログラムを止め、もう一度問い合わせます",
                    host = host
                ),
            )
            .run(ask),
            Step::new(
                Where::Administrator,
                say!(
                    "If it is so for everybody: have the record of {host} in DNS corrected",
                    "ほかの人も同じなら、DNS の {host} のレコードを直してもらいます",
                    host = host
                ),
            ),
        ]
    }
}
