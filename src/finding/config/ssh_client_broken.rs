//! The ssh program, or the helper it is started through, cannot run.
//!
//! Known by the error of exec, of the dynamic loader, or of a wrapper (sshpass, a script); no line of ssh follows.

use std::path::PathBuf;

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "ssh-client-broken",
    stage: Stage::Config,
    fault: Say::fixed(
        "the ssh program itself, or a helper it is started through, is missing or cannot run",
        "ssh プログラム自体、または ssh を起動する補助プログラムがないか、実行できません",
    ),
    text: Say::fixed(
        "\
Nothing was sent: the program could not start. It is not installed, its file is damaged or for another processor, or a library it needs is missing or of another version.

It is known from the error of the system or of the loader, with no line of ssh after it. Try it alone:
  ssh -V

A message from sshpass or from a script looks as if it came from ssh; the word before the first colon names who speaks. An error of a ProxyCommand program is not this: there ssh itself runs (proxy-command-failed).

Install or repair it. Debian and Ubuntu, then Fedora and the Red Hat family:
  sudo apt-get install --reinstall openssh-client
  sudo dnf reinstall openssh-clients

OpenSSL version mismatch follows an upgrade that stopped half-way, or a library of your own in LD_LIBRARY_PATH or /usr/local/lib: finish the one, unset the other.",
        "\
何も送信されていません。プログラムを起動できませんでした。インストールされていないか、ファイルが壊れているか、別の CPU 用か、必要なライブラリがないか版が違います。

システムやローダーのエラーだけが出て、ssh の行が続かないことで分かります。単独で実行してみます。
  ssh -V

sshpass やスクリプトのメッセージも ssh のものに見えます。最初のコロンの前の語が、エラーを出したプログラムです。ProxyCommand のプログラムのエラーはこれではありません。その場合 ssh 自体は動いています (proxy-command-failed)。

インストールし直します。Debian と Ubuntu、次に Fedora と Red Hat 系です。
  sudo apt-get install --reinstall openssh-client
  sudo dnf reinstall openssh-clients

OpenSSL version mismatch は、途中で止まったアップグレードか、LD_LIBRARY_PATH や /usr/local/lib に置いた自前のライブラリが原因です。前者は最後まで進め、後者は外してください。",
    ),
    sentences: &[
        "ssh: command not found",
        "ssh: not found",
        "sshpass: command not found",
        "error while loading shared libraries",
        "OpenSSL version mismatch. Built against",
        "symbol lookup error: ssh",
        "Exec format error",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshClientBroken {
    /// The program.
    pub program: PathBuf,
    /// Its own words, or the system's.
    pub text: Untrusted,
}

impl Cause for SshClientBroken {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The program {program} cannot run on this machine.",
            "この端末で {program} を実行できません。",
            program = self.program.display()
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        vec![Seen::new("exec", Say::verbatim(self.text.visible(120))).in_file(&self.program)]
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                Say::fixed("See the error by itself", "エラーを単独で確かめます"),
            )
            .run(Command::new([
                self.program.to_string_lossy().as_ref(),
                "-V",
            ])),
            Step::new(
                Where::Client,
                Say::fixed(
                    "Install it again (Debian and Ubuntu, or else Fedora and the Red Hat family)",
                    "インストールし直します (Debian と Ubuntu、または Fedora と Red Hat 系)",
                ),
            )
            .run(
                Command::new([
                    "sudo",
                    "apt-get",
                    "install",
                    "--reinstall",
                    "openssh-client",
                ])
                .or(Command::new([
                    "sudo",
                    "dnf",
                    "reinstall",
                    "openssh-clients",
                ])),
            ),
        ]
    }
}
