//! macOS keeps this terminal program from the local network.
//!
//! Known by Darwin 24 or newer and EHOSTUNREACH at once for a private address on a link that is up. That the address has answered
//! there for itself (ARP) excludes a host that is off; a packet filter of this Mac looks the same. Apple's TN3179: root and
//! Terminal.app are exempt, which proves it.

use std::net::SocketAddr;

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "local-network-privacy",
    stage: Stage::Connect,
    fault: Say::fixed(
        "macOS denies this terminal access to the local network",
        "macOS がこのターミナルにローカルネットワークへのアクセスを許可していません",
    ),
    text: Say::fixed(
        "\
Since macOS 15 a program needs leave to reach other machines of the local network. ssh has none of its own: the leave of the terminal program counts in which it was started. Without it ssh says No route to host at once.

It is known when all of this holds: macOS 15 or newer, the error comes within a millisecond, the address is a private one on this very network, and it answers there for itself (arp -n ADDRESS shows a hardware address).

A host that is switched off gives the same sentence after about three seconds, because the system asks for it in vain (host-unreachable). A firewall's answer takes one round trip.

Open System Settings, Privacy & Security, Local Network, switch the terminal program on, quit it and start it anew.

Some programs never show up in that list. Terminal.app and root need no leave: if one of these opens where ssh does not, the leave is what is missing.
  sudo /usr/bin/nc -vz ADDRESS 22",
        "\
macOS 15 以降では、プログラムがローカルネットワークのほかのマシンに接続するのに許可が必要です。ssh 自身の許可はなく、ssh を起動したターミナルの許可が使われます。許可がないと、ssh はすぐに No route to host と表示します。

次のすべてが当てはまるときに分かります。macOS 15 以降である、エラーが 1 ミリ秒ほどで返る、アドレスがこのネットワークのプライベートアドレスである、そのアドレスが ARP に応答している (arp -n ADDRESS に MAC アドレスが出る)。

電源の切れたホストでも同じ文になりますが、システムが相手を探すため 3 秒ほどかかります (host-unreachable)。ファイアウォールの応答は 1 往復分の時間がかかります。

システム設定の「プライバシーとセキュリティ」→「ローカルネットワーク」でターミナルを許可し、ターミナルを終了して起動し直します。

一覧に出てこないプログラムもあります。ターミナル.app と root には許可が要りません。ssh ではつながらず、これらではつながるなら、許可が足りません。
  sudo /usr/bin/nc -vz ADDRESS 22",
    ),
    sentences: &[],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalNetworkPrivacy {
    /// Address and port.
    pub address: SocketAddr,
    /// Milliseconds until the system said no.
    pub elapsed_ms: f64,
    /// The address has answered on the link (ARP, NDP): its host is up.
    pub neighbour: bool,
}

impl Cause for LocalNetworkPrivacy {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.neighbour {
            true => Certainty::Likely,
            // The system remembers for some seconds that a host did not answer, and says so at once.
            false => Certainty::Possible,
        }
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "macOS keeps this terminal from the local network: {address} is on this Mac's own link, and the system refuses the way to it.",
            "macOS がこのターミナルにローカルネットワークへの接続を許可していません。{address} はこの Mac と同じネットワークにありますが、システムが接続を拒んでいます。",
            address = self.address.ip()
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new(
            "tcp",
            say!(
                "connect to {address}: No route to host, after {elapsed:.1} ms; a host that is off takes seconds",
                "{address} への接続: {elapsed:.1} ミリ秒で No route to host。電源の切れたホストなら数秒かかります",
                address = self.address,
                elapsed = self.elapsed_ms
            ),
        )];
        seen.push(Seen::new(
            "system",
            Say::fixed(
                "macOS 15 or newer, where a program needs leave for the local network",
                "macOS 15 以降では、ローカルネットワークへの接続に許可が必要です",
            ),
        ));
        let arp = match self.neighbour {
            true => Say::fixed(
                "the address has answered on this link: its host is up",
                "このアドレスは同じネットワークで応答しています (ホストは動いています)",
            ),
            false => Say::fixed(
                "on a link of this Mac that is up; whether its host is up, the table does not tell",
                "この Mac と同じネットワークのアドレスです。ホストが動いているかどうかは ARP の表からは分かりません",
            ),
        };
        seen.push(Seen::new("arp", arp));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        match self.neighbour {
            true => vec![&super::local_firewall_blocks::PAGE],
            false => vec![
                &super::host_unreachable::PAGE,
                &super::local_firewall_blocks::PAGE,
            ],
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let (address, port) = (
            self.address.ip().to_string(),
            self.address.port().to_string(),
        );
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Open System Settings > Privacy & Security > Local Network, switch on the program this terminal belongs to (iTerm, VS Code and so on), quit it and start it anew; then",
                    "システム設定 > プライバシーとセキュリティ > ローカルネットワーク を開き、このターミナルのアプリ (iTerm、VS Code など) をオンにします。アプリを終了して起動し直してから、次を実行します",
                ),
            )
            .run(target.ssh(&[])),
            Step::new(
                Where::Client,
                Say::fixed(
                    "To be sure: root needs no leave, nor does Terminal.app. If this opens, the leave is what is missing",
                    "確かめるには: root とターミナル.app には許可が要りません。次がつながれば、足りないのは許可です",
                ),
            )
            .run(Command::new(["sudo", "/usr/bin/nc", "-vz", &address, &port])),
        ]
    }
}
