//! USERAUTH_FAILURE after a password the person typed. sshd answers alike for a wrong password, a locked account, root under prohibit-password
//! (auth-passwd.c) and a name that does not exist.

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "password-rejected",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the password typed is refused",
        "入力されたパスワードが拒否されました",
    ),
    text: Say::fixed(
        "\
The server asked for a password, got one and said no: \"Permission denied, please try again.\" It does so for a wrong password and for several other reasons, all alike.

It is known from the refusal after the password was sent. Not separable from here: a mistyped password (keyboard layout, Caps Lock, a blank pasted along), another login name than meant, too many failures before (faillock), a directory server that is down, an account without a password, root where PermitRootLogin is prohibit-password.

\"Permission denied (publickey)\" without any question for a password is another fault (password-not-offered).

See which name is used, type the password where it can be seen once, and look at the server's log:

  ssh -G host | grep ^user
  sudo journalctl -u ssh -u sshd --since -1h | grep -E 'Failed password|pam_|ROOT LOGIN'
  sudo faillock --user USER

The last two are for the server; \"sudo faillock --user USER --reset\" lifts a lock. Do not let a script repeat the password: after a few failures the account or your address is shut out.",
        "\
サーバーがパスワードを求め、入力されたパスワードを拒否しました: \"Permission denied, please try again.\"。パスワードの誤り以外でも、同じ文言になる理由がいくつかあります。

パスワードを送った後に拒否されたことで分かります。ここからは次のどれかを区別できません。入力ミス (キーボード配列、Caps Lock、貼り付け時の空白)、意図と違うログイン名、過去の失敗によるロック (faillock)、ディレクトリサーバーの停止、パスワードのないアカウント、PermitRootLogin prohibit-password の root。

パスワードを尋ねられずに \"Permission denied (publickey)\" になる場合は別の原因 (password-not-offered) です。

使われるログイン名を確認し、パスワードを目に見えるところで一度入力してみて、サーバーのログを確認します。

  ssh -G host | grep ^user
  sudo journalctl -u ssh -u sshd --since -1h | grep -E 'Failed password|pam_|ROOT LOGIN'
  sudo faillock --user USER

後の 2 つはサーバーで実行します。ロックは \"sudo faillock --user USER --reset\" で解除できます。スクリプトでパスワードを繰り返し送らないでください。数回の失敗でアカウントや接続元アドレスが締め出されます。",
    ),
    sentences: &["Permission denied, please try again", "Failed password for"],
};
