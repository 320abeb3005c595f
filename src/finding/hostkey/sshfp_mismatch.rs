//! The SSHFP record of the name (RFC 4255) holds another key than the server shows.
//!
//! Only with VerifyHostKeyDNS. A stale record after a rebuild, or an attack; DNSSEC decides how much the record weighs.

use crate::evidence::HostKeyStanding;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

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

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshfpMismatch {
    /// The offered key, which no known_hosts file knows.
    pub standing: HostKeyStanding,
    /// The fingerprints in DNS, in hex.
    pub recorded: Vec<String>,
}

impl Cause for SshfpMismatch {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "DNS publishes another host key for {host} than the server shows, and VerifyHostKeyDNS makes ssh ask DNS.",
            "DNS に公開されている {host} のホスト鍵が、サーバーの示す鍵と違います。VerifyHostKeyDNS により ssh は DNS と照合します。",
            host = target.hostname
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![super::offered(&self.standing)];
        seen.extend(self.recorded.iter().take(4).map(|fingerprint| {
            Seen::new(
                "dns",
                say!(
                    "SSHFP {fingerprint}",
                    "SSHFP {fingerprint}",
                    fingerprint = Untrusted::from(fingerprint.as_str()).visible(70)
                ),
            )
        }));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            crate::finding::steps::fingerprint_on_server(&self.standing.offered),
            Step::new(
                Where::Server,
                say!(
                    "If the server's key is right, DNS is stale: these are the records it should publish",
                    "サーバーの鍵が正しければ、DNS が古いままです。公開すべきレコードは次のとおりです"
                ),
            )
            .run(Command::new(["ssh-keygen", "-r", &target.hostname])),
            Step::new(
                Where::Administrator,
                say!("Update the SSHFP RR in DNS", "DNS の SSHFP レコードを更新します"),
            ),
        ]
    }
}
