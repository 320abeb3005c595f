//! The jump host lets the person in and forbids the way on to the target.
//!
//! Known by a channel open failure with reason 1, `administratively prohibited` (RFC 4254 section 5.1).

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "jump-forwarding-refused",
    stage: Stage::Connect,
    fault: Say::fixed(
        "the jump host forbids forwarding to the target",
        "踏み台がターゲットへの転送を禁止しています",
    ),
    text: Say::fixed(
        "\
ProxyJump logs in to the jump host and asks it to open a TCP connection to the target. The login worked; the jump host's sshd refuses to forward.

It is known from open failed: administratively prohibited, followed by stdio forwarding failed. The target has not been touched.

If the words are connect failed, the jump host tried and could not reach the target (jump-target-unreachable).

AllowTcpForwarding no, a PermitOpen list without the target, or restrict or no-port-forwarding before the key on the jump host forbid it. ssh -v to the jump host prints what the key may do, as Remote: ... key options:

Its administrator can allow just this target, in a Match block of sshd_config on the jump host:
  AllowTcpForwarding yes
  PermitOpen TARGET:22

Until then a login in two steps may do, if the jump host gives a shell; the key must then be usable there:
  ssh -t JUMP ssh USER@TARGET",
        "\
ProxyJump は踏み台にログインし、ターゲットへの TCP 接続を開くよう依頼します。ログインはできましたが、踏み台の sshd が転送を断りました。

open failed: administratively prohibited と、それに続く stdio forwarding failed から分かります。ターゲットには何も届いていません。

connect failed と出る場合は、踏み台が試したうえで届かなかったということです (jump-target-unreachable)。

禁止しているのは、AllowTcpForwarding no、ターゲットを含まない PermitOpen、踏み台の鍵に付いた restrict または no-port-forwarding のいずれかです。踏み台への ssh -v で、鍵に許されたことが Remote: ... key options: と表示されます。

踏み台の管理者は、sshd_config の Match ブロックで、このターゲットだけを許可できます。
  AllowTcpForwarding yes
  PermitOpen TARGET:22

それまでは、踏み台でシェルが使えるなら 2 段階でログインできます。鍵がそこで使える必要があります。
  ssh -t JUMP ssh USER@TARGET",
    ),
    sentences: &[
        "administratively prohibited: open failed",
        "stdio forwarding failed",
    ],
};
