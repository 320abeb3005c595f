//! PK_OK and a signature, then FAILURE or a close: the key is right, a rule about the account is not.
//! Known from: the order of the answers. PAM's account phase closes the connection (auth2.c `userauth_finish`, `Access denied for user … by PAM
//! account configuration`); a refused security-key signature (touch, verification) answers FAILURE.

use super::words::{account_steps, key_name, quotes, user};
use crate::evidence::{Footprint, PublicKey};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "login-refused-after-key",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the key is accepted but the login is refused (root policy, PAM account phase)",
        "鍵は受け付けられましたが、ログインが拒否されました (root の制限、PAM のアカウント検査など)",
    ),
    text: Say::fixed(
        "\
The server said yes to the key and to its signature, and then turned the login away. So the key, authorized_keys and their modes are fine; a rule about the account, the time or the place says no.

It is known from the order: \"Server accepts key\" in \"ssh -v\", then \"Connection closed\" or \"Permission denied\". A banner text just before it often names the rule: \"Your account has expired\", \"System is going down\", a line of /etc/nologin.

A close points to PAM's account phase (expired account, nologin, access.conf, time.conf, a directory server). An ordinary refusal after a security key's signature points to its touch or PIN rule. If ssh never signed (encrypted key, agent that refuses), it is not this.

On the server its own line decides:

  sudo journalctl -u ssh -u sshd --since -1h | grep -E 'USER|pam_'
  sudo chage -l USER
  ls -l /etc/nologin /run/nologin

A gate of a provider (Tailscale, Teleport, OS Login) speaks in the banner: then its policy is the place to mend.",
        "\
サーバーは鍵も署名も受け付けた後で、ログインを断りました。鍵、authorized_keys、パーミッションに問題はなく、アカウント、時間帯、接続元などの規則で拒否されています。

順序で分かります。\"ssh -v\" で \"Server accepts key\" の後に \"Connection closed\" または \"Permission denied\" が続きます。直前のバナーに理由が出ることがあります (\"Your account has expired\"、\"System is going down\"、/etc/nologin の内容など)。

切断された場合は PAM のアカウント検査 (期限切れ、nologin、access.conf、time.conf、ディレクトリサーバー) が考えられます。セキュリティキーの署名の後に通常の拒否が返る場合は、タッチや PIN の規則です。ssh が署名していない場合 (暗号化された鍵、署名を断るエージェント) はこの原因ではありません。

サーバー自身のログで決まります。

  sudo journalctl -u ssh -u sshd --since -1h | grep -E 'USER|pam_'
  sudo chage -l USER
  ls -l /etc/nologin /run/nologin

プロバイダーのゲート (Tailscale、Teleport、OS Login) はバナーで理由を示します。その場合は、そのポリシー側で直します。",
    ),
    sentences: &["by PAM account configuration", "user presence (authenticator touch) requirement not met", "user verification requirement not met", "Your account has expired"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRefusedAfterKey {
    /// When and from where.
    pub footprint: Footprint,
    /// The key that was accepted.
    pub key: Option<PublicKey>,
    /// The banner or text, line by line.
    pub said: Vec<Untrusted>,
    /// The connection was closed instead of answered.
    pub closed: bool,
}

impl LoginRefusedAfterKey {
    fn says(&self, words: &[&str]) -> bool {
        self.said.iter().any(|line| {
            let line = line.visible(400).to_ascii_lowercase();
            words.iter().any(|word| line.contains(word))
        })
    }
}

impl Cause for LoginRefusedAfterKey {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn candidates(&self) -> Vec<Code> {
        let mut codes: Vec<Code> = Vec::new();
        if self.says(&[
            "tailscale",
            "tailnet",
            "teleport",
            "warpgate",
            "os login",
            "oslogin",
        ]) {
            codes.push(&super::vendor_policy_refused::PAGE);
        }
        if self.says(&["expired"]) {
            codes.push(&crate::finding::server::account_expired::PAGE);
        }
        if self.says(&[
            "nologin",
            "going down",
            "booting up",
            "shutdown",
            "maintenance",
        ]) {
            codes.push(&crate::finding::server::logins_disabled::PAGE);
        }
        let rest: [Code; 4] = if self.closed {
            [
                &crate::finding::server::pam_denied::PAGE,
                &crate::finding::server::account_expired::PAGE,
                &crate::finding::server::logins_disabled::PAGE,
                &super::vendor_policy_refused::PAGE,
            ]
        } else {
            [
                &crate::finding::server::key_restricted::PAGE,
                &super::vendor_policy_refused::PAGE,
                &crate::finding::server::authentication_methods_unsatisfied::PAGE,
                &crate::finding::server::pam_denied::PAGE,
            ]
        };
        for code in rest {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }

    fn cause(&self, target: &Target) -> Say {
        if self.closed {
            say!(
                "The server accepts the key, and then closes the connection: a rule about the account {user} keeps it out, not the key.",
                "サーバーは鍵を受け付けた後で接続を閉じています。鍵ではなく、アカウント {user} に関する規則で拒否されています。",
                user = user(target),
            )
        } else {
            say!(
                "The server accepts the key, and then refuses the login: a rule on the server keeps {user} out, not the key.",
                "サーバーは鍵を受け付けた後でログインを拒否しています。鍵ではなく、サーバーの規則で {user} が拒否されています。",
                user = user(target),
            )
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = quotes(&self.said);
        if let Some(key) = &self.key {
            seen.push(Seen::new(
                "server",
                say!(
                    "the server accepts {key}",
                    "サーバーは {key} を受け付けます",
                    key = key_name(key)
                ),
            ));
        }
        seen.push(Seen::new(
            "server",
            if self.closed {
                say!(
                    "after the signature it closed the connection",
                    "署名の後、サーバーが接続を閉じました"
                )
            } else {
                say!(
                    "after the signature it answered with a refusal",
                    "署名の後、サーバーが拒否を返しました"
                )
            },
        ));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        account_steps(target, self.footprint)
    }
}
