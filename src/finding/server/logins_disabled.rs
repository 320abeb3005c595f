//! /etc/nologin or /run/nologin is present.
//!
//! **Known by**: the file; its text as authentication banner; exit status 254 without PAM.
//! **Looks the same**: `pam-denied`, `account-expired` (also refused after an accepted key), `shell-not-available`
//! (the shell named nologin).
//! **References**: pam_nologin(8), nologin(5); OpenSSH session.c (`do_nologin`, without PAM);
//! systemd-user-sessions.service(8).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "logins-disabled",
    stage: Stage::Server,
    fault: Say::fixed(
        "/etc/nologin or /run/nologin keeps everybody but root out",
        "/etc/nologin または /run/nologin があり、root 以外はログインできません",
    ),
    text: Say::fixed(
        "\
While one of these files exists, only root may log in. A right key is accepted, then the connection closes, and the text of the file is usually shown: that is the reason given by whoever made it.

  ls -l /etc/nologin /run/nologin
  cat /etc/nologin /run/nologin

systemd makes /run/nologin itself, for the minutes of starting up (\"System is booting up. Unprivileged users are not permitted to log in yet.\") and before shutting down (\"System is going down. ...\"). A file in /etc was made by a person or a maintenance script, and stays until somebody removes it.

Other refusals after an accepted key show no such text (pam-denied, account-expired). An account whose shell is called nologin is another thing (shell-not-available). Without PAM sshd looks at /etc/nologin by itself, after the login: the text is shown and the session ends with status 254.

While the machine starts: wait two minutes and try again. If it stays so, something at boot does not finish:
  systemctl list-jobs
  systemctl status systemd-user-sessions
If the maintenance is over:
  sudo rm /etc/nologin
In a container that runs no systemd, /run/nologin may have come with the image; there it may be removed as well. A shutdown that was planned is cancelled with:
  sudo shutdown -c",
        "\
このどちらかのファイルがあるあいだ、ログインできるのは root だけです。正しい鍵はいったん受け入れられ、その後接続が閉じます。たいていファイルの内容が表示され、それが作成者の示す理由です。

  ls -l /etc/nologin /run/nologin
  cat /etc/nologin /run/nologin

/run/nologin は、起動処理中の数分間(「System is booting up. Unprivileged users are not permitted to log in yet.」)と停止の前(「System is going down. ...」)に、systemd 自身が作ります。/etc のファイルは人や保守用スクリプトが作ったもので、誰かが消すまで残ります。

鍵が受け入れられた後の拒否でも、ほかの場合はこのような文が出ません(pam-denied、account-expired)。シェルが nologin のアカウントは別の話です(shell-not-available)。PAM を使わない sshd は、ログインの後で自ら /etc/nologin を調べ、内容を表示してステータス 254 でセッションを終えます。

起動処理中なら、2 分ほど待って試し直します。続くなら、起動の途中で何かが終わっていません。
  systemctl list-jobs
  systemctl status systemd-user-sessions
保守が終わっているなら、ファイルを消します。
  sudo rm /etc/nologin
systemd の動いていないコンテナでは、/run/nologin がイメージに含まれていることがあり、その場合も消して構いません。予定された停止は次で取り消せます。
  sudo shutdown -c",
    ),
    sentences: &["Unprivileged users are not permitted to log in", "nologin exists"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginsDisabled;

impl Cause for LoginsDisabled {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server lets nobody but root in now: nologin is there.",
            "nologin があるため、サーバーは現在 root 以外を受け入れません。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(Where::Server, Say::fixed("Read why", "理由を読みます")).run(Command::new([
                "cat",
                "/run/nologin",
                "/etc/nologin",
            ])),
            Step::new(
                Where::Server,
                Say::fixed("When the maintenance is over", "保守が終わっていれば"),
            )
            .run(Command::new([
                "sudo",
                "rm",
                "-f",
                "/run/nologin",
                "/etc/nologin",
            ])),
        ]
    }
}
