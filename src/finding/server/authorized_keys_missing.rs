//! There is no authorized_keys file where sshd looks.
//!
//! **Known by**: none of the files of AuthorizedKeysFile, expanded for the user, exists as a regular file.
//! **Looks the same**: `authorized-keys-elsewhere`, `home-unusable`, `key-not-registered`; a missing file leaves no
//! line in the log at INFO.
//! **References**: sshd_config(5) AuthorizedKeysFile; OpenSSH auth2-pubkeyfile.c (`auth_openfile`).

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "authorized-keys-missing",
    stage: Stage::Server,
    fault: Say::fixed(
        "there is no authorized_keys file where sshd looks for it",
        "sshd が探す場所に authorized_keys ファイルがありません",
    ),
    text: Say::fixed(
        "\
sshd looks for the user's keys in the files that AuthorizedKeysFile names, and none of them is there. No key can be right then. This usually means that the key was never installed, or was installed for somebody else.

Where it looks, for this user (a path without / at the front is below the home):
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep authorizedkeysfile
  sudo ls -la ~USER/.ssh
A missing file leaves nothing in the log at the usual level. A directory or a device of that name does: \"is not a regular file\".

If the key stands in a file of another name or place it is authorized-keys-elsewhere; if the home itself cannot be entered, home-unusable. Keys may also come from a program (AuthorizedKeysCommand) or a certificate authority; then no file is needed.

From the client, while a password still works:
  ssh-copy-id -i ~/.ssh/id_ed25519.pub -p PORT USER@HOST
On the server, with the content of the .pub file between the quotes:
  sudo install -d -o USER -g USER -m 700 ~USER/.ssh
  echo 'ssh-ed25519 AAAA... comment' | sudo tee -a ~USER/.ssh/authorized_keys
  sudo chown USER: ~USER/.ssh/authorized_keys && sudo chmod 600 ~USER/.ssh/authorized_keys
With SELinux also:
  sudo restorecon -Rv ~USER/.ssh
Prove the key with a new login before you switch passwords off.",
        "\
sshd は AuthorizedKeysFile に書かれたファイルからユーザーの鍵を探しますが、そのどれもありません。これではどの鍵でも通りません。たいていは、鍵がまだ登録されていないか、別のユーザーに登録されています。

このユーザーについて、どこを探すかを確認します(先頭が / でないパスはホームの下です)。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep authorizedkeysfile
  sudo ls -la ~USER/.ssh
ファイルがないことは、通常のログレベルでは何も残りません。同じ名前のディレクトリやデバイスがあるときは「is not a regular file」と残ります。

鍵が別の名前や場所のファイルにあるなら authorized-keys-elsewhere、ホームに入れないなら home-unusable です。鍵がプログラム(AuthorizedKeysCommand)や認証局から来る構成もあり、その場合ファイルは要りません。

パスワードがまだ使えるなら、クライアントから実行します。
  ssh-copy-id -i ~/.ssh/id_ed25519.pub -p PORT USER@HOST
サーバーでは、.pub ファイルの内容を引用符の中に入れます。
  sudo install -d -o USER -g USER -m 700 ~USER/.ssh
  echo 'ssh-ed25519 AAAA... comment' | sudo tee -a ~USER/.ssh/authorized_keys
  sudo chown USER: ~USER/.ssh/authorized_keys && sudo chmod 600 ~USER/.ssh/authorized_keys
SELinux を使っているなら、次も実行します。
  sudo restorecon -Rv ~USER/.ssh
パスワード認証を無効にするのは、鍵で新しくログインできることを確かめてからにしてください。",
    ),
    sentences: &["Could not open authorized keys", "is not a regular file"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizedKeysMissing {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
}

impl Cause for AuthorizedKeysMissing {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "There is no usable file {path} for {user}.",
            "{user} の {path} が、使えるファイルとして存在しません。",
            user = target.user,
            path = path_or(self.path.as_ref(), "~/.ssh/authorized_keys")
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed("See what is there", "そこにあるものを確認します"),
            )
            .run(Command::new([
                "ls",
                "-ld",
                &path_or(self.path.as_ref(), "/home"),
            ])),
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
        ]
    }
}
