//! An option of the key's line, or of the certificate, refuses this login.
//!
//! **Known by**: file and line; the log's "correct key but not from a permitted host"; `Remote:` lines after any
//! other login.
//! **Looks the same**: `authorized-keys-line-broken`, `key-not-registered`, `certificate-expired`.
//! **References**: sshd(8) AUTHORIZED_KEYS FILE FORMAT (from=, expiry-time=, cert-authority, verify-required);
//! OpenSSH auth2-pubkeyfile.c (`auth_authorise_keyopts`).

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "key-restricted",
    stage: Stage::Server,
    fault: Say::fixed(
        "an option of the key or certificate (from=, expiry-time= and the like) refuses this login",
        "鍵または証明書のオプション(from=、expiry-time= など)が、このログインを拒否しています",
    ),
    text: Say::fixed(
        "\
sshd found the right key, and an option on its line says that it does not count here and now: it is bound to certain addresses (from=), it has an end date (expiry-time=), it is only good for signing certificates (cert-authority), or a security key must be touched or given its PIN (verify-required).

The log tells for from=: \"Authentication tried for USER with correct key but not from a permitted host (host=..., ip=..., required=...)\". ip is the address the server sees: behind NAT or a VPN it is not the one of your machine. After a login by other means ssh -v prints file, line and reason: \"Remote: FILE:N: entry expired at ...\", \"Your host '...' is not permitted to use this key for login\", \"Refused by key options\".

The line itself, on the server:
  sudo grep -nE 'from=|expiry-time=|cert-authority|verify-required' ~USER/.ssh/authorized_keys

An option that sshd does not understand is another fault (authorized-keys-line-broken). Names in from= need UseDNS yes on the server; addresses always work. A certificate may hold a source address of its own; that one is changed by signing it again.

Come from a permitted address (VPN, jump host), or change the option on that line, for example:
  from=\"192.0.2.0/24,2001:db8::/32\" ssh-ed25519 AAAA... comment
  expiry-time=\"20301231\" ssh-ed25519 AAAA... comment
It takes effect at once. Restrictions like these are made on purpose; ask before you widen one.",
        "\
sshd は正しい鍵を見つけましたが、その行のオプションが、今この場では使えないとしています。特定のアドレスに限られている(from=)、期限がある(expiry-time=)、証明書の署名専用である(cert-authority)、セキュリティキーへのタッチや PIN が必要である(verify-required)、などです。

from= の場合はログに出ます。「Authentication tried for USER with correct key but not from a permitted host (host=..., ip=..., required=...)」。ip はサーバーから見えるアドレスで、NAT や VPN の内側では手元のマシンのアドレスと違います。別の方法でログインできたときは、ssh -v がファイル、行、理由を表示します。「Remote: FILE:N: entry expired at ...」「Your host '...' is not permitted to use this key for login」「Refused by key options」などです。

サーバーで行を確認します。
  sudo grep -nE 'from=|expiry-time=|cert-authority|verify-required' ~USER/.ssh/authorized_keys

sshd が理解できないオプションは別の障害です(authorized-keys-line-broken)。from= にホスト名を書くには、サーバーの UseDNS yes が必要です。アドレスなら常に使えます。証明書に接続元アドレスの制限が含まれることもあり、その変更には再署名が必要です。

許可されたアドレスから接続する(VPN、踏み台)か、その行のオプションを変えます。例:
  from=\"192.0.2.0/24,2001:db8::/32\" ssh-ed25519 AAAA... comment
  expiry-time=\"20301231\" ssh-ed25519 AAAA... comment
変更はすぐに有効です。こうした制限は意図的なものなので、緩める前に確認してください。",
    ),
    sentences: &[
        "with correct key but not from a permitted host",
        "is not permitted to use this key for login",
        "valid certificate but not from a permitted source address",
        "is not permitted to use this certificate for login",
        "entry expired at",
        "Refused by key options",
        "(authenticator touch) requirement not met",
        "user verification requirement not met",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRestricted {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
    /// The line of that file.
    pub line: Option<usize>,
}

impl Cause for KeyRestricted {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The key is right, and an option on its line in {path} forbids this login.",
            "鍵は正しいのですが、{path} のその行のオプションがこのログインを禁じています。",
            path = path_or(self.path.as_ref(), "authorized_keys")
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
                Say::fixed(
                    "Look at from=, expiry-time= and the other options of the line",
                    "その行の from= や expiry-time= などを確認します",
                ),
            )
            .run(Command::new([
                "cat",
                "-n",
                &path_or(self.path.as_ref(), "authorized_keys"),
            ])),
        ]
    }
}
