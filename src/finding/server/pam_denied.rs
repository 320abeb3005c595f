//! A PAM account or session rule refuses.
//!
//! **Known by**: sshd's "by PAM account configuration" or "pam_open_session()" and the module's own line.
//! **Looks the same**: `account-expired`, `logins-disabled` (PAM too, with codes of their own),
//! `login-refused-after-key` (the client's view).
//! **References**: OpenSSH auth2.c, auth-pam.c (`do_pam_account`, `do_pam_session`); pam_access(8), pam_faillock(8),
//! pam_time(8), pam_limits(8).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "pam-denied",
    stage: Stage::Server,
    fault: Say::fixed(
        "a PAM rule on the server refuses the login",
        "サーバーの PAM のルールがログインを拒否しています",
    ),
    text: Say::fixed(
        "\
sshd was satisfied, and then asked PAM, the system's own rules for logins. One of its modules said no: for the account (who may come, from where, at what time, after how many failures), or while the session was opened.

In the account stage the key is accepted and the connection closes; the log says \"Access denied for user USER by PAM account configuration\". In the session stage the login succeeds and the session ends at once with status 254; the log says \"PAM: pam_open_session()\". The line just before it comes from the module that refused (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo journalctl -u ssh | grep -E 'pam_|PAM' | tail -n 20
A module that writes nothing is found by reading the rules in order, with the files they include:
  cat /etc/pam.d/sshd

An expired account and /etc/nologin are PAM refusals as well, with entries of their own (account-expired, logins-disabled).

pam_access: /etc/security/access.conf, where the first line that matches counts. pam_time: /etc/security/time.conf. pam_limits: /etc/security/limits.conf (a maxlogins that is reached, or a limit that cannot be set). pam_sss or pam_ldap: the access rules of the directory. pam_faillock, too many wrong passwords:
  sudo faillock --user USER
  sudo faillock --user USER --reset
Keep a root shell open while you edit PAM files: a mistake there can shut everybody out, the console included.",
        "\
sshd の認証は通りましたが、その後に問い合わせた PAM(システムのログイン規則)のモジュールが拒否しました。アカウントの段階(誰が、どこから、いつ、何回失敗した後か)か、セッションを開く段階です。

アカウントの段階なら、鍵が受け入れられた後に接続が閉じ、ログに「Access denied for user USER by PAM account configuration」と残ります。セッションの段階なら、ログインは成功してもセッションがすぐにステータス 254 で終わり、ログに「PAM: pam_open_session()」と残ります。その直前の行が、拒否したモジュールのものです(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  sudo journalctl -u ssh | grep -E 'pam_|PAM' | tail -n 20
何も書かないモジュールは、取り込まれるファイルも含めて、ルールを上から読んで探します。
  cat /etc/pam.d/sshd

アカウントの期限切れと /etc/nologin も PAM による拒否ですが、それぞれ別の項目があります(account-expired、logins-disabled)。

pam_access なら /etc/security/access.conf(最初に一致した行が有効)、pam_time なら /etc/security/time.conf、pam_limits なら /etc/security/limits.conf(maxlogins に達している、または設定できない上限)、pam_sss や pam_ldap ならディレクトリ側のアクセス規則を見ます。パスワードの間違いが多すぎた場合は pam_faillock です。
  sudo faillock --user USER
  sudo faillock --user USER --reset
PAM のファイルを編集するあいだは、root のシェルを開いたままにしてください。間違えると、コンソールも含めて誰も入れなくなることがあります。",
    ),
    sentences: &[
        "by PAM account configuration",
        "PAM: pam_open_session()",
        "pam_access(sshd:account): access denied for user",
        "The account is locked due to",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PamDenied {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for PamDenied {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "PAM on the server refuses {user}.",
            "サーバーの PAM が {user} を拒否しています。",
            user = target.user
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
                    "The module that refused stands in the lines before",
                    "拒否したモジュールは直前の行にあります",
                ),
            )
            .run(Command::new([
                "sudo",
                "journalctl",
                "-t",
                "sshd",
                "-t",
                "sshd-session",
                "-n",
                "50",
                "--no-pager",
            ])),
            Step::new(
                Where::Server,
                Say::fixed("The rules it reads", "読み込まれる規則"),
            )
            .run(Command::new([
                "grep",
                "-v",
                "^#",
                "/etc/pam.d/sshd",
                "/etc/security/access.conf",
            ])),
        ]
    }
}
