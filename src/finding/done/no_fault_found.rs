//! Everything that was asked for works, up to the point the person allowed. Each stage says what was looked at.
//! Known from: the host key alone (`--no-auth`), PK_OK, `none` accepted, a password asked for, or a complete login.

use crate::evidence::{Origin, PublicKey};
use crate::finding::git::read_aloud;
use crate::finding::userauth::words::{again_with, host, key_name, user};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "no-fault-found",
    stage: Stage::Done,
    fault: Say::fixed(
        "everything that was asked for works",
        "求められた範囲はすべて正常に動作しています",
    ),
    text: Say::fixed(
        "\
Nothing is wrong as far as this run was allowed to look. How far that is, the verdict says: up to the host key (--no-auth), up to the server's yes to a key (nothing was signed), up to a password prompt (none was sent), or a complete login.

Only what was looked at counts. A yes to a key means that the account exists, may log in by this key, and that authorized_keys and its permissions are fine; rules that come after the signature (root, PAM, a second factor) show only in a complete login.

If a login still fails elsewhere, the difference lies in where it runs: another ssh program, another user (sudo, cron, a service), another home directory, agent or network. Faults that come and go need to be caught in the act.

Look one step deeper, and run the failing command itself with sshdoctor in front, from the same place:

  sshdoctor --answer log-in=yes user@host
  sshdoctor git push",
        "\
今回許可された範囲では問題は見つかりませんでした。どこまで確認したかは判定に示しています。ホスト鍵まで (--no-auth)、サーバーが鍵を受け付けるところまで (署名はしていない)、パスワードの入力を求められるところまで (送っていない)、または完全なログインまでです。

確認した範囲についてだけ言えることです。鍵が受け付けられたなら、アカウントが存在し、その鍵でのログインが許可され、authorized_keys とパーミッションに問題がないことが分かります。署名の後に適用される規則 (root の制限、PAM、2 つ目の認証) は、完全なログインを行わないと分かりません。

ほかの場所でログインに失敗する場合は、実行環境に違いがあります。別の ssh プログラム、別のユーザー (sudo、cron、サービス)、別のホームディレクトリ、エージェント、ネットワークなどです。ときどき起こる問題は、起きているときに確認する必要があります。

もう一段深く確認し、失敗するコマンドの先頭に sshdoctor を付けて、同じ環境から実行します。

  sshdoctor --answer log-in=yes user@host
  sshdoctor git push",
    ),
    sentences: &[],
};

/// How far it was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// `--no-auth`: up to the host key.
    NotAsked,
    /// The server would accept a signature by the key; nobody logged in.
    WouldAccept,
    /// The request `none` was accepted: the server asks for nothing.
    NonePassed,
    /// The server asks for a password; none was sent.
    PasswordNext,
    /// The server takes Kerberos, and there is a ticket; nobody logged in.
    TicketNext,
    /// A complete login, in which no session was opened.
    LoggedIn,
    /// A log shows a login that worked.
    Worked,
    /// On the server: sshd runs and can be reached; no login was named.
    SshdWell,
    /// On the server: nothing keeps this user out; no key was named.
    AccountWell,
    /// On the server: nothing keeps this user out with this key.
    ServerWell,
}

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoFaultFound {
    /// How far it was proven.
    pub how: Depth,
    /// The key that was accepted.
    pub key: Option<PublicKey>,
    /// Where its private half lives.
    pub origin: Option<Origin>,
    /// The method that let them in (RFC 4252), where a login was made.
    pub method: Option<String>,
}

impl NoFaultFound {
    /// The method in ssh's word for it; Kerberos is better known by its name.
    fn by(&self) -> Option<String> {
        let method = Untrusted::from(self.method.as_deref()?).visible(40);
        Some(match method.starts_with("gssapi") {
            true => format!("Kerberos ({method})"),
            false => method,
        })
    }
}

