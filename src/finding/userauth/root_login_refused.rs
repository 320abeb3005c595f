//! PK_OK for root, then FAILURE (PermitRootLogin no) or a close (forced-commands-only and a key without a command). The root check comes after
//! the signature (auth.c `auth_root_allowed`, auth2.c `userauth_finish`). Seen from the server: root-login-disabled.

use super::words::{host, key_name, quotes};
use crate::evidence::PublicKey;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "root-login-refused",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "root may not log in this way",
        "root はこの方法ではログインできません",
    ),
    text: Say::fixed(
        "\
The server accepts root's key and its signature, and refuses the login: PermitRootLogin in its sshd_config forbids root to log in this way. sshd checks this last, so a right key looks right until the end.

It is known from the order of the answers: a yes to the key, then a refusal. With \"forced-commands-only\" and a key without command= the connection is closed instead.

PAM closes the connection, too, for any account (login-refused-after-key). \"prohibit-password\" lets keys through: only passwords are refused then, as if they were wrong.

Log in as another user and become root there:

  ssh user@host
  sudo -i

If root must log in by key, whoever looks after the server sets \"PermitRootLogin prohibit-password\" (best in a Match Address block), tests with \"sudo sshd -t\" and reloads sshd. On the server \"ROOT LOGIN REFUSED\" stands in the log.",
        "\
サーバーは root の鍵も署名も受け付けた上で、ログインを拒否しています。sshd_config の PermitRootLogin がこの方法での root ログインを禁止しています。この検査は最後に行われるため、正しい鍵は最後まで正しく見えます。

応答の順序で分かります。鍵を受け付けた後に拒否しています。\"forced-commands-only\" で command= のない鍵を使った場合は、拒否の代わりに接続が閉じられます。

PAM もアカウントを問わず接続を閉じることがあります (login-refused-after-key)。\"prohibit-password\" なら鍵は使えます。その場合はパスワードだけが、誤ったパスワードのように拒否されます。

別のユーザーでログインし、サーバー上で root になります。

  ssh user@host
  sudo -i

どうしても root で鍵のログインが必要な場合は、サーバーの管理者が \"PermitRootLogin prohibit-password\" を設定し (Match Address ブロックが望ましい)、\"sudo sshd -t\" で検査して sshd を再読み込みします。サーバーのログには \"ROOT LOGIN REFUSED\" と出ます。",
    ),
    sentences: &["ROOT LOGIN REFUSED", "root login rejected"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootLoginRefused {
    /// The key that was accepted.
    pub key: Option<PublicKey>,
    /// The banner or text, line by line.
    pub said: Vec<Untrusted>,
    /// The connection was closed instead of answered.
    pub closed: bool,
    /// The server is OpenSSH: in which order it checks is known.
    pub openssh: bool,
}

impl Cause for RootLoginRefused {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.candidates().is_empty() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    /// A plain refusal after root's signature leaves PermitRootLogin alone where sshd is OpenSSH's: PAM closes the
    /// connection, a further method sets the partial-success flag. Only a security key's signature may fail by a rule of
    /// its own. Another program may refuse whom it likes.
    fn candidates(&self) -> Vec<Code> {
        if self.closed {
            vec![
                &crate::finding::server::root_login_disabled::PAGE,
                &crate::finding::server::pam_denied::PAGE,
                &crate::finding::server::account_expired::PAGE,
            ]
        } else {
            match &self.key {
                Some(_) | None if !self.openssh => vec![
                    &crate::finding::server::root_login_disabled::PAGE,
                    &super::login_refused_after_key::PAGE,
                ],
                Some(key) if !key.is_security_key() => Vec::new(),
                Some(_) | None => vec![
                    &crate::finding::server::root_login_disabled::PAGE,
                    &crate::finding::server::key_restricted::PAGE,
                ],
            }
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        Say::fixed(
            "The server accepts the key and refuses the login: root may not log in this way (PermitRootLogin).",
            "サーバーは鍵を受け付けますが、root のログインを拒否しています (PermitRootLogin)。",
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = Vec::new();
        if let Some(key) = &self.key {
            seen.push(Seen::new(
                "server",
                say!(
                    "the server accepts {key} for root",
                    "サーバーは root について {key} を受け付けます",
                    key = key_name(key)
                ),
            ));
        }
        seen.push(Seen::new(
            "server",
            if self.closed {
                say!("after the signature it closed the connection", "署名の後、サーバーが接続を閉じました")
            } else {
                say!(
                    "after the signature it answered with a refusal, without asking for a further method",
                    "署名の後、追加の認証を求めずに拒否を返しました"
                )
            },
        ));
        seen.extend(quotes(&self.said));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Log in to {host} under your own name there instead (ssh -l NAME), then become root with sudo -i.",
                    "{host} には自分のユーザー名でログインし (ssh -l NAME)、sudo -i で root になります。",
                    host = host(target),
                ),
            ),
            Step::new(
                Where::Server,
                say!(
                    "As root on the server: confirm the rule.",
                    "サーバー上で root として設定を確認します。"
                ),
            )
            .run(
                Command::new(["sshd", "-T", "-C", &format!("user={}", target.user)])
                    .pipe(Command::new(["grep", "-i", "^permitrootlogin "])),
            ),
            Step::new(
                Where::Administrator,
                say!(
                    "If root must log in by key, add at the end of /etc/ssh/sshd_config, check with sshd -t, reload sshd:",
                    "root で鍵のログインが必要な場合は /etc/ssh/sshd_config の末尾に追加し、sshd -t で検査して sshd を再読み込みします。"
                ),
            )
            .lines([
                String::from("Match User root"),
                String::from("    PermitRootLogin prohibit-password"),
            ]),
        ]
    }
}
