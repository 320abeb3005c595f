//! The Git host takes the key, and the account behind it may not do what was asked.
//! Known from: its greeting (`Hi NAME!`) or its ERROR line after a login that works.

use std::path::PathBuf;

use super::words::{host_block, key_name, make_default_key, only_this, show, word};
use crate::evidence::Offer;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "git-access-denied",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the Git host knows the key, but as another account or without access",
        "Git ホストは鍵を知っていますが、別のアカウントのものか、権限がありません",
    ),
    text: Say::fixed(
        "\
The SSH login works: the Git host knows the key. But the account it stands for is another one than meant, or has no access to this repository, so the host says \"ERROR: Repository not found\", \"Permission to … denied to NAME\" or asks for single sign-on.

It is known from the host's own words after the login. \"ssh -T\" shows which account the key stands for.

Hosts say \"not found\" for private repositories one may not see, so a typing mistake in the URL and missing access look alike. With two accounts, the agent simply offers the first account's key first.

See which account answers, and pin one key for each:

  ssh -T git@github.com

  Host github-work
      HostName github.com
      User git
      IdentityFile ~/.ssh/id_work
      IdentitiesOnly yes

and use git@github-work:org/repo.git as the remote. A deploy key is good for one repository and may be read-only. For single sign-on: authorise the key in the account's settings.",
        "\
SSH のログインは成功していて、Git ホストは鍵を知っています。ただし、その鍵のアカウントが意図したものと違うか、このリポジトリへの権限がないため、\"ERROR: Repository not found\"、\"Permission to … denied to NAME\"、シングルサインオンの要求などが返ります。

ログイン後のホスト自身の文言で分かります。\"ssh -T\" で、鍵がどのアカウントのものかを確認できます。

閲覧権限のない非公開リポジトリにも \"not found\" が返るため、URL の誤りと権限不足は区別できません。アカウントが 2 つある場合は、エージェントが先のアカウントの鍵を先に提示しているだけのこともあります。

どのアカウントとして扱われるかを確認し、アカウントごとに鍵を固定します。

  ssh -T git@github.com

  Host github-work
      HostName github.com
      User git
      IdentityFile ~/.ssh/id_work
      IdentitiesOnly yes

リモートには git@github-work:org/repo.git を使います。deploy key はひとつのリポジトリ専用で、読み取り専用のこともあります。シングルサインオンの場合は、アカウントの設定で鍵を承認します。",
    ),
    sentences: &["ERROR: Repository not found", "The project you were looking for could not be found", "ERROR: Permission to"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitAccessDenied {
    /// The service.
    pub service: &'static str,
    /// The key it knows.
    pub offer: Offer,
    /// The repository that key is a deploy key of, as the greeting names it.
    pub belongs_to: Untrusted,
    /// The repository that was asked for.
    pub wanted: String,
    /// Other private keys of this machine.
    pub other_files: Vec<PathBuf>,
}

impl Cause for GitAccessDenied {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "{service} knows the key, as the deploy key of {belongs_to}: it opens that one repository, and not {wanted}.",
            "{service} はこの鍵を {belongs_to} のデプロイキーとして認識しています。このリポジトリ専用のため、{wanted} には使えません。",
            service = self.service,
            belongs_to = self.belongs_to.visible(120),
            wanted = Untrusted::from(self.wanted.as_str()).visible(120),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let key = Seen::new(
            "server",
            say!(
                "after the login with {key} it greets \"{belongs_to}\"",
                "{key} でのログイン後、\"{belongs_to}\" 宛ての挨拶が表示されました",
                key = key_name(&self.offer.key),
                belongs_to = self.belongs_to.visible(120)
            ),
        );
        vec![match self.offer.origin.file() {
            Some(file) => key.in_file(file),
            None => key,
        }]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps: Vec<Step> = self
            .other_files
            .iter()
            .take(3)
            .map(|file| {
                Step::new(
                    Where::Client,
                    say!(
                        "See which account the key {file} stands for; it must be one that may read {wanted}.",
                        "鍵 {file} がどのアカウントのものかを確認します。{wanted} を読めるアカウントである必要があります。",
                        file = show(file),
                        wanted = Untrusted::from(self.wanted.as_str()).visible(120),
                    ),
                )
                .run(target.ssh(&["-T", "-o", "IdentitiesOnly=yes", "-i", &word(file)]))
            })
            .collect();
        if let Some(file) = self.other_files.first() {
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Have ssh use that key here: write into ~/.ssh/config, above any \"Host *\":",
                        "その鍵を使うように、~/.ssh/config の \"Host *\" より上に書きます。"
                    ),
                )
                .lines(host_block(target, &only_this(file))),
            );
        } else {
            steps.push(Step {
                text: say!(
                    "Make a key for your own account, and register its .pub in the account's settings, not in a repository's.",
                    "自分のアカウント用の鍵を作成し、その .pub をリポジトリではなくアカウントの設定に登録します。"
                ),
                ..make_default_key()
            });
        }
        steps
    }
}
