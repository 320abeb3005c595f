//! Both sides' lists for one slot of SSH_MSG_KEXINIT have no name in common (RFC 4253 section 7.1).
//!
//! Known from the server's KEXINIT against the lists of the person's own ssh (`ssh -G`, `ssh -Q`). The words that the
//! five such causes share stand in `no_common`.

use crate::evidence::NoCommon;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step};
use crate::lang::Say;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "no-matching-host-key-type",
    stage: Stage::Kex,
    fault: Say::fixed(
        "no host key algorithm in common",
        "手元の ssh と共通のホスト鍵アルゴリズムがありません",
    ),
    text: Say::fixed(
        "\
The server proves who it is by signing with its host key. All it offers are signatures that your ssh does not take.

It is known from both lists; ssh prints no matching host key type found. Their offer: ssh-rsa, or ssh-rsa,ssh-dss.

ssh-rsa here names a signature with SHA-1, off since OpenSSH 8.8, and not the key: an RSA key is fine once the server can sign with rsa-sha2-256 or -512 (OpenSSH 7.2). ssh-dss is off since 7.0 and gone since 10.0; then no option helps. A server with only an ed25519 key meets the same wall in FIPS mode.

Allow the old signature for this one host. An old server takes your RSA login key by the same signature only, so give both lines:
  Host HOST
      HostKeyAlgorithms +ssh-rsa
      PubkeyAcceptedAlgorithms +ssh-rsa

On the server new host keys need one command and a restart of sshd:
  sudo ssh-keygen -A

The option does not change which key the server has: known_hosts stays as it is. The lasting cure is to update the server.",
        "\
サーバーは、ホスト鍵の署名で自分が本物であることを示します。提案された署名方式のどれも、手元の ssh が受け付けません。

双方の一覧から分かります。ssh は no matching host key type found. Their offer: ssh-rsa、または ssh-rsa,ssh-dss と表示します。

ここでの ssh-rsa は鍵の種類ではなく SHA-1 の署名方式のことで、OpenSSH 8.8 以降では無効です。サーバーが rsa-sha2-256 か -512 (OpenSSH 7.2 以降) で署名できれば、RSA 鍵のままで問題ありません。ssh-dss は 7.0 以降で無効、10.0 で削除され、オプションでは解決できません。FIPS モードでは、ed25519 鍵しかないサーバーでも同じことが起こります。

このホストに限って古い署名を許可します。古いサーバーは、ログイン用の RSA 鍵も同じ署名でしか受け付けないため、両方の行が必要です。
  Host HOST
      HostKeyAlgorithms +ssh-rsa
      PubkeyAcceptedAlgorithms +ssh-rsa

サーバー側では、次のコマンドと sshd の再起動で新しいホスト鍵を追加できます。
  sudo ssh-keygen -A

このオプションでサーバーの鍵は変わらないので、known_hosts はそのままです。根本的な対策は、サーバーの更新です。",
    ),
    sentences: &[
        "no matching host key type found",
        "Couldn't agree a host key algorithm",
        "no acceptable host key",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMatchingHostKeyType {
    /// Both lists.
    pub facts: NoCommon,
}

impl Cause for NoMatchingHostKeyType {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server and your ssh have no host key algorithm in common.",
            "サーバーと手元の ssh に共通のホスト鍵アルゴリズムがありません。",
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        super::no_common::evidence(&self.facts)
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        super::no_common::next(&self.facts, target)
    }
}
