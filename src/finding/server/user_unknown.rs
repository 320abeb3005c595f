//! The login name does not exist on the server.
//!
//! **Known by**: `getent passwd NAME` returns nothing; "Invalid user" in the log.
//! **Looks the same**: `user-not-allowed` (also logged as an invalid user later on), `wrong-user`; a directory
//! service that is down.
//! **References**: OpenSSH auth.c (`getpwnamallow`); nsswitch.conf(5).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "user-unknown",
    stage: Stage::Server,
    fault: Say::fixed(
        "the login name does not exist on the server",
        "そのログイン名はサーバーに存在しません",
    ),
    text: Say::fixed(
        "\
The server has no account of that name. It does not say so: it asks for keys and passwords as always and refuses each of them, so that nobody can find out names by trying.

Only the server knows:
  getent passwd USER
No output means that the account does not exist there. The log says \"Invalid user USER from ADDRESS port ...\". A later line \"Connection closed by invalid user\" is not enough: sshd writes that for accounts it does not allow as well (user-not-allowed).

If the account comes from a directory (LDAP, Active Directory, SSSD) and others from there are missing too, the directory client is down and the account exists:
  systemctl status sssd
  sudo sss_cache -E

Use the right name. When ssh is given none it takes your local name, which is often the mistake. Images usually have their own: ubuntu, debian or admin, ec2-user, rocky, almalinux, fedora, bitnami, root, and git on Git hosts:
  ssh NAME@HOST
Or make the account, on Debian and Ubuntu with the first command, elsewhere with the second:
  sudo adduser USER
  sudo useradd -m USER
A new account still needs its key in authorized_keys.",
        "\
その名前のアカウントはサーバーにありません。サーバーはそうは言いません。名前を試して探り当てられないように、いつもどおり鍵やパスワードを求め、すべて拒否します。

分かるのはサーバー上だけです。
  getent passwd USER
何も出なければ、アカウントは存在しません。ログには「Invalid user USER from ADDRESS port ...」と残ります。その後の「Connection closed by invalid user」だけでは判断できません。許可されていないアカウントでも同じ行になります(user-not-allowed)。

アカウントがディレクトリサービス(LDAP、Active Directory、SSSD)から来るもので、ほかのアカウントも見えないなら、アカウントはあり、ディレクトリのクライアントが止まっています。
  systemctl status sssd
  sudo sss_cache -E

正しい名前を使います。名前を指定しないと手元のユーザー名が使われ、これがよくある間違いです。イメージにはたいてい固有の名前があります。ubuntu、debian または admin、ec2-user、rocky、almalinux、fedora、bitnami、root、Git ホストでは git などです。
  ssh NAME@HOST
またはアカウントを作ります。Debian と Ubuntu では一つ目、ほかでは二つ目です。
  sudo adduser USER
  sudo useradd -m USER
新しいアカウントには、authorized_keys への鍵の登録も必要です。",
    ),
    sentences: &[
        "Invalid user",
        "login attempt for nonexistent user",
        "User not known to the underlying authentication module",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserUnknown;

impl Cause for UserUnknown {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The server has no account named {user}.",
            "サーバーに {user} というアカウントがありません。",
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
                    "See whether the account exists",
                    "アカウントがあるか確認します",
                ),
            )
            .run(Command::new(["getent", "passwd", &target.user])),
            Step::new(
                Where::Client,
                Say::fixed(
                    "Log in with the name the server has: its image or its administrator tells",
                    "サーバーにある名前でログインします。イメージの既定の名前か、管理者に確認します",
                ),
            ),
        ]
    }
}
