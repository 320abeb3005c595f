//! The SSHFP record of the name (RFC 4255) holds another key than the server shows.
//!
//! Only with VerifyHostKeyDNS. A stale record after a rebuild, or an attack; DNSSEC decides how much the record weighs.

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "sshfp-mismatch",
    stage: Stage::Hostkey,
    fault: Say::fixed(
        "the SSHFP record in DNS names another key",
        "DNS の SSHFP レコードが別の鍵を指しています",
    ),
    text: Say::fixed(
        "\
The owner of the name published fingerprints of the server's keys in DNS (SSHFP), and the server shows a key that is not among them.

It is known from ssh's own words, Update the SSHFP RR in DNS with the new host key to get rid of this message, or from comparing the two:
  dig +short SSHFP HOST
  ssh-keyscan -D HOST

If the key matches known_hosts, only DNS is stale: the server was rebuilt or got a new key type, and nobody published it. If known_hosts disagrees too, it is host-key-changed, and you should stop.

The record weighs as much as the way it came: signed with DNSSEC and checked by a resolver you trust, it is a witness; without, anybody on the way can write it.

The owner of the zone publishes the new records; on the server:
  ssh-keygen -r HOST

Until then, for this host only:
  ssh -o VerifyHostKeyDNS=no USER@HOST",
        "\
名前の管理者がサーバーの鍵のフィンガープリントを DNS に公開しています (SSHFP)。サーバーが示した鍵は、その中にありません。

ssh 自身の Update the SSHFP RR in DNS with the new host key to get rid of this message という文か、両者を比べて分かります。
  dig +short SSHFP HOST
  ssh-keyscan -D HOST

known_hosts と一致しているなら、DNS が古いだけです。サーバーを作り直したか、新しい種類の鍵を追加したあと、公開されていません。known_hosts とも違うなら host-key-changed なので、ここで止まってください。

レコードの信頼度は届き方によります。DNSSEC で署名され、信頼できるリゾルバーが検証したものは証拠になります。そうでなければ、途中の誰でも書き換えられます。

ゾーンの管理者が新しいレコードを公開します。サーバーでは次で表示できます。
  ssh-keygen -r HOST

それまでは、このホストに限って次のとおり接続できます。
  ssh -o VerifyHostKeyDNS=no USER@HOST",
    ),
    sentences: &[
        "Update the SSHFP RR in DNS",
        "No matching host key fingerprint found in DNS",
    ],
};
