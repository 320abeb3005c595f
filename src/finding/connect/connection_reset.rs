//! The connection is reset while it is being opened.
//!
//! Known by ECONNRESET from connect: the reset came after the SYN-ACK or from a box on the way (a RST that answers the
//! SYN is ECONNREFUSED).

use std::net::SocketAddr;

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "connection-reset",
    stage: Stage::Connect,
    fault: Say::fixed(
        "the connection is reset while it is being opened",
        "接続の確立中にリセットされました",
    ),
    text: Say::fixed(
        "\
The host or something in front of it began to accept the connection and then tore it down. This is neither a closed port, which refuses, nor a server that hangs up later.

It is known from the error of connect itself, Connection reset by peer, before any byte was exchanged. The same words after kex_exchange_identification belong to an open connection (closed-before-identification).

A firewall or an inspecting box on the way that resets what it dislikes; a listener that closes at once, such as tcpd under inetd with hosts.deny; a server whose queue is full and which is set to reset then.

Is it always so, or by chance? From another network too? Always and only from here: the way, or a ban. By chance: load. On the server's console:
  sudo ss -ltn
  sudo journalctl -u ssh -u sshd -n 50 --no-pager

In ss, a Recv-Q as large as Send-Q on the listening line is a full queue. If only your network is concerned, take another one or a VPN, and give its administrator time and both addresses.",
        "\
ホスト、またはその手前の何かが、接続を受け入れかけてから打ち切りました。閉じたポートの拒否とも、あとから切断するサーバーとも違います。

データを 1 バイトも交換する前に、connect 自体が Connection reset by peer で失敗したことから分かります。kex_exchange_identification のあとに出る同じ語は、確立した接続の話です (closed-before-identification)。

原因は、気に入らない通信をリセットする途中のファイアウォールや検査装置、hosts.deny を見る inetd の tcpd のようにすぐに閉じる待ち受け、待ち行列があふれるとリセットする設定のサーバーなどです。

常に起こるのか、時々なのか、別のネットワークからも起こるのかを調べます。常に、ここからだけなら経路か BAN、時々なら負荷です。サーバーのコンソールで調べます。
  sudo ss -ltn
  sudo journalctl -u ssh -u sshd -n 50 --no-pager

ss で、待ち受けの行の Recv-Q が Send-Q と同じ大きさなら、待ち行列が一杯です。このネットワークだけの問題なら、別のネットワークか VPN を使い、時刻と両方のアドレスを管理者に伝えてください。",
    ),
    sentences: &[
        "port 22: Connection reset by peer",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionReset {
    /// Address and port.
    pub address: SocketAddr,
}

/// Who resets.
const REASONS: &[Code] = &[
    &crate::finding::server::client_banned::PAGE,
    &crate::finding::server::hosts_denied::PAGE,
    &crate::finding::server::server_resources_exhausted::PAGE,
];

impl Cause for ConnectionReset {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The connection to {address} is reset while it is being opened.",
            "{address} への接続が、確立中にリセットされています。",
            address = self.address
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        vec![super::tcp(self.address, "Connection reset by peer")]
    }

    fn candidates(&self) -> Vec<Code> {
        REASONS.to_vec()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        let [queue, restart] = steps::full_queue();
        vec![
            steps::read_log(),
            queue,
            restart,
            Step::new(
                Where::Network,
                say!(
                    "If it works from another network: tell the administrator of this one that connections to {address} are reset",
                    "別のネットワークからはつながる場合、{address} への接続がリセットされることをこのネットワークの管理者に伝えます",
                    address = self.address
                ),
            ),
        ]
    }
}
