//! The server ends the session right after authentication.
//!
//! **Known by**: EOF, or exit status 254, within a second of success.
//! **Looks the same**: `shell-not-available`, `shell-startup-broken`, `session-limit-reached`; causes with a code:
//! `chroot-permissions`, `pam-denied`, `server-resources-exhausted`.
//! **References**: OpenSSH session.c (`safely_chroot`, `do_setusercontext`, `do_child`), auth-pam.c
//! (`do_pam_session`).

use crate::finding::userauth::words::quotes;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, server, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "session-dropped",
    stage: Stage::Session,
    fault: Say::fixed(
        "the server ends the session right after the login",
        "認証の直後にサーバーがセッションを終わらせています",
    ),
    text: Say::fixed(
        "\
Authentication succeeds, and within a second the connection ends, mostly with \"client_loop: send disconnect: Broken pipe\" or \"Connection to HOST closed by remote host.\" Something failed while the server was setting the session up, before your shell or command ran. The reason stands in the server's log only.

The usual reasons: a ChrootDirectory with the wrong owner or mode (chroot-permissions), a PAM session module that fails (pam-denied; the exit status is then 254), or no process can be started (server-resources-exhausted).

The same words after minutes of work are another fault (idle-disconnect, connection-lost). A shell that ends by itself is told apart in this way: a connection without any session stays open if only the session is at fault:
  ssh -N USER@HOST
and a command that reads no start-up file of a login shell fails as well:
  ssh -T USER@HOST true

On the server, at the time of the attempt (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo journalctl -u ssh -n 50
Look for \"bad ownership or modes for chroot directory\", \"pam_open_session\" and \"fork\". Keep another session open while you mend it.",
        "\
認証は成功し、その 1 秒以内に接続が終わります。多くは「client_loop: send disconnect: Broken pipe」または「Connection to HOST closed by remote host.」と表示されます。シェルやコマンドが動く前、サーバーがセッションを準備する途中で何かが失敗しました。理由はサーバーのログにしか残りません。

よくある理由は、ChrootDirectory の所有者やモードの誤り(chroot-permissions)、PAM のセッションモジュールの失敗(pam-denied。このとき終了ステータスは 254)、プロセスを起動できないこと(server-resources-exhausted)です。

何分か使った後で同じ文が出るのは別の障害です(idle-disconnect、connection-lost)。シェルが自分で終わる場合とは、次のように区別します。セッションだけが原因なら、セッションを開かない接続は保たれます。
  ssh -N USER@HOST
また、ログインシェルの起動ファイルを読まないコマンドも失敗します。
  ssh -T USER@HOST true

サーバーで、試した時刻のログを見ます(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  sudo journalctl -u ssh -n 50
「bad ownership or modes for chroot directory」「pam_open_session」「fork」を探してください。直すあいだは、別のセッションを開いたままにしておきます。",
    ),
    sentences: &[
        "client_loop: send disconnect: Broken pipe",
        "packet_write_wait: Connection to",
        "Write failed: Broken pipe",
        "Unable to chdir to chroot path",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionDropped {
    /// What ssh printed after the login worked; nothing in a log, whose lines stand for it.
    pub said: Vec<Untrusted>,
    /// A login just made shows it; a log may be cut.
    pub seen_live: bool,
}

impl Cause for SessionDropped {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.seen_live {
            true => Certainty::Likely,
            false => Certainty::Possible,
        }
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The login works, and the server ends the session at once.",
            "ログインは成功しますが、サーバーがすぐにセッションを終わらせています。",
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let ended = self.seen_live.then(|| {
            Seen::new(
                "ssh",
                say!(
                    "the login succeeded, and the server ended the connection at once",
                    "ログインは成功し、その直後にサーバーが接続を切断しました"
                ),
            )
        });
        ended.into_iter().chain(quotes(&self.said)).collect()
    }

    fn candidates(&self) -> Vec<Code> {
        match self.seen_live {
            true => vec![
                &server::chroot_permissions::PAGE,
                &server::pam_denied::PAGE,
                &server::server_resources_exhausted::PAGE,
                &super::session_limit_reached::PAGE,
            ],
            false => Vec::new(),
        }
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![steps::read_log()]
    }
}
