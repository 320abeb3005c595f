//! Login works, the password must be changed first.
//!
//! **Known by**: its sentences; `chage -l`; the shadow entry.
//! **Looks the same**: `account-expired` (the login is refused), `password-rejected` (the password is wrong).
//! **References**: OpenSSH session.c (`do_pwchange`), auth-pam.c, auth-shadow.c; pam_unix(8); chage(1).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "password-expired",
    stage: Stage::Session,
    fault: Say::fixed(
        "login works, but the password has expired and must be changed first",
        "ログインはできますが、パスワードの期限が切れていて変更が必要です",
    ),
    text: Say::fixed(
        "\
The server knows you and lets you in, but only to set a new password: the old one is past its age, or an administrator asked for a change. With PAM this holds for logins by key as well.

It is known by \"WARNING: Your password has expired.\" or \"You are required to change your password immediately\". Without a terminal the line \"Password change required but no TTY available.\" follows and the session ends; that is why scp, sftp, git, rsync and Ansible fail here without asking anything.

An expired account is another matter: it is refused and cannot be mended from here (account-expired).

Log in with a terminal and set a new password when asked; the connection closes afterwards, then log in again:
  ssh -t USER@HOST

An administrator sees the dates with the first command, counts the password as changed today with the second, or takes the age limit off with the third:
  sudo chage -l USER
  sudo chage -d \"$(date +%F)\" USER
  sudo chage -M -1 USER
For an account that only uses keys the last one spares the next surprise.",
        "\
サーバーはあなたを認め、ログインさせていますが、できるのは新しいパスワードを設定することだけです。パスワードの有効期間が過ぎたか、管理者が変更を求めています。PAM を使うサーバーでは、鍵によるログインもこれで止まります。

「WARNING: Your password has expired.」や「You are required to change your password immediately」という表示で分かります。端末がないと「Password change required but no TTY available.」が続き、セッションは終わります。scp、sftp、git、rsync、Ansible が何も尋ねずに失敗するのはこのためです。

アカウントの期限切れは別の問題です。その場合はログインが拒否され、手元からは直せません(account-expired)。

端末付きでログインし、求められたら新しいパスワードを設定します。その後接続が切れるので、もう一度ログインします。
  ssh -t USER@HOST

管理者は、一つ目のコマンドで日付を確認し、二つ目で今日変更したことにするか、三つ目で有効期間をなくします。
  sudo chage -l USER
  sudo chage -d \"$(date +%F)\" USER
  sudo chage -M -1 USER
鍵でしか使わないアカウントなら、三つ目で再発を防げます。",
    ),
    sentences: &[
        "Your password has expired",
        "Password change required but no TTY available",
        "You are required to change your password immediately",
        "password has expired (root forced)",
        "password has expired (password aged)",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordExpired;

impl Cause for PasswordExpired {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The password of {user} has expired and must be changed before anything else.",
            "{user} のパスワードは期限切れで、先に変更が必要です。",
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
                Where::Client,
                Say::fixed(
                    "Log in with a terminal and change it",
                    "端末付きでログインし、変更します",
                ),
            )
            .run(target.ssh(&["-t"])),
            Step::new(
                Where::Server,
                Say::fixed("Or set it there", "またはサーバーで設定します"),
            )
            .run(Command::new(["sudo", "passwd", &target.user])),
        ]
    }
}
