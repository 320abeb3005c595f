//! EOF, RST or SSH_MSG_DISCONNECT after SERVICE_ACCEPT without a reason that names the cause.
//! Known from: the end of the connection. sshd's RefuseConnection (9.9) closes so (servconf.c, auth2.c), so does a child that dies.

use super::words::{account_steps, host, quotes, user};
use crate::evidence::{Closing, Ending, Footprint, Release};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "authentication-closed",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the server hangs up during authentication without saying why",
        "サーバーが認証中に理由を示さず切断しました",
    ),
    text: Say::fixed(
        "\
The encrypted connection stood, authentication had begun, and the server ended the connection instead of answering. It did not say that a key or a password is wrong.

It is known from the end itself: \"Connection closed by … port 22\" or \"Connection reset\" after \"SSH2_MSG_SERVICE_ACCEPT received\" in \"ssh -v\". If it comes before any key was shown, a rule for this user or address (RefuseConnection, OpenSSH 9.9 and newer) or a failing look-up of the user on the server fits; if it comes after several keys, the limit for failures or a ban fits.

\"Too many authentication failures\" and a close right after an accepted key have names of their own (too-many-authentication-failures, login-refused-after-key). A close after one or two minutes of waiting is login-grace-exceeded.

The server's log decides:

  sudo journalctl -u ssh -u sshd --since -1h
  getent passwd USER

\"administratively prohibited connection\" is RefuseConnection, set on purpose: ask its owner. If \"getent\" hangs or fails, mend the directory service (sudo systemctl restart sssd). Do not repeat the login in a loop: it costs your address a penalty each time.",
        "\
暗号化された接続が確立し、認証が始まった後、サーバーが応答する代わりに接続を切りました。鍵やパスワードが誤っているとは言っていません。

切断そのもので分かります。\"ssh -v\" で \"SSH2_MSG_SERVICE_ACCEPT received\" の後に \"Connection closed by … port 22\" または \"Connection reset\" と出ます。鍵を提示する前なら、このユーザーやアドレスに対する規則 (RefuseConnection、OpenSSH 9.9 以降) か、サーバーでのユーザー照会の失敗が考えられます。いくつかの鍵の後なら、失敗回数の上限か遮断が考えられます。

\"Too many authentication failures\" や、鍵が受け付けられた直後の切断には別の名前があります (too-many-authentication-failures、login-refused-after-key)。1、2 分待った後の切断は login-grace-exceeded です。

サーバーのログで決まります。

  sudo journalctl -u ssh -u sshd --since -1h
  getent passwd USER

\"administratively prohibited connection\" は意図的に設定された RefuseConnection なので、設定した人に問い合わせます。\"getent\" が止まる・失敗する場合はディレクトリサービスを直します (sudo systemctl restart sssd)。ログインをループで繰り返さないでください。そのたびに接続元アドレスにペナルティが付きます。",
    ),
    sentences: &["administratively prohibited connection for", "transport shut down or saw EOF"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticationClosed {
    /// When and from where.
    pub footprint: Footprint,
    /// How the connection ended.
    pub ending: Ending,
    /// The banner, line by line.
    pub banner: Vec<Untrusted>,
    /// Keys that were answered before.
    pub after_keys: usize,
    /// The server's identification string.
    pub ident: Untrusted,
}

impl AuthenticationClosed {
    /// May RefuseConnection be the reason? Only OpenSSH 9.9 and later has it, and it takes effect before any key counts
    /// (monitor.c `mm_answer_pwnamallow`).
    fn may_be_refused_by_rule(&self) -> bool {
        let release = Release::of_server(&self.ident);
        let has_it = self.ident.is_empty() || release.is_some_and(|it| it >= Release(9, 9));
        has_it && self.after_keys == 0 && !matches!(self.ending, Ending::Silent { .. })
    }

    /// Which rules count for this login.
    fn rules(&self, target: &Target) -> Step {
        let from = self.footprint.from.map(|from| from.ip());
        let address = from.map_or_else(String::new, |ip| format!(",addr={ip}"));
        let login = format!("user={}{address}", target.user);
        Step::new(
            Where::Server,
            say!(
                "As root on the server: does RefuseConnection yes count for this login? (Behind NAT the server sees another address.)",
                "サーバー上で root として: このログインに RefuseConnection yes が適用されるかを確認します (NAT の内側ではサーバーから別のアドレスに見えます)。"
            ),
        )
        .run(
            Command::new(["sshd", "-T", "-C", &login])
                .pipe(Command::new(["grep", "-i", "^refuseconnection"])),
        )
    }

    fn how(&self) -> Say {
        match &self.ending {
            Ending::Disconnected(disconnect) => say!(
                "the server disconnected with reason {reason}: \"{text}\"",
                "サーバーが理由 {reason} で切断しました: 「{text}」",
                reason = disconnect.reason,
                text = disconnect.text.visible(120),
            ),
            Ending::Closed(Closing::Eof) => say!(
                "the server closed the connection",
                "サーバーが接続を閉じました"
            ),
            Ending::Closed(Closing::Reset) => {
                say!("the connection was reset", "接続がリセットされました")
            }
            Ending::Silent { seconds } => say!(
                "the server did not answer for {seconds} seconds",
                "サーバーが {seconds} 秒間応答しませんでした",
                seconds = seconds
            ),
        }
    }
}

impl Cause for AuthenticationClosed {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn candidates(&self) -> Vec<Code> {
        let vendor: Code = &super::vendor_policy_refused::PAGE;
        let refuse: Code = &crate::finding::server::connection_refused_by_sshd_config::PAGE;
        let resources: Code = &crate::finding::server::server_resources_exhausted::PAGE;
        let mut codes = match (&self.ending, self.after_keys) {
            (Ending::Silent { .. }, _) => vec![
                &crate::finding::stability::slow_login::PAGE,
                resources,
                &crate::finding::kex::mtu_black_hole::PAGE,
            ],
            (Ending::Disconnected(_) | Ending::Closed(_), 0) => vec![
                &crate::finding::server::user_unknown::PAGE,
                &super::login_grace_exceeded::PAGE,
                resources,
                &crate::finding::server::sshd_upgrade_incomplete::PAGE,
            ],
            (Ending::Disconnected(_) | Ending::Closed(_), _) => vec![
                &super::too_many_authentication_failures::PAGE,
                &crate::finding::server::client_banned::PAGE,
                &super::login_grace_exceeded::PAGE,
                resources,
            ],
        };
        if self.may_be_refused_by_rule() {
            codes.insert(0, refuse);
        }
        if self.banner.iter().any(|line| !line.is_empty()) {
            codes.insert(0, vendor);
        } else {
            codes.push(vendor);
        }
        codes
    }

    fn cause(&self, target: &Target) -> Say {
        if matches!(self.ending, Ending::Silent { .. }) {
            say!(
                "{host} does not answer any more in authentication for {user}; the connection stands.",
                "{host} は {user} の認証の途中で応答しなくなりました (接続は切れていません)。",
                host = host(target),
                user = user(target),
            )
        } else if self.after_keys == 0 {
            say!(
                "{host} ended the connection as soon as authentication for {user} began, without saying why.",
                "{host} は {user} の認証が始まるとすぐに、理由を示さず接続を終了しました。",
                host = host(target),
                user = user(target),
            )
        } else {
            say!(
                "{host} ended the connection after {count} key(s) for {user}, without saying why.",
                "{host} は {user} の鍵 {count} 個に応答した後、理由を示さず接続を終了しました。",
                host = host(target),
                user = user(target),
                count = self.after_keys,
            )
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new("server", self.how())];
        seen.extend(quotes(&self.banner));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let rules = self.may_be_refused_by_rule().then(|| self.rules(target));
        let account = account_steps(target, self.footprint);
        rules.into_iter().chain(account).collect()
    }
}
