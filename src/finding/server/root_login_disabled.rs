//! PermitRootLogin keeps root out.
//!
//! **Known by**: `permitrootlogin` of `sshd -T -C user=root,…`; "ROOT LOGIN REFUSED" in the log.
//! **Looks the same**: `root-login-refused` is the same fault seen from the client; `password-rejected`,
//! `user-not-allowed`.
//! **References**: sshd_config(5) PermitRootLogin; OpenSSH auth.c (`auth_root_allowed`), auth-passwd.c, monitor.c.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "root-login-disabled",
    stage: Stage::Server,
    fault: Say::fixed(
        "PermitRootLogin keeps root out",
        "PermitRootLogin が root のログインを禁じています",
    ),
    text: Say::fixed(
        "\
The server does not let root log in, or not in this way. With no it never does. With prohibit-password (the default; also written without-password) root needs a key, and every password is refused, the right one too. With forced-commands-only root needs a key whose line holds a command.

For this login:
  sudo sshd -T -C user=root,host=HOST,addr=ADDRESS | grep permitrootlogin
The log says \"ROOT LOGIN REFUSED FROM ADDRESS port ...\". With forced-commands-only and a key without a command the connection just closes, and the log says \"unexpected authentication\".

From outside, a right key is accepted first and refused after the signature, since sshd looks at this last. A refused password looks just like a wrong one, so do not change passwords on suspicion.

The usual way is to log in as a user and become root there:
  ssh USER@HOST
  sudo -i
If root must log in directly, allow it by key only, best for one network:
  Match Address 192.0.2.0/24
      PermitRootLogin prohibit-password
A Match block goes to the end of sshd_config. Then (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl reload ssh",
        "\
サーバーは root のログインを認めないか、この方法では認めません。no なら常に拒否します。prohibit-password(既定値。without-password とも書きます)なら鍵が必要で、パスワードは正しくてもすべて拒否されます。forced-commands-only なら、コマンドが指定された行の鍵が必要です。

このログインについて確認します。
  sudo sshd -T -C user=root,host=HOST,addr=ADDRESS | grep permitrootlogin
ログには「ROOT LOGIN REFUSED FROM ADDRESS port ...」と出ます。forced-commands-only でコマンドのない鍵を使うと、接続が閉じるだけで、ログには「unexpected authentication」と残ります。

sshd がこれを調べるのは最後なので、外からは、正しい鍵がいったん受け入れられ、署名の後で拒否されたように見えます。拒否されたパスワードは、誤ったパスワードと見分けがつきません。推測でパスワードを変えないでください。

普通は、一般ユーザーでログインしてから root になります。
  ssh USER@HOST
  sudo -i
root で直接入る必要があるなら、鍵だけを、できれば一つのネットワークに限って許可します。
  Match Address 192.0.2.0/24
      PermitRootLogin prohibit-password
Match ブロックは sshd_config の末尾に置きます。その後(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd):
  sudo sshd -t && sudo systemctl reload ssh",
    ),
    sentences: &[
        "ROOT LOGIN REFUSED FROM",
        "unexpected authentication from",
        "root login rejected",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootLoginDisabled;

impl Cause for RootLoginDisabled {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "PermitRootLogin in sshd_config keeps root out.",
            "sshd_config の PermitRootLogin により、root はログインできません。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Log in as another user, and become root there with sudo",
                    "別のユーザーでログインし、サーバー上で sudo を使います",
                ),
            ),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Or see what holds for root",
                    "または root に対する設定を確認します",
                ),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "sshd -T | grep -i permitrootlogin",
            ])),
        ]
    }
}