impl Cause for NoFaultFound {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.how {
            Depth::Worked => Certainty::Certain,
            // What was not looked at may still be ill: the session at least.
            Depth::NotAsked
            | Depth::WouldAccept
            | Depth::NonePassed
            | Depth::PasswordNext
            | Depth::TicketNext
            | Depth::LoggedIn
            | Depth::SshdWell
            | Depth::AccountWell
            | Depth::ServerWell => Certainty::Likely,
        }
    }

    fn cause(&self, target: &Target) -> Say {
        let (host, user) = (host(target), user(target));
        match self.how {
            Depth::NotAsked => say!(
                "No fault up to the host key of {host}; authentication was not looked at.",
                "{host} のホスト鍵まで問題はありません。認証は確認していません。",
                host = host,
            ),
            Depth::WouldAccept => say!(
                "No fault found: {host} accepts the key for {user}; no login was made.",
                "問題は見つかりませんでした。{host} は {user} の鍵を受け付けます (ログインは行っていません)。",
                host = host,
                user = user,
            ),
            Depth::NonePassed => say!(
                "No fault found: {host} lets {user} in without asking for anything.",
                "問題は見つかりませんでした。{host} は {user} に何も求めずログインを許可しています。",
                host = host,
                user = user,
            ),
            Depth::PasswordNext => say!(
                "No fault found: {host} asks {user} for a password next; none was sent.",
                "問題は見つかりませんでした。{host} は次に {user} のパスワードを求めます (送っていません)。",
                host = host,
                user = user,
            ),
            Depth::TicketNext => say!(
                "No fault found: {host} takes Kerberos, and this machine has a valid ticket; no login was made.",
                "問題は見つかりませんでした。{host} は Kerberos を受け付け、このマシンには有効なチケットがあります (ログインは行っていません)。",
                host = host,
            ),
            Depth::SshdWell => say!(
                "No fault found: sshd on {host} runs and can be reached; no login was looked at.",
                "問題は見つかりませんでした。{host} の sshd は動作しており、到達できます (ログインは確認していません)。",
                host = host,
            ),
            Depth::AccountWell => say!(
                "No fault found on {host}: nothing keeps {user} out; no key was looked at.",
                "{host} に問題は見つかりませんでした。{user} のログインを妨げるものはありません (鍵は確認していません)。",
                host = host,
                user = user,
            ),
            Depth::ServerWell => say!(
                "No fault found on {host}: nothing keeps {user} out with this key.",
                "{host} に問題は見つかりませんでした。この鍵での {user} のログインを妨げるものはありません。",
                host = host,
                user = user,
            ),
            Depth::LoggedIn | Depth::Worked => match self.by() {
                Some(method) => say!(
                    "No fault found: {user} logged in to {host} by {method}.",
                    "問題は見つかりませんでした。{user} は {host} にログインできました。認証方式は {method} です。",
                    host = host,
                    user = user,
                    method = method,
                ),
                None => say!(
                    "No fault found: {user} logged in to {host}.",
                    "問題は見つかりませんでした。{user} は {host} にログインできました。",
                    host = host,
                    user = user,
                ),
            },
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let Some(key) = &self.key else {
            return Vec::new();
        };
        if self.how == Depth::ServerWell {
            let words = say!(
                "sshd finds {key} for this user",
                "sshd はこのユーザーについて {key} を見つけます",
                key = key_name(key)
            );
            return vec![Seen::new("authorized_keys", words)];
        }
        let accepted = Seen::new(
            "server",
            say!(
                "the server accepts {key}",
                "サーバーは {key} を受け付けます",
                key = key_name(key)
            ),
        );
        let origin = match &self.origin {
            None => None,
            Some(Origin::File(path)) => Some(
                Seen::new(
                    "identity file",
                    say!("the private half lies here", "秘密鍵はここにあります"),
                )
                .in_file(path),
            ),
            Some(Origin::Agent { comment, .. }) => Some(Seen::new(
                "agent",
                say!(
                    "the agent holds the private half ({comment})",
                    "秘密鍵はエージェントにあります ({comment})",
                    comment = comment.visible(60)
                ),
            )),
        };
        std::iter::once(accepted).chain(origin).collect()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        match self.how {
            Depth::NotAsked => vec![
                Step::new(
                    Where::Client,
                    say!("To look at authentication too:", "認証も確認するには次を実行します。"),
                )
                .run(target.again()),
            ],
            Depth::WouldAccept | Depth::TicketNext => vec![
                Step::new(
                    Where::Client,
                    say!(
                        "If the login still fails, look one step deeper: complete it, run nothing, close.",
                        "それでもログインに失敗する場合は、もう一段深く確認します (ログインだけ行い、何も実行せずに閉じます)。"
                    ),
                )
                .run(again_with(target, &["--answer", "log-in=yes"])),
            ],
            Depth::PasswordNext => vec![
                Step::new(
                    Where::Client,
                    say!("Log in and type the password.", "ログインしてパスワードを入力します。"),
                )
                .run(target.ssh(&[])),
            ],
            Depth::NonePassed | Depth::LoggedIn if !target.in_front.is_empty() => {
                vec![read_aloud(target)]
            }
            Depth::NonePassed | Depth::LoggedIn => vec![
                Step::new(
                    Where::Client,
                    say!(
                        "If the shell or a command then fails all the same: let sshdoctor read what ssh tells of it.",
                        "それでもシェルやコマンドが失敗する場合は、ssh の出力を sshdoctor に読ませます。"
                    ),
                )
                .run(
                    target
                        .ssh_running(&["-v"], "true")
                        .pipe_all(Command::new(["sshdoctor", "log"])),
                ),
            ],
            Depth::ServerWell | Depth::AccountWell => vec![
                Step::new(
                    Where::Client,
                    say!(
                        "The server would let the login in. Look from where it fails.",
                        "サーバー側は受け入れる状態です。失敗する端末で確認します。"
                    ),
                )
                .run(target.again()),
            ],
            Depth::Worked | Depth::SshdWell => Vec::new(),
        }
    }
}
