//! sshd is not running.
//!
//! **Known by**: no sshd in the process table, nothing of it in the socket table; the unit is inactive, failed or
//! masked.
//! **Looks the same**: `sshd-listens-elsewhere`, `server-firewall-blocks`, `client-banned`; socket activation, where
//! no process is normal.
//! **References**: sshd(8); systemctl(1); OpenSSH sshd.c (`server_listen`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "sshd-not-running",
    stage: Stage::Server,
    fault: Say::fixed("sshd is not running", "sshd が動いていません"),
    text: Say::fixed(
        "\
Nothing on the server is there to answer: the SSH server was never installed or started, was stopped, or failed while starting. From outside this is \"Connection refused\".

On the server it is known from the tables of processes and sockets:
  ps -C sshd
  sudo ss -ltnp | grep -i ssh
One case is no fault: under socket activation ssh.socket (or sshd.socket) listens, and sshd is started when somebody connects. Then the second command shows systemd on the port.

sshd on another port looks the same from outside (sshd-listens-elsewhere), and so may a firewall or a ban (server-firewall-blocks, client-banned): there the process is running.

First ask why it does not run, then start it. The unit is ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE:
  sudo sshd -t
  systemctl status ssh
  sudo journalctl -u ssh -n 50
  sudo systemctl enable --now ssh
If sshd -t complains, mend that first (sshd-config-invalid, sshd-host-keys-missing, sshd-privsep-missing). If it is silent and the start fails all the same, read the journal: a half-finished upgrade (sshd-upgrade-incomplete) and a port that another program holds are the usual finds. \"start-limit-hit\" means that systemd gave up after several failures:
  sudo systemctl reset-failed ssh

Not installed at all: the package is openssh-server (openssh on Arch and SUSE). Windows: Start-Service sshd. macOS: System Settings, General, Sharing, Remote Login.",
        "\
サーバーに応答するものがありません。SSH サーバーがインストールも起動もされていないか、止められたか、起動に失敗しています。外からは「Connection refused」に見えます。

サーバー上では、プロセスとソケットの一覧で分かります。
  ps -C sshd
  sudo ss -ltnp | grep -i ssh
一つだけ、障害ではない場合があります。ソケットアクティベーションでは ssh.socket(または sshd.socket)が待ち受け、接続があったときに sshd が起動します。この場合、二つ目のコマンドでは systemd がそのポートに見えます。

sshd が別のポートで動いている場合(sshd-listens-elsewhere)や、ファイアウォールや BAN(server-firewall-blocks、client-banned)も外からは同じに見えることがありますが、その場合プロセスは動いています。

まず動いていない理由を調べ、それから起動します。ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd です。
  sudo sshd -t
  systemctl status ssh
  sudo journalctl -u ssh -n 50
  sudo systemctl enable --now ssh
sshd -t がエラーを出すなら、先にそれを直します(sshd-config-invalid、sshd-host-keys-missing、sshd-privsep-missing)。何も出ないのに起動に失敗するなら、ジャーナルを読みます。更新の中断(sshd-upgrade-incomplete)や、別のプログラムがポートを使っていることがよくあります。「start-limit-hit」は、失敗が続いて systemd が諦めたことを表します。
  sudo systemctl reset-failed ssh

インストールされていない場合、パッケージ名は openssh-server(Arch と SUSE では openssh)です。Windows では Start-Service sshd、macOS では「システム設定」の「一般」「共有」「リモートログイン」です。",
    ),
    sentences: &[
        "Start request repeated too quickly",
        "start-limit-hit",
        "Cannot bind any address",
        "Failed to start ssh.service",
        "Failed to start sshd.service",
        "Failed to start OpenBSD Secure Shell server",
        "Failed to start OpenSSH server daemon",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshdNotRunning;

impl Cause for SshdNotRunning {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Possible
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed("sshd is not running.", "sshd が動いていません。")
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed("The configuration may be why", "設定が原因かもしれません"),
            )
            .run(Command::new(["sudo", "/usr/sbin/sshd", "-t"])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Start it (the unit is ssh on Debian and Ubuntu, sshd elsewhere)",
                    "起動します (ユニット名は Debian と Ubuntu では ssh、ほかでは sshd です)",
                ),
            )
            .run(steps::start_sshd()),
        ]
    }
}
