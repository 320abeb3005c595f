//! PubkeyAcceptedAlgorithms or RequiredRSASize on the server excludes the key.
//!
//! **Known by**: `pubkeyacceptedalgorithms` and `requiredrsasize` of `sshd -T -C`; the log at INFO.
//! **Looks the same**: `key-type-refused`, `no-mutual-signature-algorithm` (the client's view), `key-not-registered`.
//! **References**: sshd_config(5) PubkeyAcceptedAlgorithms (PubkeyAcceptedKeyTypes up to 8.4), RequiredRSASize; RFC
//! 8332; OpenSSH auth2-pubkey.c.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "key-algorithm-refused",
    stage: Stage::Server,
    fault: Say::fixed(
        "the server does not accept this key's algorithm or size",
        "サーバーが、この鍵のアルゴリズムまたは長さを受け付けません",
    ),
    text: Say::fixed(
        "\
The key may well stand in authorized_keys; the server does not even look, because the way it signs is not on its list, or because an RSA key is too short for it.

The log says so at the usual level: \"signature algorithm ssh-rsa not in PubkeyAcceptedAlgorithms\", or \"refusing RSA key: Invalid key length\". The lists for this login:
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -Ei '^(pubkeyaccepted|requiredrsasize)'
And the key's type and length, on the client:
  ssh-keygen -lf ~/.ssh/id_rsa.pub

With ssh-rsa in that sentence the RSA key itself is usually fine: an old client signs it with SHA-1, which servers refuse since 8.8. A client from 7.2 on signs the same key with rsa-sha2. On Red Hat's systems a crypto policy or FIPS mode shortens the list further:
  update-crypto-policies --show

Best: a new key of another type, and have it installed (under FIPS ecdsa instead of ed25519):
  ssh-keygen -t ed25519
If an old client cannot be renewed, allow SHA-1 for that user or address only, at the end of sshd_config:
  Match User USER
      PubkeyAcceptedAlgorithms +ssh-rsa
Then (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl reload ssh
RequiredRSASize can be raised above 1024 bits, never lowered below that.",
        "\
鍵は authorized_keys にあるかもしれませんが、サーバーはそこまで見ません。署名の方式が一覧にないか、RSA 鍵が短すぎるためです。

通常のログレベルで記録されます。「signature algorithm ssh-rsa not in PubkeyAcceptedAlgorithms」または「refusing RSA key: Invalid key length」です。このログインについての設定を確認します。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -Ei '^(pubkeyaccepted|requiredrsasize)'
鍵の種類と長さは、クライアントで確認します。
  ssh-keygen -lf ~/.ssh/id_rsa.pub

文に ssh-rsa とある場合、RSA 鍵自体はたいてい問題ありません。古いクライアントが SHA-1 で署名しており、8.8 以降のサーバーがそれを拒否します。7.2 以降のクライアントなら、同じ鍵で rsa-sha2 の署名を使います。Red Hat 系では、暗号ポリシーや FIPS モードが一覧をさらに狭めます。
  update-crypto-policies --show

最善の方法は、別の種類の新しい鍵を作って登録することです(FIPS では ed25519 の代わりに ecdsa)。
  ssh-keygen -t ed25519
古いクライアントを更新できないなら、そのユーザーまたはアドレスに限って SHA-1 を許します。sshd_config の末尾に書きます。
  Match User USER
      PubkeyAcceptedAlgorithms +ssh-rsa
その後(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd):
  sudo sshd -t && sudo systemctl reload ssh
RequiredRSASize は 1024 ビットより大きくできますが、それより小さくはできません。",
    ),
    sentences: &[
        "not in PubkeyAcceptedAlgorithms",
        "not in PubkeyAcceptedKeyTypes",
        "refusing RSA",
        "unsupported public key algorithm",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyAlgorithmRefused {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for KeyAlgorithmRefused {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "sshd does not accept signatures of the kind this key makes: {text}",
            "sshd は、この鍵の署名方式を受け付けません: {text}",
            text = self.text.visible(80)
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed("See what it accepts", "受け付ける方式を確認します"),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "sshd -T | grep -Ei 'pubkeyacceptedalgorithms|requiredrsasize'",
            ])),
            Step::new(
                Where::Client,
                Say::fixed(
                    "Make a key of a kind every server takes, and register it",
                    "どのサーバーでも使える種類の鍵を作り、登録します",
                ),
            )
            .run(Command::new(["ssh-keygen", "-t", "ed25519"])),
        ]
    }
}
