//! The server refuses the request for a shell or a command.
//!
//! **Known by**: CHANNEL_FAILURE to `shell` or `exec` after a successful login.
//! **Looks the same**: `pty-refused` (only the terminal is refused), `sftp-unavailable` (only the subsystem),
//! `shell-not-available` (accepted, then ends).
//! **References**: RFC 4254 section 6.5; OpenSSH clientloop.c (`client_status_confirm`), session.c (`do_exec`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "shell-request-failed",
    stage: Stage::Session,
    fault: Say::fixed(
        "the server refuses to start a shell or a command",
        "サーバーがシェルまたはコマンドの起動を拒否しています",
    ),
    text: Say::fixed(
        "\
The login works, a session was opened, and the server then said no to the request to start a shell or to run a command. ssh prints \"shell request failed on channel 0\" or \"exec request failed on channel 0\".

OpenSSH's own server answers so only where it could not start a process at all (no more processes or memory, see its log). Far more often the other end is not OpenSSH on a plain system: network equipment that offers a fixed command set, or a Windows server whose DefaultShell names a program that is not there.

Try the kinds of request one by one; what passes tells what the server is made for:
  ssh -T USER@HOST
  ssh USER@HOST true
  sftp USER@HOST
If only the terminal is refused it is pty-refused, if only sftp fails it is sftp-unavailable. A shell that starts and ends at once is shell-not-available.

Network equipment: use a command it knows, for example
  ssh USER@HOST show version
OpenSSH on Linux: look for \"fork\" in the server's log (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo journalctl -u ssh -n 50
Windows server, in an administrator's PowerShell:
  Get-ItemProperty HKLM:\\SOFTWARE\\OpenSSH -Name DefaultShell",
        "\
ログインは成功し、セッションも開きましたが、シェルの起動またはコマンドの実行をサーバーが拒否しました。ssh は「shell request failed on channel 0」または「exec request failed on channel 0」と表示します。

OpenSSH のサーバーがこう答えるのは、プロセスをまったく起動できなかったとき(プロセス数やメモリーの不足。サーバーのログに残ります)だけです。多くの場合、相手は普通の OpenSSH ではなく、決まったコマンドしか受け付けないネットワーク機器や、DefaultShell に存在しないプログラムが設定された Windows サーバーです。

要求の種類を一つずつ試すと、何のためのサーバーかが分かります。
  ssh -T USER@HOST
  ssh USER@HOST true
  sftp USER@HOST
端末だけが拒否されるなら pty-refused、sftp だけが失敗するなら sftp-unavailable です。起動したシェルがすぐ終わるのは shell-not-available です。

ネットワーク機器なら、その機器が知っているコマンドを使います。例:
  ssh USER@HOST show version
Linux の OpenSSH なら、サーバーのログで「fork」を探します(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  sudo journalctl -u ssh -n 50
Windows サーバーなら、管理者の PowerShell で確認します。
  Get-ItemProperty HKLM:\\SOFTWARE\\OpenSSH -Name DefaultShell",
    ),
    sentences: &["shell request failed on channel", "exec request failed on channel"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellRequestFailed {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for ShellRequestFailed {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The login works, and the server does not start a shell or command for it ({text}).",
            "ログインは成功しますが、サーバーがシェルまたはコマンドを起動しません ({text})。",
            text = self.text.visible(40)
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
                Say::fixed(
                    "See whether a plain command runs",
                    "単純なコマンドが動くか確認します",
                ),
            )
            .run(target.ssh_running(&["-T"], "true")),
            steps::read_log(),
        ]
    }
}
