//! A passphrase was given and does not open the key.
//! Known from: `incorrect passphrase supplied to decrypt private key`, or `ssh-keygen -y` with it (sshkey.c).

use std::path::PathBuf;

use super::words::{key_name, make_key, show, with_suffix, word};
use crate::evidence::PublicKey;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "passphrase-wrong",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the passphrase given does not open the key",
        "入力されたパスフレーズでは鍵を開けません",
    ),
    text: Say::fixed(
        "\
The private key is encrypted, and the passphrase that was typed does not open it. It never leaves this machine: the server knows nothing of it, and cannot reset it.

It is known from ssh's or ssh-keygen's own words, \"incorrect passphrase supplied to decrypt private key\" or \"Bad passphrase, try again\". After three tries ssh goes on without the key and the server's \"Permission denied (publickey)\" follows, which hides the reason.

What looks the same: the login password of the server typed at the prompt \"Enter passphrase for key\"; another keyboard layout or Caps Lock; a damaged file that still looks encrypted (identity-file-malformed). Look at the file name in the prompt: it may be another key than you think.

Try it alone, without any server; the right one prints the public key:

  ssh-keygen -y -f ~/.ssh/id_ed25519

A lost passphrase cannot be recovered. Make a new key, register it, and take the old line out of authorized_keys:

  ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519_new
  ssh-copy-id -i ~/.ssh/id_ed25519_new.pub user@host",
        "\
秘密鍵は暗号化されていて、入力されたパスフレーズでは開けません。パスフレーズは手元だけのもので、サーバーには送られず、サーバー側でリセットすることもできません。

ssh や ssh-keygen 自身の文言 \"incorrect passphrase supplied to decrypt private key\" または \"Bad passphrase, try again\" で分かります。3 回失敗すると ssh はその鍵なしで進み、サーバーの \"Permission denied (publickey)\" が続くため、原因が隠れます。

同じように見えるもの: \"Enter passphrase for key\" にサーバーのログインパスワードを入力している、キーボード配列や Caps Lock の違い、暗号化されたように見える壊れたファイル (identity-file-malformed)。プロンプトに出るファイル名も確認してください。思っているのと別の鍵かもしれません。

サーバーを使わずに鍵だけで試します。正しければ公開鍵が表示されます。

  ssh-keygen -y -f ~/.ssh/id_ed25519

忘れたパスフレーズを復元する方法はありません。新しい鍵を作成して登録し、authorized_keys から古い行を削除します。

  ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519_new
  ssh-copy-id -i ~/.ssh/id_ed25519_new.pub user@host",
    ),
    sentences: &["incorrect passphrase supplied to decrypt private key", "Bad passphrase, try again", "Wrong passphrase"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassphraseWrong {
    /// The private key file.
    pub path: PathBuf,
    /// Its public half, which the server accepts.
    pub key: PublicKey,
}

impl Cause for PassphraseWrong {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "The server accepts the key, and the passphrase that was typed does not open {path}.",
            "サーバーは鍵を受け付けますが、入力されたパスフレーズでは {path} を開けません。",
            path = show(&self.path),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        vec![
            Seen::new(
                "ssh -vv",
                Say::verbatim("debug2: bad passphrase given, try again..."),
            )
            .in_file(&self.path),
            Seen::new(
                "server",
                say!(
                    "the server accepts {key}; it never sees the passphrase",
                    "サーバーは {key} を受け付けます。パスフレーズはサーバーに送られません",
                    key = key_name(&self.key)
                ),
            ),
        ]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Try the passphrase alone, without any server: the right one prints the public key. It is the passphrase of this file, not the password on the server.",
                    "サーバーを使わずにパスフレーズだけを試します。正しければ公開鍵が表示されます。サーバーのパスワードではなく、このファイルのパスフレーズです。"
                ),
            )
            .run(Command::new(["ssh-keygen", "-y", "-f", &word(&self.path)])),
            Step::new(
                Where::Client,
                say!("Then log in again.", "その後、もう一度ログインします。"),
            )
            .run(target.ssh(&["-i", &word(&self.path)])),
            {
                let step = make_key(&with_suffix(&self.path, "_new"));
                Step {
                    text: say!(
                        "A lost passphrase cannot be recovered: then make a new key, and have its .pub registered by the way in that is left.",
                        "忘れたパスフレーズを復元する方法はありません。その場合は新しい鍵を作成し、残っている方法でその .pub を登録します。"
                    ),
                    ..step
                }
            },
        ]
    }
}
