//! macOS keeps this terminal program from the local network.
//!
//! Known by Darwin 24 or newer, EHOSTUNREACH at once for an on-link private address, while the gateway answers.

use crate::finding::{Page, Stage};
use crate::lang::Say;

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

It is known when all of this holds: macOS 15 or newer, the error comes within a millisecond, the address is a private one on this very network, and the gateway answers.

A host that is switched off gives the same sentence after about three seconds, because the system asks for it in vain (host-unreachable). A firewall's answer takes one round trip.

Open System Settings, Privacy & Security, Local Network, switch the terminal program on, quit it and start it anew.

Some programs never show up in that list. Try the same command in Terminal.app: if it works there, the leave is what is missing:
  /usr/bin/nc -vz ADDRESS 22",
        "\
macOS 15 以降では、プログラムがローカルネットワークのほかのマシンに接続するのに許可が必要です。ssh 自身の許可はなく、ssh を起動したターミナルの許可が使われます。許可がないと、ssh はすぐに No route to host と表示します。

次のすべてが当てはまるときに分かります。macOS 15 以降である、エラーが 1 ミリ秒ほどで返る、アドレスがこのネットワークのプライベートアドレスである、ゲートウェイは応答する。

電源の切れたホストでも同じ文になりますが、システムが相手を探すため 3 秒ほどかかります (host-unreachable)。ファイアウォールの応答は 1 往復分の時間がかかります。

システム設定の「プライバシーとセキュリティ」→「ローカルネットワーク」でターミナルを許可し、ターミナルを終了して起動し直します。

一覧に出てこないプログラムもあります。同じコマンドをターミナル.app で試し、そこで動くなら許可が足りません。
  /usr/bin/nc -vz ADDRESS 22",
    ),
    sentences: &[],
};
