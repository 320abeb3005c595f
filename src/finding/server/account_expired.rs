//! The account has expired.
//!
//! **Known by**: the expiry date of the shadow entry lies in the past; PAM's or sshd's sentence.
//! **Looks the same**: `password-expired` (login works, change forced), `account-locked` (same log line without PAM),
//! `pam-denied`.
//! **References**: shadow(5); chage(1); pam_unix(8); OpenSSH platform.c, auth-shadow.c.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "account-expired",
    stage: Stage::Server,
    fault: Say::fixed("the account has expired", "アカウントの有効期限が切れています"),
    text: Say::fixed(
        "\
The account has an end date, and that day is past. The server refuses the login whatever key or password is given.

With PAM the key is accepted first, then the connection closes, often with \"Your account has expired; please contact your system administrator\"; the log says \"account USER has expired (account expired)\" and \"Access denied for user USER by PAM account configuration\". Without PAM sshd treats the account as locked before it looks at any key: \"Account USER has expired\", then \"not allowed because account is locked\". From outside that looks like a wrong key.

The date is in the line \"Account expires\":
  sudo chage -l USER

\"Password expires\" in the same list is another date: an old password still lets you in and asks for a new one (password-expired). Only when the time of grace after it (\"Password inactive\") is over as well is the account closed like this one.

Take the end date off, or set a new one; the third command counts an old password as changed today:
  sudo chage -E -1 USER
  sudo chage -E 2030-12-31 USER
  sudo chage -d \"$(date +%F)\" USER
The date was set on purpose, for example to the end of a contract; ask first. For accounts from LDAP or Active Directory the date is kept there.",
        "\
アカウントには終了日があり、その日が過ぎています。どの鍵やパスワードを示しても、サーバーはログインを拒否します。

PAM を使う場合、鍵はいったん受け入れられ、その後接続が閉じます。「Your account has expired; please contact your system administrator」と表示されることが多く、ログには「account USER has expired (account expired)」と「Access denied for user USER by PAM account configuration」が残ります。PAM を使わない場合、sshd は鍵を見る前にロック扱いにします。ログは「Account USER has expired」と「not allowed because account is locked」で、外からは鍵が違う場合と同じに見えます。

日付は「Account expires」の行です。
  sudo chage -l USER

同じ一覧の「Password expires」は別の日付です。古いパスワードなら、ログインはでき、変更を求められます(password-expired)。その後の猶予(「Password inactive」)も過ぎると、この場合と同じくアカウントが閉じられます。

終了日をなくすか、新しい日付にします。三つ目は、古いパスワードを今日変更したことにします。
  sudo chage -E -1 USER
  sudo chage -E 2030-12-31 USER
  sudo chage -d \"$(date +%F)\" USER
日付は契約の終わりなどに合わせて意図的に設定されたものです。先に確認してください。LDAP や Active Directory のアカウントでは、日付はそちらで管理されています。",
    ),
    sentences: &[
        "Your account has expired",
        "has expired (account expired)",
        "not allowed because account is locked",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountExpired;

impl Cause for AccountExpired {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The account {user} has expired.",
            "アカウント {user} の有効期限が切れています。",
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
                Say::fixed("See since when", "期限を確認します"),
            )
            .run(Command::new(["sudo", "chage", "-l", &target.user])),
            Step::new(
                Where::Server,
                Say::fixed("Take the date off", "期限を外します"),
            )
            .run(Command::new(["sudo", "chage", "-E", "-1", &target.user])),
        ]
    }
}
