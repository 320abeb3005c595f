//! The path drops packets of ssh's default traffic class (DSCP).
//!
//! **Known by**: stalls once the session starts, and passes with class 0; certain with that pair.
//! **Looks the same**: `mtu-black-hole`, `shell-startup-broken`, `slow-login`.
//! **References**: ssh_config(5) and sshd_config(5) IPQoS; OpenSSH readconf.c (lowdelay up to 7.7, af21 from 7.8, ef
//! from 10.1); RFC 2474.

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "traffic-class-dropped",
    stage: Stage::Session,
    fault: Say::fixed(
        "the path drops packets of ssh's default traffic class",
        "経路のどこかが、ssh の既定のトラフィッククラスのパケットを捨てています",
    ),
    text: Say::fixed(
        "\
ssh marks its packets with a traffic class once the session starts, so that interactive work can be preferred on the way. Some routers, access points, virtual networks and VPNs drop or stall packets with such a mark. Key exchange and login pass, then everything stops.

The default for interactive sessions is lowdelay up to OpenSSH 7.7, af21 from 7.8, ef from 10.1. So an upgrade of ssh alone can bring the fault about. Commands without a terminal carry another mark (cs1 from 7.8, none from 10.1), so they may pass where a prompt hangs.

It is certain only as a pair: the plain login stalls, and the same login without a mark works.
  ssh USER@HOST
  ssh -o IPQoS=none USER@HOST
(Before OpenSSH 7.6 write cs0 instead of none.)

A start-up file that hangs stalls at the same moment (shell-startup-broken), but does so with none as well, and ssh -t USER@HOST bash --norc --noprofile passes. A path with a too small MTU stalls on large output and already in key exchange (mtu-black-hole).

Lasting, in ~/.ssh/config under the host:
  IPQoS none
The server marks its own packets by IPQoS in sshd_config; if only the way back is affected, the line belongs there. Tell whoever runs the network or VPN that packets with this DSCP value are lost.",
        "\
ssh は、セッションが始まるとパケットにトラフィッククラス(DSCP)の印を付けます。対話操作を経路で優先してもらうためです。ルーター、アクセスポイント、仮想ネットワーク、VPN の中には、この印の付いたパケットを捨てたり滞らせたりするものがあります。鍵交換とログインは通り、その後ですべてが止まります。

対話セッションの既定値は、OpenSSH 7.7 までが lowdelay、7.8 からが af21、10.1 からが ef です。そのため、ssh を更新しただけで起きることがあります。端末を使わないコマンドの印は別なので(7.8 からは cs1、10.1 からは印なし)、プロンプトは出なくてもコマンドは通ることがあります。

確実に言えるのは二つを比べたときだけです。普通のログインは止まり、印を付けないと通ります。
  ssh USER@HOST
  ssh -o IPQoS=none USER@HOST
(OpenSSH 7.6 より前では none の代わりに cs0 と書きます。)

起動ファイルが止まる場合も同じ時点で止まりますが(shell-startup-broken)、none を付けても変わらず、ssh -t USER@HOST bash --norc --noprofile なら通ります。MTU が小さい経路では、大きな出力や鍵交換の段階で止まります(mtu-black-hole)。

常に使うなら、~/.ssh/config の該当ホストに書きます。
  IPQoS none
サーバーは自分のパケットに sshd_config の IPQoS で印を付けます。帰りの経路だけが問題なら、そちらに書きます。ネットワークや VPN の管理者に、この DSCP 値のパケットが失われることを伝えてください。",
    ),
    sentences: &[],
};
