//! Something on the path lets TCP through and stops SSH by its identification string.
//!
//! Known when the connection dies or goes silent exactly as the client's or the server's string travels, while other
//! bytes pass (TCP_INFO shows small data unacknowledged, or a RST follows our string).

use crate::evidence::Closing;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "identification-blocked",
    stage: Stage::Identify,
    fault: Say::fixed(
        "something on the path resets or swallows SSH by its identification string",
        "経路上の何かが、識別文字列を見て SSH をリセットするか捨てています",
    ),
    text: Say::fixed(
        "\
Some firewalls and providers look into connections. TCP opens, other protocols pass, and the moment the line SSH-2.0-... goes by, in either direction, the connection is reset or its packets vanish.

It is known when the failure comes exactly with the identification string: a connection that stays silent itself receives the server's string or stays open, one that sends SSH-2.0-... dies.

A dead or overloaded server is silent whatever is sent (identification-timed-out). A server that throttles sends a line of text first. From another network the same server answers at once, and that is the simplest proof.

Carry SSH in something this network lets through: a VPN, a tunnel of the provider, or TLS on port 443 with stunnel or a proxy that the server runs:
  ssh -o \"ProxyCommand=openssl s_client -quiet -connect HOST:443\" USER@HOST

Another port alone rarely helps, since it is the content that is looked at. In a company ask its administrator: it may be a rule on purpose.",
        "\
通信の中身を見るファイアウォールや通信事業者があります。TCP はつながり、ほかのプロトコルは通るのに、どちらかの向きに SSH-2.0-... の行が流れた瞬間に、接続がリセットされるかパケットが消えます。

失敗が識別文字列とぴったり同時に起こることから分かります。こちらが何も送らなければサーバーの文字列が届くか接続が保たれ、SSH-2.0-... を送ると切れます。

停止中や過負荷のサーバーは、何を送っても無応答です (identification-timed-out)。接続を制限しているサーバーは、先に 1 行の文を送ります。別のネットワークから同じサーバーがすぐに応答すれば、それがいちばん簡単な証拠です。

このネットワークが通すものの中に SSH を入れます。VPN、事業者のトンネル、サーバー側で動かす stunnel などによるポート 443 の TLS です。
  ssh -o \"ProxyCommand=openssl s_client -quiet -connect HOST:443\" USER@HOST

見られているのは中身なので、ポートを変えるだけでは直らないことがほとんどです。会社では意図した規則かもしれないので、管理者に確認してください。",
    ),
    sentences: &[],
};

/// This case of it: our identification string is never acknowledged on a connection that opened, or ends it.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentificationBlocked {
    /// Seconds until the connection ended, or was given up.
    pub seconds: f64,
    /// The server's string on a connection that kept quiet, and was cut as soon as ours went out.
    pub cut: Option<Untrusted>,
}

/// What cuts a connection, if nothing on the path does.
const CUT: &[Code] = &[
    &super::closed_before_identification::PAGE,
    &crate::finding::kex::key_exchange_closed::PAGE,
];

impl Cause for IdentificationBlocked {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        if self.cut.is_some() {
            return say!(
                "Something on the way to {host} cuts the connection as soon as our identification string goes by; a connection that keeps quiet gets the server's.",
                "{host} までの経路のどこかで、こちらの識別文字列が流れた瞬間に接続が切られています。何も送らない接続には、サーバーの識別文字列が届きます。",
                host = target.host
            );
        }
        say!(
            "Something on the way to {host} lets the connection open and swallows SSH: not even our first 30 bytes arrive.",
            "{host} までの経路のどこかで、接続は通しても SSH の通信が捨てられています。最初の数十バイトも届いていません。",
            host = target.host
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        if let Some(ident) = &self.cut {
            return vec![
                super::closed(Closing::Reset, self.seconds),
                super::ident(ident),
                Seen::new(
                    "tcp",
                    say!(
                        "that second connection ended as soon as our string was sent",
                        "この 2 回目の接続は、こちらの識別文字列を送った瞬間に切れました"
                    ),
                ),
            ];
        }
        vec![
            Seen::new(
                "tcp",
                say!(
                    "the connection opened, and nothing came for {seconds:.1} s",
                    "接続は開きましたが、{seconds:.1} 秒間何も届きませんでした",
                    seconds = self.seconds
                ),
            ),
            Seen::new(
                "tcp",
                say!(
                    "the kernel sends our identification string again and again; the other side never acknowledges it",
                    "カーネルはこちらの識別文字列を再送し続けていますが、相手から受信確認がありません"
                ),
            ),
        ]
    }

    fn candidates(&self) -> Vec<Code> {
        if self.cut.is_some() {
            return CUT.to_vec();
        }
        vec![
            &crate::finding::identify::identification_timed_out::PAGE,
            &crate::finding::stability::connection_lost::PAGE,
        ]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Network,
                say!(
                    "Try from another network, or through a VPN",
                    "別のネットワークから、または VPN 経由で試します"
                ),
            )
            .run(target.again()),
            Step::new(
                Where::Administrator,
                say!(
                    "Ask whoever runs this network whether a firewall inspects and drops SSH to {host} port {port}",
                    "ネットワークの管理者に、{host} ポート {port} への SSH をファイアウォールが検査して捨てていないか確認します",
                    host = target.host,
                    port = target.port
                ),
            ),
        ]
    }
}
