//! The sftp subsystem is missing or cannot be started.
//!
//! **Known by**: CHANNEL_FAILURE to `subsystem`; scp from OpenSSH 9.0 fails while ssh works.
//! **Looks the same**: `shell-startup-broken` (text in the stream), `shell-request-failed` (everything is refused).
//! **References**: sshd_config(5) Subsystem; scp(1) -O; OpenSSH session.c (`session_subsystem_req`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "sftp-unavailable",
    stage: Stage::Session,
    fault: Say::fixed(
        "the server has no usable sftp subsystem",
        "サーバーで sftp サブシステムが使えません",
    ),
    text: Say::fixed(
        "\
ssh works, but the server cannot start the sftp service for you. Not only sftp needs it: scp uses it too since OpenSSH 9.0, so scp can fail to a server where ssh is fine.

It is known by \"subsystem request failed on channel 0\"; the server's log then holds a line \"subsystem request for sftp ... failed\". From 10.4 on that line also says whether no such subsystem is configured (\"subsystem not found\") or its program could not be run (\"execution failed\").

\"Received message too long\" is not this: there sftp runs, and a start-up file prints text into it (shell-startup-broken). If shell and commands are refused as well, see shell-request-failed.

To copy files now, let scp use its old way:
  scp -O FILE USER@HOST:
or send a file through a plain command:
  ssh USER@HOST 'cat > FILE' < FILE

On the server, look at the line and at the program it names:
  sudo sshd -T | grep subsystem
The line that always works needs no program on disk: Subsystem sftp internal-sftp. A second Subsystem line of the same name is an error. Test before you reload (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl reload ssh",
        "\
ssh は使えますが、サーバーが sftp のサービスを起動できません。困るのは sftp だけではありません。scp も OpenSSH 9.0 から sftp を使うので、ssh が正常なサーバーでも scp が失敗することがあります。

「subsystem request failed on channel 0」と表示されることで分かります。サーバーのログには「subsystem request for sftp ... failed」という行が残ります。10.4 からは、サブシステムが設定されていない(「subsystem not found」)のか、プログラムを実行できない(「execution failed」)のかも書かれます。

「Received message too long」は別の障害です。この場合 sftp は動いていて、起動ファイルが出力する文字が混ざっています(shell-startup-broken)。シェルもコマンドも拒否されるなら shell-request-failed です。

今すぐファイルをコピーするには、scp に古い方式を使わせます。
  scp -O FILE USER@HOST:
または普通のコマンドで送ります。
  ssh USER@HOST 'cat > FILE' < FILE

サーバーでは、設定の行と、そこに書かれたプログラムを確認します。
  sudo sshd -T | grep subsystem
ディスク上のプログラムが要らない確実な書き方は Subsystem sftp internal-sftp です。同じ名前の Subsystem 行が二つあるとエラーになります。再読み込みの前に検査してください(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  sudo sshd -t && sudo systemctl reload ssh",
    ),
    sentences: &[
        "subsystem request failed",
        "failed, subsystem not found",
        "failed, execution failed",
        "subsystem: cannot stat",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SftpUnavailable;

impl Cause for SftpUnavailable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "ssh works, and the server's sftp subsystem is missing or cannot start.",
            "ssh は使えますが、サーバーの sftp サブシステムがないか、起動できません。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![Step::new(Where::Server, Say::fixed("See what is configured", "設定を確認します")).run(Command::new(["sudo", "sh", "-c", "sshd -T | grep -i subsystem"])), Step::new(Where::Server, Say::fixed("Test the configuration, then let sshd read it (the unit is ssh on Debian and Ubuntu, sshd elsewhere)", "設定を検査してから sshd に読み込ませます (ユニット名は Debian と Ubuntu では ssh、ほかでは sshd です)")).run(steps::restart_sshd_if_valid())]
    }
}
