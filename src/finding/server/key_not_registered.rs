//! No line of the files sshd reads holds the key.
//!
//! **Known by**: fingerprints of every line in every file sshd reads for the user, compared.
//! **Looks the same**: `authorized-keys-permissions`, `user-not-allowed`, `key-restricted` and others: the same bytes
//! from outside, but a line in the log.
//! **References**: sshd_config(5) AuthorizedKeysFile; OpenSSH auth2-pubkey.c (`user_key_allowed`), auth.c
//! (`auth_log`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "key-not-registered",
    stage: Stage::Server,
    fault: Say::fixed(
        "the key is not registered for this user",
        "この鍵はこのユーザーに登録されていません",
    ),
    text: Say::fixed(
        "\
sshd reads the user's key files, and none of their lines is the key you offer. Either it was never added, or an older one stands there and your key was made anew since.

It is proved by comparing fingerprints. Here, and on the server:
  ssh-keygen -lf ~/.ssh/id_ed25519.pub
  sudo ssh-keygen -lf ~USER/.ssh/authorized_keys
If the same SHA256 value is not in the second list, the key is not there.

At the usual log level sshd writes no reason for an unknown key, only \"Connection closed by authenticating user USER ... [preauth]\". That silence is a sign itself: modes, Allow and Deny lists and from= leave lines of their own. Certificates and a program named by AuthorizedKeysCommand are further places a key may come from.

While a password works, from the client:
  ssh-copy-id -i ~/.ssh/id_ed25519.pub -p PORT USER@HOST
Without one, somebody with access adds the public half as one line:
  echo 'ssh-ed25519 AAAA... comment' | sudo tee -a ~USER/.ssh/authorized_keys
A rented machine: the provider's console, or its way to add keys to an account. Send the .pub file only, never the private key.

If passwords are off as well, no way in is left but the console: switch them on there for as long as ssh-copy-id takes, and off again after the key has worked.",
        "\
sshd はユーザーの鍵ファイルを読みますが、提示された鍵と一致する行がありません。一度も登録されていないか、古い鍵が残ったまま手元の鍵が作り直されています。

指紋を比べれば確実です。手元とサーバーで実行します。
  ssh-keygen -lf ~/.ssh/id_ed25519.pub
  sudo ssh-keygen -lf ~USER/.ssh/authorized_keys
同じ SHA256 の値が二つ目の一覧になければ、鍵は登録されていません。

通常のログレベルでは、sshd は知らない鍵について理由を書かず、「Connection closed by authenticating user USER ... [preauth]」だけを残します。この沈黙自体が手掛かりです。モード、Allow や Deny の一覧、from= による拒否なら、それぞれの行が残ります。鍵は、証明書や AuthorizedKeysCommand のプログラムから来ることもあります。

パスワードが使えるなら、クライアントから実行します。
  ssh-copy-id -i ~/.ssh/id_ed25519.pub -p PORT USER@HOST
使えないなら、サーバーに入れる人が公開鍵を一行で追加します。
  echo 'ssh-ed25519 AAAA... comment' | sudo tee -a ~USER/.ssh/authorized_keys
レンタルのマシンなら、事業者のコンソールか鍵の登録機能を使います。渡すのは .pub ファイルだけです。秘密鍵は決して渡さないでください。

パスワード認証も無効なら、残る入口はコンソールだけです。コンソールで ssh-copy-id が済むあいだだけパスワード認証を有効にし、鍵でログインできたら元に戻します。",
    ),
    sentences: &["Connection closed by authenticating user", "Failed publickey for"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyNotRegistered;

impl Cause for KeyNotRegistered {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The server refused the key for {user}; its log gives no other reason, so the key stands in no file that sshd reads.",
            "サーバーは {user} の鍵を拒否しました。ログにほかの理由がないため、sshd が読むファイルに鍵がないと考えられます。",
            user = target.user
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                Say::fixed("Register the key", "鍵を登録します"),
            )
            .run(Command::new([
                "ssh-copy-id",
                "-p",
                &target.port.to_string(),
                &target.given,
            ])),
            Step::new(
                Where::Server,
                Say::fixed("See where sshd looks", "sshd が読む場所を確認します"),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "sshd -T | grep -i authorizedkeysfile",
            ])),
        ]
    }
}
