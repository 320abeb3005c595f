//! Large packets vanish on the path, and nobody says so.
//!
//! Known when identification passes, the key exchange stalls, and the same connection with small TCP segments
//! (TCP_MAXSEG) passes: the A/B pair excludes the server. The router that drops them sends no ICMP, or it is filtered.

use crate::evidence::Stall;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "mtu-black-hole",
    stage: Stage::Kex,
    fault: Say::fixed(
        "large packets vanish on the path",
        "経路上で大きなパケットが消えています",
    ),
    text: Say::fixed(
        "\
Somewhere on the path a link carries smaller packets than this machine believes (a VPN, PPPoE, a tunnel between clouds), and the message that would say so is filtered. Small packets pass, large ones vanish for ever. The first large packet of SSH is the list of algorithms; with post-quantum key exchange (since 9.0) it and its answer are larger still.

It is known from an experiment: the same connection hangs as it is, and passes when TCP is told to send small segments. The kernel's own account of the connection (ss -ti) tells the direction: segments that are never acknowledged vanish on the way out; a hole before what came means that they vanish on the way back.

Without that experiment it looks like a server that stalls (key-exchange-stalled). A login that works and hangs at the first long output (ls of a large directory, top) is the same fault.

Lower the MTU of the interface the packets leave by; the VPN's own, if there is one:
  ip route get ADDRESS
  sudo ip link set dev eth0 mtu 1280

At once and without root, a smaller list may fit through; long output will still hang:
  ssh -o KexAlgorithms=curve25519-sha256 -o MACs=hmac-sha2-256 USER@HOST

The setting of ip link is gone after a restart: write it into the VPN's configuration (MTU, or MSS clamping on its gateway).",
        "\
経路のどこか (VPN、PPPoE、クラウド間のトンネルなど) に、この端末の想定より小さなパケットしか通せないリンクがあり、それを知らせるメッセージもフィルターされています。小さなパケットは通り、大きなパケットは消え続けます。SSH で最初の大きなパケットはアルゴリズムの一覧です。ポスト量子の鍵交換 (9.0 以降) では、一覧も応答もさらに大きくなります。

実験で分かります。同じ接続がそのままでは止まり、TCP に小さなセグメントで送らせると通ります。向きはカーネルの記録 (ss -ti) で分かります。送ったものに確認応答が返らなければ行きで、届いたものの手前が抜けていれば帰りで消えています。

この実験をしないと、サーバーが止まっているように見えます (key-exchange-stalled)。ログインはでき、最初の長い出力 (大きなディレクトリの ls、top など) で固まるのも同じ原因です。

パケットが出ていくインターフェース (VPN があればその) の MTU を下げます。
  ip route get ADDRESS
  sudo ip link set dev eth0 mtu 1280

root 権限なしですぐに試すなら、一覧を小さくすると通ることがあります。ただし長い出力では固まります。
  ssh -o KexAlgorithms=curve25519-sha256 -o MACs=hmac-sha2-256 USER@HOST

ip link の設定は再起動で消えます。VPN の設定 (MTU、またはゲートウェイの MSS クランプ) に書いてください。",
    ),
    sentences: &[
        "expecting SSH2_MSG_KEX_ECDH_REPLY",
        "SSH2_MSG_KEXINIT sent",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct MtuBlackHole {
    /// How the key exchange stalled with segments of the usual size.
    pub stall: Stall,
    /// Whose path it is that loses them.
    pub way: Way,
}

/// What makes the TCP connection to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// This machine.
    Own,
    /// The jump host: the way to that one is well.
    BehindJumpHost(Target),
    /// A ProxyCommand.
    BehindProxy,
}

/// The smallest MTU that IPv6 allows (RFC 8200 section 5): it fits every path.
const SMALL_MTU: u16 = 1280;

