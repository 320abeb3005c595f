//! The resolver knows no such name.
//!
//! Known by EAI_NONAME (NXDOMAIN). The texts differ: glibc `Name or service not known`, macOS `nodename nor servname
//! provided, or not known`, musl `Name does not resolve`, Windows `No such host is known.`

use std::path::PathBuf;

use crate::evidence::{Lookup, NameOrigin};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "name-not-found",
    stage: Stage::Resolve,
    fault: Say::fixed(
        "the host name does not exist",
        "ホスト名が存在しません",
    ),
    text: Say::fixed(
        "\
ssh asks the system's resolver for the address of the name (after HostName of your configuration is applied), and the answer is: there is no such name. Nothing was sent to any SSH server.

It is known from the resolver's own answer, which differs from no answer. Name or service not known means that a name server was asked and knows nothing; Temporary failure in name resolution means that none answered (resolver-unreachable).

A name that exists only inside a company, a VPN or a home network (.local, .lan, .internal) is unknown outside of it. A short name needs the search domain of that network. A Host alias of ~/.ssh/config misspelt by one letter ends here too (config-alias-unmatched), and so does a port or a path written behind the host: ssh takes web1:2222 for a name.

Ask the resolver yourself (macOS: dscacheutil -q host -a name HOST):
  getent ahosts HOST

The port goes into an option or a URL:
  ssh -p 2222 USER@HOST
  ssh ssh://USER@HOST:2222

If you know the address, it will do meanwhile; HostKeyAlias keeps the host key check under the old name:
  ssh -o HostKeyAlias=HOST USER@ADDRESS",
        "\
ssh は (設定の HostName を適用したあとの) 名前のアドレスをシステムのリゾルバーに問い合わせます。答えは「その名前はない」でした。SSH サーバーにはまだ何も送っていません。

リゾルバーの答えそのものから分かります。Name or service not known は、ネームサーバーに問い合わせた結果、知らないと返されたという意味です。Temporary failure in name resolution は、どのネームサーバーも答えなかったという意味です (resolver-unreachable)。

社内、VPN、家庭内だけの名前 (.local、.lan、.internal など) は、その外では存在しません。短い名前にはそのネットワークの検索ドメインが必要です。~/.ssh/config の Host の別名を 1 文字間違えた場合もここに来ます (config-alias-unmatched)。ホストの後ろにポートやパスを付けた場合も同じで、ssh は web1:2222 全体を名前とみなします。

自分で問い合わせてみます (macOS では dscacheutil -q host -a name HOST)。
  getent ahosts HOST

ポートはオプションか URL で指定します。
  ssh -p 2222 USER@HOST
  ssh ssh://USER@HOST:2222

アドレスが分かっていれば、当面はそれで接続できます。HostKeyAlias を付けると、ホスト鍵は元の名前で確認されます。
  ssh -o HostKeyAlias=HOST USER@ADDRESS",
    ),
    sentences: &[
        "Name or service not known",
        "nodename nor servname provided, or not known",
        "Name does not resolve",
        "No such host is known",
        "Could not resolve hostname",
        "Host does not exist",
        "Failed lookup",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameNotFound {
    /// Names in ssh_config, known_hosts and hosts that look alike, nearest first.
    pub near: Vec<String>,
    /// How it was looked up.
    pub lookup: Lookup,
    /// The block of ssh_config in force (file, and line of its `Host`), where the configuration makes another name of the
    /// one given.
    pub block: Option<(PathBuf, usize)>,
}

/// How many near names are offered.
const OFFERED: usize = 3;

impl NameNotFound {
    /// The near names that can stand in a command.
    fn offered(&self) -> impl Iterator<Item = &str> {
        let names = self.near.iter().map(String::as_str);
        names.filter(|name| !name.starts_with('-')).take(OFFERED)
    }
}

/// The port somebody wrote behind the host, and the host before it: ssh takes both together for a name.
fn port_behind(host: &str) -> Option<(&str, u16)> {
    let (name, port) = host.split_once(':')?;
    Some((name, port.parse().ok().filter(|_| !name.is_empty())?))
}

/// A name that machines on this link answer for by themselves (RFC 6762 section 3).
fn is_multicast(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    host.rsplit('.')
        .next()
        .is_some_and(|top| top.eq_ignore_ascii_case("local") && host.contains('.'))
}

impl NameNotFound {
    /// Something on this machine's way knows the name, and the resolver does not ask it.
    fn is_contradicted(&self) -> bool {
        self.lookup.known_to != NameOrigin::default()
    }

    /// What knows it.
    fn known_to(&self) -> Vec<Seen> {
        let NameOrigin { hosts_line, dns } = &self.lookup.known_to;
        let file = hosts_line.iter().map(|(file, line)| {
            let text = Say::fixed("this line names it", "この行に名前があります");
            Seen::new("hosts", text).in_file(file).at_line(*line)
        });
        let servers = dns.iter().map(|address| {
            Seen::new(
                "dns",
                say!(
                    "a name server of /etc/resolv.conf, asked directly, says {address}",
                    "/etc/resolv.conf のネームサーバーに直接問い合わせた答え: {address}",
                    address = address
                ),
            )
        });
        file.chain(servers).collect()
    }

    /// Whom the resolver asks, and the way there meanwhile.
    fn ask_others(&self, target: &Target) -> Vec<Step> {
        let sources = Step::new(
            Where::Client,
            Say::fixed(
                "See whom the resolver asks: the hosts line must name files (for the hosts file) and dns; of several name servers the first one's no is final",
                "リゾルバーの問い合わせ先を確認します。hosts の行に files (hosts ファイル) と dns が必要です。ネームサーバーが複数あっても、最初のサーバーの「ない」という答えで終わります",
            ),
        )
        .run(Command::new([
            "grep",
            "-E",
            "^(hosts:|nameserver)",
            "/etc/nsswitch.conf",
            "/etc/resolv.conf",
        ]));
        let alias = format!("HostKeyAlias={}", target.hostname);
        let by_address = self.lookup.known_to.dns.first().map(|address| {
            let text = Say::fixed(
                "Meanwhile connect by the address; the host key is checked under the name",
                "当面はアドレスで接続します。ホスト鍵は元の名前で確認されます",
            );
            let there = steps::with_host(target, &address.to_string());
            Step::new(Where::Client, text).run(there.ssh(&["-o", &alias]))
        });
        std::iter::once(sources).chain(by_address).collect()
    }

    /// What the way of looking it up has to do with it.
    fn looked_up(&self, host: &str) -> Option<Seen> {
        if is_multicast(host) {
            let text = match self.lookup.multicast {
                Some(false) => Say::fixed(
                    "names under .local are answered by the machines of one link (multicast DNS), and the hosts line of /etc/nsswitch.conf does not ask that way",
                    ".local の名前には同じリンクのマシン自身が応答します (マルチキャスト DNS)。/etc/nsswitch.conf の hosts の行は、この方法で問い合わせない設定です",
                ),
                Some(true) | None => Say::fixed(
                    "names under .local are answered by the machines of one link (multicast DNS): no machine here answered to this one",
                    ".local の名前には同じリンクのマシン自身が応答します (マルチキャスト DNS)。この名前に応答するマシンはここにはありません",
                ),
            };
            return Some(Seen::new("nsswitch.conf", text));
        }
        let text = match self.lookup.search.as_slice() {
            // It may stand for itself; what was tried behind it is worth a line only where it was tried.
            [] if host.contains(['.', ':']) => return None,
            [] => Say::fixed(
                "/etc/resolv.conf names no search domain: the short name was asked for as it stands",
                "/etc/resolv.conf に検索ドメインの設定がないため、短い名前のまま問い合わせました",
            ),
            domains => say!(
                "asked for with the search domains of /etc/resolv.conf, too: {domains}",
                "/etc/resolv.conf の検索ドメインを付けても問い合わせました: {domains}",
                domains = domains.join(", ")
            ),
        };
        Some(Seen::new("resolv.conf", text))
    }

    /// The step that fits how it was looked up.
    fn look_up_again(&self, target: &Target) -> Step {
        let host = &target.hostname;
        let ask = Command::new(["getent", "ahosts", host]);
        let (text, command) = if !is_multicast(host) {
            (
                Say::fixed(
                    "Check the spelling, and whether the name exists only in a VPN or office network; connect that, then ask the resolver again",
                    "つづりと、VPN や社内だけの名前ではないかを確かめます。必要なら VPN に接続し、リゾルバーにもう一度問い合わせます",
                ),
                ask,
            )
        } else if self.lookup.multicast == Some(false) {
            (
                Say::fixed(
                    "Teach this machine multicast DNS (the package is libnss-mdns on Debian and Ubuntu, nss-mdns elsewhere), then ask again",
                    "この端末でマルチキャスト DNS を使えるようにしてから、もう一度問い合わせます (パッケージは Debian と Ubuntu では libnss-mdns、ほかでは nss-mdns です)",
                ),
                Command::new(["sudo", "apt-get", "install", "libnss-mdns"]).and(ask),
            )
        } else {
            (
                Say::fixed(
                    "Is the machine switched on, and in the same network as this one? A guest Wi-Fi and a VPN keep such questions apart. Then ask again",
                    "そのマシンの電源が入っていて、同じネットワークにあるかを確かめます。ゲスト用の Wi-Fi や VPN は、この問い合わせを通しません。そのあと、もう一度問い合わせます",
                ),
                ask,
            )
        };
        Step::new(Where::Client, text).run(command)
    }
}

impl Cause for NameNotFound {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.is_contradicted() {
            true => Certainty::Likely,
            false => Certainty::Certain,
        }
    }

    fn cause(&self, target: &Target) -> Say {
        match port_behind(&target.hostname) {
            _ if self.is_contradicted() => say!(
                "This machine's resolver says that there is no host named {host}, and does not ask what knows it.",
                "この端末のリゾルバーは {host} という名前のホストはないと答えていますが、その名前を知っているところに問い合わせていません。",
                host = target.hostname
            ),
            Some((name, port)) => say!(
                "There is no host named {host}: ssh takes the port {port} behind {name} for a part of the name.",
                "{host} という名前のホストはありません。ssh は {name} の後ろのポート {port} も名前の一部とみなします。",
                host = target.hostname,
                name = name,
                port = port
            ),
            None => say!(
                "There is no host named {host}, says this machine's resolver.",
                "この端末のリゾルバーによると、{host} という名前のホストはありません。",
                host = target.hostname
            ),
        }
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new(
            "dns",
            say!(
                "the resolver's answer for {host}: Name or service not known (EAI_NONAME)",
                "{host} に対するリゾルバーの答え: Name or service not known (EAI_NONAME)",
                host = target.hostname
            ),
        )];
        if let Some((file, line)) = &self.block {
            let text = say!(
                "your configuration makes {hostname} of {host} (HostName)",
                "設定の HostName により、{host} は {hostname} になります",
                hostname = target.hostname,
                host = target.host
            );
            seen.push(Seen::new("ssh_config", text).in_file(file).at_line(*line));
        }
        seen.extend(self.known_to());
        seen.extend(self.looked_up(&target.hostname));
        if !self.near.is_empty() {
            seen.push(Seen::new(
                "ssh_config, known_hosts, hosts",
                say!(
                    "names that look alike: {names}",
                    "よく似た名前: {names}",
                    names = self.near.join(", ")
                ),
            ));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if self.is_contradicted() {
            return self.ask_others(target);
        }
        let mut steps = Vec::new();
        if let Some((name, port)) = port_behind(&target.hostname) {
            let text = Say::fixed(
                "Give the port as an option",
                "ポートはオプションで指定します",
            );
            let named = steps::with_host(target, name);
            steps.push(Step::new(Where::Client, text).run(steps::ssh_on_port(&named, port)));
        }
        for name in self.offered() {
            let text = say!(
                "If you mean {name}",
                "{name} のことであれば、次のとおりです",
                name = name
            );
            steps.push(Step::new(Where::Client, text).run(steps::with_host(target, name).ssh(&[])));
        }
        steps.push(self.look_up_again(target));
        steps
    }
}
