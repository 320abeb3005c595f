//! Login works, the account's shell turns people away (nologin, false).
//!
//! **Known by**: authentication succeeds, then nologin's sentence or exit status 1 at once; the shell in the passwd
//! entry.
//! **Looks the same**: `shell-startup-broken` (a start-up file ends the shell), `forced-command`, `shell-invalid`
//! (refused before the session).
//! **References**: OpenSSH session.c (`do_child`), nologin(8), usermod(8).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "shell-not-available",
    stage: Stage::Session,
    fault: Say::fixed(
        "login works, but the account's shell turns people away",
        "ログインはできますが、アカウントのシェルが利用を拒んでいます",
    ),
    text: Say::fixed(
        "\
The login itself works: the key or password was accepted. Then sshd started the account's shell, and that shell is a program made to send people away: nologin prints \"This account is currently not available.\" and ends with status 1, /bin/false ends with status 1 without a word.

It is known from that sentence, or from an exit within a moment of the login, together with the shell in the account's entry:
  getent passwd USER

A start-up file that ends the shell looks much the same (shell-startup-broken), and so does a fixed command (forced-command). The passwd entry tells them apart. A shell that does not exist at all is refused earlier, during authentication (shell-invalid).

To give the account a usable shell, as an administrator on the server:
  sudo usermod -s /bin/bash USER

Service accounts have nologin on purpose, so ask before changing it. What needs no shell still works: tunnels, and file transfer where the server uses internal-sftp.
  ssh -N -L 8080:localhost:80 USER@HOST
  sftp USER@HOST",
        "\
ログイン自体は成功しています。鍵またはパスワードは受け入れられました。その後 sshd が起動したシェルが、利用者を追い返すためのプログラムです。nologin は「This account is currently not available.」と表示して終了ステータス 1 で終わり、/bin/false は何も言わずに 1 で終わります。

この文が出ること、またはログイン直後に終了することと、アカウントに設定されたシェルから分かります。
  getent passwd USER

起動ファイルがシェルを終わらせている場合(shell-startup-broken)や、決まったコマンドだけを実行する設定(forced-command)もよく似て見えます。passwd の内容で区別できます。シェルがそもそも存在しない場合は、もっと手前の認証の段階で拒否されます(shell-invalid)。

使えるシェルに変えるには、サーバーの管理者が次を実行します。
  sudo usermod -s /bin/bash USER

サービス用のアカウントはわざと nologin にしてあるので、変える前に管理者に確認してください。シェルの要らない使い方、つまりトンネルと、サーバーが internal-sftp を使っている場合のファイル転送は、このままでも使えます。
  ssh -N -L 8080:localhost:80 USER@HOST
  sftp USER@HOST",
    ),
    sentences: &["This account is currently not available"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellNotAvailable;

impl Cause for ShellNotAvailable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The login of {user} works, and the account's shell turns it away.",
            "{user} のログインは成功しますが、アカウントのシェルが利用を断っています。",
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
                Where::Server,
                Say::fixed("See its shell", "シェルを確認します"),
            )
            .run(Command::new(["getent", "passwd", &target.user])),
            Step::new(
                Where::Server,
                Say::fixed("If a person shall log in", "人がログインするアカウントなら"),
            )
            .run(Command::new([
                "sudo",
                "usermod",
                "-s",
                "/bin/bash",
                &target.user,
            ])),
        ]
    }
}
