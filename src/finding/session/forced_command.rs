//! The key or account runs one fixed command, whatever was asked for.
//!
//! **Known by**: the command's own text; `Remote: … key options: command`; `forced-command (config)` or
//! `(key-option)` in the log at VERBOSE.
//! **Looks the same**: `shell-not-available`, `remote-command-failed`, `sftp-unavailable`.
//! **References**: sshd_config(5) ForceCommand; sshd(8) command=; OpenSSH session.c (`do_exec`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "forced-command",
    stage: Stage::Session,
    fault: Say::fixed(
        "the key or account runs one fixed command only",
        "この鍵またはアカウントは、決まった一つのコマンドしか実行できません",
    ),
    text: Say::fixed(
        "\
The login works. Whatever you ask for, the server runs the one command that was set for this key or this account, and the session ends with it. Git hosting, backup keys and sftp-only accounts work this way on purpose.

It is known by that command's own words (\"This service allows sftp connections only.\", the greeting of a Git host), or by ssh -v: a line \"Remote: ... key options: ...\" with the word \"command\" means that the key's line in authorized_keys sets it. If that word is missing, it is ForceCommand in sshd_config, or the certificate's.

A login shell that turns people away looks similar (shell-not-available); getent passwd USER on the server tells. With LogLevel VERBOSE sshd writes \"forced-command (config)\" or \"forced-command (key-option)\".

Use the account for what it is made for, for example:
  sftp USER@HOST

If you need a shell, use another account or another key. An administrator finds the line with the first command, or in the key's line of authorized_keys (command=\"...\"):
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep forcecommand
The fixed command finds what you asked for in SSH_ORIGINAL_COMMAND. Do not take such a line away before you know what it protects.",
        "\
ログインは成功しています。ただし、何を要求しても、サーバーはこの鍵またはアカウントに決められた一つのコマンドを実行し、それが終わるとセッションも終わります。Git のホスティング、バックアップ用の鍵、sftp 専用アカウントは、意図してこうなっています。

そのコマンド自身の表示(「This service allows sftp connections only.」や Git ホストの挨拶文)から分かります。または ssh -v で「Remote: ... key options: ...」の行に command という語があれば、authorized_keys の鍵の行で決められています。その語がなければ、sshd_config の ForceCommand か、証明書による指定です。

利用を拒むログインシェル(shell-not-available)も似て見えます。サーバーの getent passwd USER で区別できます。sshd の LogLevel が VERBOSE なら、ログに「forced-command (config)」または「forced-command (key-option)」と残ります。

そのアカウントの本来の用途で使ってください。例:
  sftp USER@HOST

シェルが必要なら、別のアカウントか別の鍵を使います。管理者は次のコマンドで、または authorized_keys の鍵の行(command=\"...\")で、指定の場所を確認できます。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep forcecommand
要求した内容は、決められたコマンドに環境変数 SSH_ORIGINAL_COMMAND で渡ります。何を守るための行かを確かめるまでは、消さないでください。",
    ),
    sentences: &[
        "This service allows sftp connections only",
        "refusing non-sftp session",
        "does not provide shell access",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForcedCommand {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for ForcedCommand {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "This key or account runs one fixed command: {text}",
            "この鍵またはアカウントでは決まったコマンドだけが動きます: {text}",
            text = self.text.visible(100)
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(Where::Client, Say::fixed("For files", "ファイル転送には")).run(
                Command::new(["sftp", "-P", &target.port.to_string(), &target.given]),
            ),
            Step::new(
                Where::Server,
                Say::fixed("See what is fixed", "固定された内容を確認します"),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "sshd -T | grep -i forcecommand",
            ])),
        ]
    }
}
