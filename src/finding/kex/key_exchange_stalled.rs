//! The key exchange stops without a word, and small segments do not help (or were not tried).
//!
//! Known as `mtu-black-hole`, without the second half of its experiment: an overloaded or suspended server, or a box
//! that drops large or post-quantum key exchanges.

use crate::evidence::Stall;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "key-exchange-stalled",
    stage: Stage::Kex,
    fault: Say::fixed(
        "the key exchange stalls and smaller segments do not help",
        "鍵交換が止まり、セグメントを小さくしても変わりません",
    ),
    text: Say::fixed(
        "\
The server has identified itself, and then the key exchange stops: no answer, no close. ConnectTimeout does not help, because it ends with the identification string; ssh waits until the server gives up, two minutes by default.

It is known from the silence after the identification string.

If the same connection passes with small TCP segments, the path swallows large packets (mtu-black-hole). If a smaller list of algorithms passes, a box on the path dislikes large or post-quantum packets. If nothing passes, the server is stuck: overloaded, suspended, stopped after it sent its first line, or a front that identifies itself for a machine that is gone.

Try the smaller exchange; if it works, write it down for this host:
  ssh -o KexAlgorithms=curve25519-sha256 -o MACs=hmac-sha2-256 USER@HOST

Else on the server's console:
  uptime; df -h
  sudo systemctl restart ssh",
        "\
サーバーは識別文字列を送りましたが、そのあと鍵交換が止まりました。応答も切断もありません。ConnectTimeout は識別文字列までしか効かないため、ssh はサーバーがあきらめるまで (既定で 2 分) 待ちます。

識別文字列のあとの無応答から分かります。

小さな TCP セグメントで同じ接続が通るなら、経路が大きなパケットを捨てています (mtu-black-hole)。アルゴリズムの一覧を小さくすると通るなら、途中の機器が大きなパケットやポスト量子のパケットを嫌っています。何をしても通らないなら、サーバーが固まっています。過負荷、サスペンド、最初の行を送ったあとの停止、落ちたマシンに代わって名乗るフロントなどです。

小さな鍵交換を試し、通ればこのホストの設定に書きます。
  ssh -o KexAlgorithms=curve25519-sha256 -o MACs=hmac-sha2-256 USER@HOST

通らなければ、サーバーのコンソールで調べます。
  uptime; df -h
  sudo systemctl restart ssh",
    ),
    sentences: &[],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyExchangeStalled {
    /// How.
    pub stall: Stall,
}

/// What remains when small segments do not help.
const STUCK: &[Code] = &[&crate::finding::server::server_resources_exhausted::PAGE];

/// What remains when they were not tried.
const NOT_TRIED: &[Code] = &[
    &super::mtu_black_hole::PAGE,
    &crate::finding::server::server_resources_exhausted::PAGE,
];

impl Cause for KeyExchangeStalled {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "{host} identifies itself, and then the key exchange stops without a word.",
            "{host} は識別文字列を送りましたが、そのあと鍵交換が無応答のまま止まっています。",
            host = target.host
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new(
            "server",
            crate::finding::identify::no_answer(self.stall.seconds),
        )];
        if self.stall.small_segments_pass == Some(false) {
            let small = Say::fixed(
                "with small TCP segments it stalls as well",
                "小さな TCP セグメントでも止まります",
            );
            seen.push(Seen::new("tcp", small));
        }
        seen.extend(self.stall.lost.map(super::account));
        seen.extend(self.stall.smaller.as_deref().map(super::smaller_passes));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        match (self.stall.small_segments_pass, &self.stall.smaller) {
            (None, None) => NOT_TRIED.to_vec(),
            (None, Some(_)) => NOT_TRIED[..1].to_vec(),
            (Some(_), None) => STUCK.to_vec(),
            // The server is well: it answers to another method.
            (Some(_), Some(_)) => Vec::new(),
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if let Some(method) = &self.stall.smaller {
            return smaller_method(target, method);
        }
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Does a smaller key exchange pass? Then a box on the path drops large ones",
                    "小さな鍵交換なら通るかを調べます。通るなら、途中の機器が大きなパケットを捨てています",
                ),
            )
            .run(steps::ssh_with(target, &super::SMALL)),
            Step::new(
                Where::Server,
                Say::fixed(
                    "If not, on the server's console: does it respond, is it overloaded, is a disk full?",
                    "通らなければ、サーバーのコンソールで、反応があるか、過負荷やディスクの空き不足でないかを調べます",
                ),
            )
            .run(Command::new(["uptime"]).and(Command::new(["df", "-h"]))),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Then start sshd anew; sessions that are open stay open",
                    "そのあと sshd を再起動します。接続中のセッションは切れません",
                ),
            )
            .run(steps::restart_sshd_if_valid()),
        ]
    }
}

/// A method whose messages are small passes: a box on the path, and not the server, swallows the person's own.
fn smaller_method(target: &Target, method: &str) -> Vec<Step> {
    let settings = [("KexAlgorithms", method)];
    vec![
        Step::new(
            Where::Client,
            say!(
                "Connect with {method}, which passes",
                "通ることを確認した {method} で接続します",
                method = method
            ),
        )
        .run(steps::ssh_with(target, &settings))
        .caution(Say::fixed(
            "It is sound today, but does not protect a recorded session against a quantum computer of tomorrow",
            "現時点では安全ですが、記録された通信を将来の量子コンピューターから守ることはできません",
        )),
        steps::write_host_block(target, &settings),
        Step::new(
            Where::Network,
            Say::fixed(
                "Whoever runs the firewall or VPN on the path: it swallows key exchanges with large (post-quantum) messages",
                "経路上のファイアウォールや VPN の管理者に、メッセージの大きな (ポスト量子の) 鍵交換が途中で消えることを伝えます",
            ),
        ),
    ]
}
