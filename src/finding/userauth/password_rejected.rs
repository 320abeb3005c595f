//! USERAUTH_FAILURE after a password the person typed. sshd answers alike for a wrong password, a locked account, root under prohibit-password
//! (auth-passwd.c) and a name that does not exist.

use super::words::{account_steps, quotes, user};
use crate::evidence::Footprint;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

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

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordRejected {
    /// The banner or text, line by line.
    pub said: Vec<Untrusted>,
    /// Keys that the server refused before.
    pub keys_refused: usize,
    /// The login name is root.
    pub root: bool,
    /// When and from where.
    pub footprint: Footprint,
}

impl Cause for PasswordRejected {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn candidates(&self) -> Vec<Code> {
        let whose: Code = match self.root {
            true => &crate::finding::server::root_login_disabled::PAGE,
            false => &crate::finding::server::user_unknown::PAGE,
        };
        vec![
            whose,
            &crate::finding::server::account_locked::PAGE,
            &crate::finding::server::pam_denied::PAGE,
            &crate::finding::server::user_not_allowed::PAGE,
        ]
    }

    fn cause(&self, target: &Target) -> Say {
        if self.root {
            return say!(
                "The server refused the password that was typed for root. Servers often let root in by key only, and then refuse every password.",
                "サーバーは root について入力されたパスワードを拒否しました。root に鍵だけを許可しているサーバーでは、どのパスワードも拒否されます。"
            );
        }
        say!(
            "The server refused the password that was typed for {user}. It says no more than that: it answers alike for a wrong password, a wrong login name and a locked account.",
            "サーバーは {user} について入力されたパスワードを拒否しました。パスワードの誤り、ログイン名の誤り、アカウントのロックのいずれでも応答は同じです。",
            user = user(target),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new(
            "server",
            say!(
                "the server answered the typed password with a refusal (SSH_MSG_USERAUTH_FAILURE)",
                "サーバーは入力されたパスワードに拒否 (SSH_MSG_USERAUTH_FAILURE) を返しました"
            ),
        )];
        if self.keys_refused > 0 {
            seen.push(Seen::new(
                "server",
                say!(
                    "it refused {count} key(s) before",
                    "その前に鍵 {count} 個も拒否されています",
                    count = self.keys_refused
                ),
            ));
        }
        seen.extend(quotes(&self.said));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = vec![
            Step::new(
                Where::Client,
                say!(
                    "See that \"{user}\" is the right login name, then type the password once more, with an eye on keyboard layout and Caps Lock.",
                    "ログイン名 \"{user}\" が正しいことを確かめ、キーボード配列と Caps Lock に注意して、パスワードをもう一度入力します。",
                    user = user(target),
                ),
            )
            .run(target.ssh(&["-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1"]))
            .caution(say!(
                "Each refused password counts against the account and your address: after a few of them stop, and ask the administrator.",
                "拒否されるたびに、アカウントと接続元アドレスの失敗として数えられます。数回で中止し、管理者に問い合わせてください。"
            )),
        ];
        steps.extend(account_steps(target, self.footprint));
        steps
    }
}
