//! This network lets nobody out on that port.
//!
//! Known when the same port times out towards a second, known-good host the person agreed to test, while other ports
//! get through.

use std::net::SocketAddr;

use crate::evidence::Trace;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "outbound-port-blocked",
    stage: Stage::Connect,
    fault: Say::fixed(
        "this network blocks the port towards everyone",
        "このネットワークが、どの相手に対してもそのポートを塞いでいます",
    ),
    text: Say::fixed(
        "\
Some networks let only the web out: offices, schools, hotels, some mobile and home providers. Packets to port 22 vanish or are refused on the way out, for every server.

It is known by trying the same port on a second host that certainly answers, while port 443 of a host gets through:
  nc -vz -w 5 github.com 22
  nc -vz -w 5 github.com 443

If the second host answers on port 22, this network is innocent and the filter is near the server (port-filtered, connection-timed-out).

Use another way out: a phone's hotspot, a VPN, a tunnel of the provider over port 443, a jump host or sshd on port 443. GitHub and GitLab offer SSH there:
  ssh -T -p 443 git@ssh.github.com
  ssh -T -p 443 git@altssh.gitlab.com

In a company ask for the port to be opened towards this one address; a proxy may be required (ProxyCommand).",
        "\
Web だけを外に出すネットワークがあります。職場、学校、ホテル、一部の携帯回線や家庭向け回線などです。ポート 22 へのパケットは、どのサーバーに対しても、出口で捨てられるか拒否されます。

確実に応答する別のホストの同じポートで試し、ポート 443 は通ることから分かります。
  nc -vz -w 5 github.com 22
  nc -vz -w 5 github.com 443

別のホストのポート 22 が応答するなら、このネットワークは正常で、サーバーの近くで塞がれています (port-filtered、connection-timed-out)。

別の出口を使います。スマートフォンのテザリング、VPN、事業者のポート 443 経由のトンネル、踏み台、ポート 443 の sshd などです。GitHub と GitLab はポート 443 でも SSH を受け付けます。
  ssh -T -p 443 git@ssh.github.com
  ssh -T -p 443 git@altssh.gitlab.com

会社では、このアドレスに限ってポートを開けてもらうよう依頼してください。プロキシ (ProxyCommand) が必要なこともあります。",
    ),
    sentences: &[],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboundPortBlocked {
    /// Address and port that do not answer.
    pub address: SocketAddr,
    /// Seconds waited.
    pub seconds: f64,
    /// The host known to work that is silent on the same port.
    pub second: String,
    /// How far packets get, if the person wanted to know.
    pub trace: Option<Trace>,
}

impl Cause for OutboundPortBlocked {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "This network lets nothing out on port {port}: {second} is silent there too, and it is known to work.",
            "このネットワークはポート {port} への通信を外に出しません。動いていることが分かっている {second} も、同じポートで応答しません。",
            port = self.address.port(),
            second = self.second
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![
            super::silence(self.address, self.seconds),
            Seen::new(
                "tcp",
                say!(
                    "{second} port {port}: no answer either",
                    "{second} ポート {port}: こちらも応答なし",
                    second = self.second,
                    port = self.address.port()
                ),
            ),
        ];
        seen.extend(self.trace.iter().flat_map(super::trace));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Network,
                say!(
                    "Try from another network: a phone's hotspot, or a VPN",
                    "別のネットワーク (スマートフォンのテザリングや VPN) から試します"
                ),
            )
            .run(target.again()),
            Step::new(
                Where::Administrator,
                say!(
                    "Ask whoever runs this network to let TCP port {port} out to {address}",
                    "このネットワークの管理者に、{address} の TCP ポート {port} への通信の許可を依頼します",
                    port = self.address.port(),
                    address = self.address.ip()
                ),
            ),
        ]
    }
}
