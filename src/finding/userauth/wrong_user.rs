//! Another login name takes the key. Known from: PK_OK for a name the person agreed to try; no name is ever tried unasked.

use super::words::{host, key_name};
use crate::evidence::PublicKey;
use crate::finding::steps::{host_block, without};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "wrong-user",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "another login name accepts the key",
        "別のログイン名なら鍵が受け付けられます",
    ),
    text: Say::fixed(
        "\
The key is good, for another account on the same server. Without a name ssh uses the local one; with a cloud image the key lies in the image's own account, and every other name gets the same \"Permission denied (publickey)\".

It is known by asking the server about the key under the other name, after the person agreed to that one try: it says yes. An unknown name and a known one without the key are answered alike, so nothing else tells.

Usual names: ubuntu (Ubuntu), admin or debian (Debian), ec2-user (Amazon Linux, SUSE, RHEL on EC2), cloud-user (RHEL), centos, rocky, almalinux, fedora, arch, alpine, bitnami, freebsd, opc (Oracle Cloud), Administrator (Windows), git (Git hosts). Raspberry Pi OS has the name chosen at set-up.

Log in with that name, and keep it in ~/.ssh/config:

  ssh -l ubuntu host

  Host host
      User ubuntu

Do not try one name after another: each unknown one counts as an attack (fail2ban, penalties).",
        "\
鍵は正しく、同じサーバーの別のアカウントに登録されています。ログイン名を省略すると手元のユーザー名が使われます。クラウドのイメージでは鍵がイメージ既定のアカウントに登録されるため、ほかの名前ではすべて同じ \"Permission denied (publickey)\" になります。

本人の同意を得てその名前で一度問い合わせ、サーバーが鍵を受け付けたことで分かりました。存在しない名前と、存在するが鍵のない名前には同じ応答が返るため、ほかの方法では区別できません。

既定の名前: ubuntu (Ubuntu)、admin または debian (Debian)、ec2-user (Amazon Linux、SUSE、EC2 の RHEL)、cloud-user (RHEL)、centos、rocky、almalinux、fedora、arch、alpine、bitnami、freebsd、opc (Oracle Cloud)、Administrator (Windows)、git (Git のホスト)。Raspberry Pi OS は初期設定で決めた名前です。

その名前でログインし、~/.ssh/config に書いておきます。

  ssh -l ubuntu host

  Host host
      User ubuntu

名前を次々に試さないでください。存在しない名前は攻撃として数えられます (fail2ban、ペナルティ)。",
    ),
    sentences: &["Please login as the user"],
};

/// How it is known that the other name is the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownBy {
    /// The server accepts this key for it.
    Query(PublicKey),
    /// A Git hosting service where nobody has another name.
    Service(&'static str),
}

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongUser {
    /// The name that is right.
    pub name: String,
    /// The name in use.
    pub user: String,
    /// How that is known.
    pub known_by: KnownBy,
}

impl WrongUser {
    fn names(&self) -> (String, String) {
        let shown = |name: &str| Untrusted::from(name).visible(64);
        (shown(&self.name), shown(&self.user))
    }
}

impl Cause for WrongUser {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        let (name, user) = self.names();
        match &self.known_by {
            KnownBy::Query(_) => say!(
                "{host} takes the key for {name}, not for {user}.",
                "{host} はこの鍵を {user} ではなく {name} に対して受け付けます。",
                host = host(target),
                name = name,
                user = user,
            ),
            KnownBy::Service(service) => say!(
                "At {service} everybody logs in as {name}, and this login is as {user}; the key alone says who it is.",
                "{service} では全員が {name} としてログインします。今回のログイン名は {user} です。利用者は鍵だけで区別されます。",
                service = service,
                name = name,
                user = user,
            ),
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let (name, user) = self.names();
        let refused = |key: String| {
            Seen::new(
                "server",
                say!(
                    "the server refuses {key} for {user}",
                    "サーバーは {user} について {key} を拒否します",
                    key = key,
                    user = user,
                ),
            )
        };
        match &self.known_by {
            KnownBy::Query(key) => vec![
                refused(key_name(key)),
                Seen::new(
                    "server",
                    say!(
                        "asked about {name}, it accepts {key}",
                        "{name} について問い合わせると {key} を受け付けます",
                        name = name,
                        key = key_name(key),
                    ),
                ),
            ],
            KnownBy::Service(service) => vec![Seen::new(
                "ssh -G",
                say!(
                    "user {user}; {service} knows only {name}",
                    "ユーザー名は {user} です ({service} で使えるのは {name} だけです)",
                    user = user,
                    service = service,
                    name = name,
                ),
            )],
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let (name, _) = self.names();
        let mut target = without(target, &["User"]);
        // `user@` would win over `-l`.
        target.given.clone_from(&target.host);
        let extra: &[&str] = match &self.known_by {
            KnownBy::Query(_) => &[],
            KnownBy::Service(_) => &["-T"],
        };
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Log in as {name}.",
                    "{name} としてログインします。",
                    name = name
                ),
            )
            .run(target.ssh_as(&self.name, extra)),
            Step::new(
                Where::Client,
                say!(
                    "So that it works every time, write into ~/.ssh/config, above any other block that fits this host:",
                    "毎回指定しなくて済むように、~/.ssh/config の、このホストに当てはまるほかのブロックより上に書きます。"
                ),
            )
            .lines(host_block(&target, &[("User", &self.name)])),
        ]
    }
}
