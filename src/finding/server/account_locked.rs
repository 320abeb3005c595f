//! The account is locked where sshd honours it (UsePAM no).
//!
//! **Known by**: the shadow field begins with `!` (Linux) and UsePAM is no; the log says so.
//! **Looks the same**: `account-expired` (same log line), `pam-denied` (faillock), `key-not-accepted` (the same bytes
//! from outside).
//! **References**: OpenSSH auth.c (`allowed_user`), platform.c (`platform_locked_account`); shadow(5); usermod(8).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "account-locked",
    stage: Stage::Server,
    fault: Say::fixed(
        "the account is locked, and this sshd honours that",
        "アカウントがロックされており、この sshd はそれに従います",
    ),
    text: Say::fixed(
        "\
The password field of the account carries a lock, and this sshd runs without PAM and looks at it: such an account may not log in at all, not even with the right key. From outside it looks like a wrong key.

The log says \"User USER not allowed because account is locked\". On Linux the field begins with \"!\"; other systems use *LK* or *LOCKED*. Two facts are needed:
  sudo passwd -S USER
  sudo sshd -T | grep usepam
With \"L\" (or \"LK\") in the first and \"usepam no\" in the second it is certain. With UsePAM yes, as most distributions set it, a lock of this kind stops passwords but not keys.

A lock after too many wrong passwords is PAM's (faillock, see pam-denied). An account that has expired is treated by sshd without PAM as locked too and leaves the same line (account-expired).

Unlock it:
  sudo usermod -U USER
If the account never had a password, usermod refuses, since it would be left open. Give it a field that no password matches and that is no lock:
  sudo usermod -p '*' USER

Somebody locked it; find out why before you open it, above all for people who have left.",
        "\
アカウントのパスワード欄にロックの印があり、この sshd は PAM を使わずにそれを調べています。正しい鍵でもログインできません。外からは鍵が違う場合と同じに見えます。

ログには「User USER not allowed because account is locked」と出ます。Linux では欄の先頭が「!」、ほかのシステムでは *LK* や *LOCKED* です。二つの事実を確認します。
  sudo passwd -S USER
  sudo sshd -T | grep usepam
一つ目に「L」(または「LK」)、二つ目に「usepam no」と出れば確実です。多くのディストリビューションのように UsePAM yes なら、この種のロックはパスワードを止めるだけで、鍵は止めません。

パスワードを何度も間違えた後のロックは PAM によるものです(faillock。pam-denied を参照)。期限切れのアカウントも、PAM を使わない sshd はロックとして扱い、同じ行を残します(account-expired)。

ロックを解除します。
  sudo usermod -U USER
一度もパスワードを設定していないアカウントでは、パスワードなしで開放されるのを避けるため usermod が断ります。どのパスワードにも一致せず、ロックでもない値を入れます。
  sudo usermod -p '*' USER

ロックは誰かが意図して掛けたものです。解除する前に理由を確認してください。退職者のアカウントなら、なおさらです。",
    ),
    sentences: &["not allowed because account is locked"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLocked;

impl Cause for AccountLocked {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The account {user} is locked, and this sshd honours that.",
            "アカウント {user} はロックされており、この sshd はそれに従います。",
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
                Say::fixed(
                    "See its state: L is locked",
                    "状態を確認します。L はロックです",
                ),
            )
            .run(Command::new(["sudo", "passwd", "-S", &target.user])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Let keys in without giving it a password",
                    "パスワードなしのまま鍵でのログインを許可します",
                ),
            )
            .run(Command::new(["sudo", "usermod", "-p", "*", &target.user])),
        ]
    }
}