/// Lowers the MTU of the interface that leads to `host`.
fn lower_mtu(host: &str) -> Command {
    let host = crate::shell::quote(host);
    let address = format!("$(getent ahosts {host} | head -n 1 | cut -d \" \" -f 1)");
    let interface =
        format!("$(ip route get \"{address}\" | grep -o \"dev [[:graph:]]*\" | cut -c 5-)");
    let line = format!("sudo ip link set dev \"{interface}\" mtu {SMALL_MTU}");
    Command::new(["sh", "-c", &line])
}

impl Cause for MtuBlackHole {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        if let Way::BehindJumpHost(jump) = &self.way {
            return say!(
                "Large packets from the jump host {jump} to {host} vanish on the way, so the key exchange never ends.",
                "踏み台 {jump} から {host} への大きなパケットが途中で消えるため、鍵交換が終わりません。",
                jump = jump.as_hop(),
                host = target.host
            );
        }
        say!(
            "Large packets to {host} vanish on the way, so the key exchange never ends.",
            "{host} との間で大きなパケットが消えるため、鍵交換が終わりません。",
            host = target.host
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let stalls = say!(
            "with segments of the usual size the key exchange stalls ({seconds:.0} s without an answer)",
            "通常のセグメントでは鍵交換が止まります ({seconds:.0} 秒間応答なし)",
            seconds = self.stall.seconds
        );
        let passes = match self.way {
            Way::Own => Say::fixed(
                "with small TCP segments the same key exchange passes",
                "小さな TCP セグメントでは、同じ鍵交換が通ります",
            ),
            Way::BehindJumpHost(_) | Way::BehindProxy => Say::fixed(
                "sent in small pieces, one after another, the same key exchange passes",
                "小さく分けて少しずつ送ると、同じ鍵交換が通ります",
            ),
        };
        let mut seen = vec![Seen::new("tcp", passes), Seen::new("tcp", stalls)];
        seen.extend(self.stall.lost.map(super::account));
        seen.extend(self.stall.smaller.as_deref().map(super::smaller_passes));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let smaller = self.stall.smaller.as_deref();
        let passes = smaller.map(|method| [("KexAlgorithms", method)]);
        let small = passes.as_ref().map_or(&super::SMALL[..], |one| &one[..]);
        let lower = match &self.way {
            Way::Own => Some(Step::new(
                Where::Client,
                say!(
                    "Lower the MTU of the interface that leads there to {mtu}, until the next restart",
                    "そこへ向かうインターフェースの MTU を {mtu} に下げます (次の再起動まで有効です)",
                    mtu = SMALL_MTU
                ),
            )),
            Way::BehindJumpHost(jump) => Some(Step::new(
                Where::Administrator,
                say!(
                    "On the jump host {jump}: lower the MTU of the interface that leads to {host} to {mtu}, until the next restart",
                    "踏み台 {jump} で、{host} へ向かうインターフェースの MTU を {mtu} に下げます (次の再起動まで有効です)",
                    jump = jump.as_hop(),
                    host = target.hostname,
                    mtu = SMALL_MTU
                ),
            )),
            // Which machine makes the connection is not known.
            Way::BehindProxy => None,
        };
        let lower = lower.map(|step| {
            step.run(lower_mtu(&target.hostname)).caution(Say::fixed(
                "It holds for everything on that interface; with a VPN set the VPN's own MTU instead",
                "そのインターフェースの通信すべてに影響します。VPN の場合は VPN の設定で MTU を下げてください",
            ))
        });
        let mut steps = vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Without root: a smaller list of algorithms may fit through (long output will still hang)",
                    "root 権限がなければ、アルゴリズムの一覧を小さくすると通ることがあります (長い出力では固まります)",
                ),
            )
            .run(steps::ssh_with(target, small)),
            Step::new(
                Where::Network,
                Say::fixed(
                    "Whoever runs the VPN or the path: clamp the TCP MSS, and let ICMP \"fragmentation needed\" pass",
                    "VPN や経路の管理者に、TCP MSS のクランプと、ICMP の \"fragmentation needed\" の許可を依頼します",
                ),
            ),
        ];
        // What the person can do on this machine stands first.
        let at = usize::from(self.way != Way::Own);
        steps.splice(at..at, lower);
        steps
    }
}
