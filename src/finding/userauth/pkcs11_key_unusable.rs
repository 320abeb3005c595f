//! A key on a smart card or HSM, reached through a PKCS#11 module, cannot be used.
//! Known from: the provider's own error (ssh-pkcs11.c), or the agent's refusal. PKCS11Provider in ssh_config(5), `ssh-add -s`.

use std::path::PathBuf;

use super::words::{others_refused, show, word};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "pkcs11-key-unusable",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the PKCS#11 provider or token cannot be used",
        "PKCS#11 のプロバイダーまたはトークンを使えません",
    ),
    text: Say::fixed(
        "\
PKCS11Provider (or \"ssh-add -s\", or \"ssh -I\") names a library through which ssh reaches a smart card or HSM. That library cannot be loaded, finds no token, or the token refuses: wrong PIN, locked, no key that can sign.

It is known from its words: \"dlopen … failed\", \"provider … returned no slots\", \"C_Login failed\", \"C_Sign failed\", \"no keys\", or \"agent refused operation\" where the agent holds the provider.

The library must fit this ssh (same processor type, an allowed path): ssh-agent loads only providers below /usr/lib* and /usr/local/lib*, unless it is started with -P. A missing card looks like a missing key: then \"no-identity\" would be named.

Ask the provider itself for its keys, without any server:

  ssh-keygen -D /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so
  pkcs11-tool --list-slots

After a wrong PIN do not try again and again: most cards lock for good after three tries.",
        "\
PKCS11Provider (または \"ssh-add -s\"、\"ssh -I\") は、スマートカードや HSM を使うためのライブラリを指定します。そのライブラリを読み込めない、トークンが見つからない、またはトークンが拒否しています (PIN の誤り、ロック、署名できる鍵がない)。

\"dlopen … failed\"、\"provider … returned no slots\"、\"C_Login failed\"、\"C_Sign failed\"、\"no keys\" などの文言や、エージェントがプロバイダーを持つ場合の \"agent refused operation\" で分かります。

ライブラリはこの ssh に合っている必要があります (同じ CPU の種類、許可されたパス)。ssh-agent は -P を付けて起動しない限り、/usr/lib* と /usr/local/lib* の下のプロバイダーしか読み込みません。カードがない場合は鍵がない場合 (no-identity) と同じように見えます。

サーバーを使わず、プロバイダーに直接鍵を問い合わせます。

  ssh-keygen -D /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so
  pkcs11-tool --list-slots

PIN を間違えた後に繰り返し試さないでください。多くのカードは 3 回で完全にロックされます。",
    ),
    sentences: &["C_Login failed", "C_Sign failed", "returned no slots", "cannot read public key from pkcs11"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pkcs11KeyUnusable {
    /// The library.
    pub path: PathBuf,
    /// What OpenSSH says of it.
    pub complaint: Untrusted,
    /// Keys that ssh offers besides, all refused.
    pub others_refused: usize,
}

impl Cause for Pkcs11KeyUnusable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.others_refused {
            0 => Certainty::Certain,
            _ => Certainty::Likely,
        }
    }

    fn candidates(&self) -> Vec<Code> {
        match self.others_refused {
            0 => Vec::new(),
            _ => vec![&super::key_not_accepted::PAGE],
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "ssh is told to use the keys of the PKCS#11 library {path}, and gets none from it.",
            "ssh は PKCS#11 ライブラリ {path} の鍵を使う設定ですが、鍵を 1 つも取得できません。",
            path = show(&self.path),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let said = Seen::new("ssh-keygen", Say::verbatim(self.complaint.visible(200)));
        std::iter::once(said.in_file(&self.path))
            .chain(others_refused(self.others_refused))
            .collect()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Plug in the card or token, and ask the library for its keys, without any server: the right one prints them.",
                    "カードやトークンを接続し、サーバーを使わずにライブラリに鍵を問い合わせます。正しければ公開鍵が表示されます。"
                ),
            )
            .run(Command::new(["ssh-keygen", "-D", &word(&self.path)])),
            Step::new(
                Where::Client,
                say!(
                    "If the library is not there, see where it is, and name that path in PKCS11Provider.",
                    "ライブラリがない場合は場所を確認し、そのパスを PKCS11Provider に書きます。"
                ),
            )
            .run(Command::new([
                "find", "/usr/lib", "/usr/lib64", "/usr/local/lib", "-name", "*pkcs11*.so*",
            ])),
            Step::new(
                Where::Client,
                say!(
                    "Or log in without it.",
                    "または、これを使わずにログインします。"
                ),
            )
            .run(target.ssh(&["-o", "PKCS11Provider=none"])),
        ]
    }
}
