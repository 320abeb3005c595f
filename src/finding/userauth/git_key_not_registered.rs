//! A known Git host that refuses every key: no account there has it. (With a key it knows, it greets by name.)
//! Known from: the host's name or identification string, FAILURE for every key offered.

use super::words::{make_default_key, refusals, registrable, word};
use crate::evidence::Offer;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "git-key-not-registered",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "a Git hosting account does not know the key",
        "Git ホスティングのアカウントに鍵が登録されていません",
    ),
    text: Say::fixed(
        "\
On a Git host everybody logs in as \"git\"; the key alone says who it is. None of the keys ssh offers is registered with any account there, so \"Permission denied (publickey)\" and \"fatal: Could not read from remote repository\" follow.

It is known from the host's no to every key. A key that some account holds would be greeted: \"Hi NAME!\".

A name other than \"git\" is refused with any key. On a server or in CI it is that machine's key that counts, not the one on your desk (unless the agent is forwarded). \"Repository not found\" after a greeting is another fault (git-access-denied).

Add the public key to the account (GitHub: Settings, SSH and GPG keys; GitLab: Preferences, SSH Keys) and test:

  cat ~/.ssh/id_ed25519.pub
  ssh -T git@github.com

A key can belong to one account or one deploy key only; an organisation with single sign-on must authorise it once more.",
        "\
Git ホストでは全員が \"git\" としてログインし、鍵だけで利用者が決まります。ssh が提示する鍵のどれも、どのアカウントにも登録されていないため、\"Permission denied (publickey)\" と \"fatal: Could not read from remote repository\" になります。

すべての鍵が拒否されたことで分かります。どこかのアカウントに登録された鍵なら \"Hi NAME!\" と挨拶が返ります。

\"git\" 以外のログイン名では、どの鍵も拒否されます。サーバーや CI では、手元のマシンではなくそのマシンの鍵が使われます (エージェント転送の場合を除く)。挨拶の後の \"Repository not found\" は別の原因 (git-access-denied) です。

公開鍵をアカウントに追加し (GitHub: Settings の SSH and GPG keys、GitLab: Preferences の SSH Keys)、確認します。

  cat ~/.ssh/id_ed25519.pub
  ssh -T git@github.com

ひとつの鍵を登録できるのは、ひとつのアカウントまたはひとつの deploy key だけです。シングルサインオンの組織では、さらに鍵の承認が必要です。",
    ),
    sentences: &["git@github.com: Permission denied (publickey)", "git@gitlab.com: Permission denied"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitKeyNotRegistered {
    /// GitHub, GitLab, …
    pub service: String,
    /// The keys ssh offers, all refused.
    pub refused: Vec<Offer>,
}

impl GitKeyNotRegistered {
    /// The page where a key is added; for a host of one's own, on that host.
    fn settings(&self, target: &Target) -> String {
        let host = Untrusted::from(target.hostname.as_str()).visible(120);
        let own = |domain: &str, path: &str| {
            if target.hostname == domain || target.hostname.ends_with(&format!(".{domain}")) {
                format!("https://{domain}/{path}")
            } else {
                format!("https://{host}/{path}")
            }
        };
        match self.service.to_ascii_lowercase().as_str() {
            "github" => own("github.com", "settings/ssh/new"),
            "gitlab" => own("gitlab.com", "-/user_settings/ssh_keys"),
            "bitbucket" => String::from("https://bitbucket.org/account/settings/ssh-keys/"),
            "codeberg" => String::from("https://codeberg.org/user/settings/keys"),
            "gitea" | "forgejo" => format!("https://{host}/user/settings/keys"),
            "sourcehut" => String::from("https://meta.sr.ht/keys"),
            "azure devops" => String::from("https://dev.azure.com/"),
            "launchpad" => String::from("https://launchpad.net/~/+editsshkeys"),
            _ => format!("https://{host}/"),
        }
    }
}

impl Cause for GitKeyNotRegistered {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "No account at {service} has any of the keys ssh offers.",
            "ssh が提示する鍵は、いずれも {service} のアカウントに登録されていません。",
            service = Untrusted::from(self.service.as_str()).visible(40),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        refusals(&self.refused)
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let service = Untrusted::from(self.service.as_str()).visible(40);
        let mut steps = Vec::new();
        let Some((key, file)) = registrable(&self.refused) else {
            return vec![make_default_key()];
        };
        steps.push(
            Step::new(
                Where::Client,
                say!(
                    "Add this public key to your account at {service}, on {page}:",
                    "この公開鍵を {service} のアカウントに追加します ({page})。",
                    service = service,
                    page = self.settings(target),
                ),
            )
            .lines([key.line()]),
        );
        let check = Step::new(
            Where::Client,
            say!(
                "Then check: {service} greets you by name.",
                "追加したら確認します。{service} が名前付きの挨拶を返します。",
                service = service
            ),
        );
        steps.push(match &file {
            Some(file) => {
                check.run(target.ssh(&["-T", "-o", "IdentitiesOnly=yes", "-i", &word(file)]))
            }
            None => check.run(target.ssh(&["-T"])),
        });
        steps
    }
}
