//! The account's shell does not exist or is not executable.
//!
//! **Known by**: the shell in the passwd entry against the file; the log names it.
//! **Looks the same**: `shell-not-available` (nologin: the login works and ends), `key-not-accepted` (the same bytes
//! from outside).
//! **References**: OpenSSH auth.c (`allowed_user`; not checked with ChrootDirectory); passwd(5); chsh(1).

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "shell-invalid",
    stage: Stage::Server,
    fault: Say::fixed(
        "the account's shell does not exist or is not executable",
        "アカウントのシェルが存在しないか、実行できません",
    ),
    text: Say::fixed(
        "\
The account names a shell that is not there or may not be executed. sshd treats such an account as one that does not exist: it refuses every key and password, and from outside it looks like a wrong key.

The log says \"User USER not allowed because shell /usr/bin/zsh does not exist\" or \"is not executable\". Without the log:
  getent passwd USER | cut -d: -f7
  ls -lL \"$(getent passwd USER | cut -d: -f7)\"

It happens when a shell was removed or moved (zsh, fish, a path from another system), in accounts from a directory that name a shell this machine lacks, and after a typing mistake in useradd or usermod.

nologin and false exist and are executable: with them the login works and ends at once (shell-not-available). Where ChrootDirectory is set, sshd does not make this check. dropbear also wants the shell to stand in /etc/shells.

Install the shell, or give the account one that exists:
  sudo usermod -s /bin/bash USER
Try it at once from a second window; sshd needs no reload for this.",
        "\
アカウントに設定されたシェルが、存在しないか実行できません。sshd はこのようなアカウントを存在しないものとして扱い、鍵もパスワードもすべて拒否します。外からは鍵が違う場合と同じに見えます。

ログには「User USER not allowed because shell /usr/bin/zsh does not exist」または「is not executable」と出ます。ログを使わずに確認するには次のとおりです。
  getent passwd USER | cut -d: -f7
  ls -lL \"$(getent passwd USER | cut -d: -f7)\"

シェルを削除または移動したとき(zsh、fish、別のシステムのパス)、ディレクトリサービスのアカウントがこのマシンにないシェルを指定しているとき、useradd や usermod で打ち間違えたときに起きます。

nologin と false は存在し、実行もできるので、ログインは成功してすぐ終わります(shell-not-available)。ChrootDirectory が設定されている場合、sshd はこの検査をしません。dropbear は、シェルが /etc/shells に載っていることも求めます。

シェルをインストールするか、存在するシェルに変えます。
  sudo usermod -s /bin/bash USER
別のウィンドウからすぐに試せます。sshd の再読み込みは不要です。",
    ),
    sentences: &["not allowed because shell", "has invalid shell, rejected"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellInvalid {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
}

impl Cause for ShellInvalid {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The shell of {user} is {path}, which does not exist or cannot be run.",
            "{user} のシェル {path} が存在しないか、実行できません。",
            user = target.user,
            path = path_or(self.path.as_ref(), "?")
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
                Say::fixed("See the account", "アカウントを確認します"),
            )
            .run(Command::new(["getent", "passwd", &target.user])),
            Step::new(
                Where::Server,
                Say::fixed("Give it a shell that is there", "存在するシェルに変えます"),
            )
            .run(Command::new([
                "sudo",
                "usermod",
                "-s",
                "/bin/sh",
                &target.user,
            ])),
        ]
    }
}
