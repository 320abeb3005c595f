//! The jump host forwards, and cannot reach the target itself.
//!
//! Known by a channel open failure with reason 2, `connect failed`, and the jump host's own words behind it.

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "jump-target-unreachable",
    stage: Stage::Connect,
    fault: Say::fixed(
        "the jump host itself cannot reach the target",
        "踏み台自身がターゲットに届きません",
    ),
    text: Say::fixed(
        "\
ProxyJump works as far as the jump host; its sshd tried to connect to the target and failed. What this machine can reach or resolve does not matter: the name is looked up on the jump host, and its network and firewall count.

It is known from open failed: connect failed, followed by the jump host's own reason: Connection refused, Connection timed out, No route to host or a name it does not know.

If the words are administratively prohibited, it was not even allowed to try (jump-forwarding-refused).

Ask on the jump host:
  ssh JUMP getent hosts TARGET
  ssh JUMP nc -vz TARGET 22

Then it is a case of name-not-found, connection-refused or connection-timed-out as seen from there: use the name or inner address the jump host knows (HostName in the block of the target), the right port, or have its firewall opened towards the target.",
        "\
踏み台までは届いていて、踏み台の sshd がターゲットへの接続を試みて失敗しました。この端末から届くか、名前が引けるかは関係ありません。名前は踏み台で解決され、踏み台のネットワークとファイアウォールが使われます。

open failed: connect failed と、それに続く踏み台側の理由 (Connection refused、Connection timed out、No route to host、名前の不明など) から分かります。

administratively prohibited と出る場合は、接続を試すこと自体が許可されていません (jump-forwarding-refused)。

踏み台で調べます。
  ssh JUMP getent hosts TARGET
  ssh JUMP nc -vz TARGET 22

あとは、踏み台から見た name-not-found、connection-refused、connection-timed-out と同じです。踏み台で通じる名前や内側のアドレス (ターゲットのブロックの HostName)、正しいポートを使うか、踏み台からターゲットへの通信を許可してもらいます。",
    ),
    sentences: &[
        "open failed: connect failed",
        "stdio forwarding failed",
    ],
};
