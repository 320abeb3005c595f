//! sshd still runs an older configuration than the file.
//!
//! **Known by**: start or last reload is older than the file; `sshd -T` (which reads the file) says one thing,
//! behaviour another.
//! **Looks the same**: an earlier line, an Include or a Match block wins over the edit; `sshd-listens-elsewhere`.
//! **References**: sshd(8) (SIGHUP, -T); sshd_config(5) (first value obtained is used); OpenSSH sshd.c
//! (`sighup_restart`, `pack_config`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "sshd-config-not-loaded",
    stage: Stage::Server,
    fault: Say::fixed(
        "sshd still runs with an older configuration than the file holds",
        "sshd は、今のファイルより古い設定のまま動いています",
    ),
    text: Say::fixed(
        "\
The file was edited, and the sshd that answers has not read it since. sshd reads its configuration when it starts and when it is told to reload, not at each login.

Compare the time of the last start or reload with the times of the files (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  systemctl show -p ExecMainStartTimestamp ssh
  sudo journalctl -u ssh | grep 'Received SIGHUP' | tail -n 1
  ls -l --time-style=full-iso /etc/ssh/sshd_config /etc/ssh/sshd_config.d/
sshd -T shows what the files say, not what the running process does. If it shows the wanted value and the server behaves otherwise, the file is not loaded.

If sshd -T does not show the wanted value either, the edit is there but something else wins: for most options the first value found counts, files included at the top come first (cloud images like to put one there), and a Match block may change it for one user. Ask with -C for the very login:
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS

Test first, then load:
  sudo sshd -t && sudo systemctl reload ssh
Sessions that are open survive this. With ssh.socket (Ubuntu from 22.10) Port and ListenAddress are the socket's business and need more:
  sudo systemctl daemon-reload && sudo systemctl restart ssh.socket",
        "\
ファイルは編集されましたが、応答している sshd はその後ファイルを読んでいません。sshd が設定を読むのは起動時と再読み込みの指示を受けたときで、ログインのたびではありません。

最後の起動または再読み込みの時刻と、ファイルの時刻を比べます(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  systemctl show -p ExecMainStartTimestamp ssh
  sudo journalctl -u ssh | grep 'Received SIGHUP' | tail -n 1
  ls -l --time-style=full-iso /etc/ssh/sshd_config /etc/ssh/sshd_config.d/
sshd -T が示すのはファイルの内容であり、動いているプロセスの状態ではありません。sshd -T では望む値なのに動作が違うなら、ファイルは読み込まれていません。

sshd -T でも望む値にならないなら、編集はされていても別の行が優先されています。ほとんどの設定では最初に見つかった値が使われ、先頭で取り込まれるファイルが先に読まれます(クラウドのイメージがよく置いています)。Match ブロックが一部のユーザーだけ変えていることもあります。-C を付けて、そのログインについて調べます。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS

先に検査し、それから読み込みます。
  sudo sshd -t && sudo systemctl reload ssh
開いているセッションは切れません。ssh.socket を使う場合(Ubuntu 22.10 以降)、Port と ListenAddress はソケット側の設定なので、次も必要です。
  sudo systemctl daemon-reload && sudo systemctl restart ssh.socket",
    ),
    sentences: &["changed on disk. Run 'systemctl daemon-reload'"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshdConfigNotLoaded;

impl Cause for SshdConfigNotLoaded {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "sshd or its socket still runs with older settings than the files hold.",
            "sshd またはそのソケットは、ファイルより古い設定で動いています。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed(
                    "Let systemd read its files, and sshd its configuration",
                    "systemd と sshd に設定を読み込ませます",
                ),
            )
            .run(Command::new(["sudo", "systemctl", "daemon-reload"])),
            Step::new(Where::Server, Say::fixed("Then", "続けて"))
                .run(steps::restart_sshd_if_valid()),
        ]
    }
}
