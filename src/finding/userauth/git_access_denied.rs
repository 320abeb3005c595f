//! The Git host takes the key, and the account behind it may not do what was asked.
//! Known from: its no to `git-upload-pack` (the question of `git ls-remote`) after a login that works, and its greeting.

use std::path::PathBuf;

use super::words::{
    host_block, key_name, make_default_key, only_this, quotes, show, use_agent_key, viewed, word,
};
use crate::evidence::block::agent_key_file;
use crate::evidence::git::{Greeting, Refusal, RefusalKind, Repository};
use crate::evidence::{BlockView, Offer, PublicKey};
use crate::finding::git::{keep_key, list, list_with};
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

It is known from the host's own words after the login. \"ssh -T\" shows which account the key stands for. With a git command in front (\"sshdoctor git pull\") and a yes, sshdoctor asks for the very repository as \"git ls-remote\" does: read-only, and whether one may push stays open.

Hosts say \"not found\" for private repositories one may not see, so a typing mistake in the URL and missing access look alike. With two accounts, the agent simply offers the first account's key first.

See which account answers, and pin one key for each:

  ssh -T git@github.com

  Host github-work
      HostName github.com
      User git
      IdentityFile ~/.ssh/id_work
      IdentitiesOnly yes

and use git@github-work:org/repo.git as the remote; or have one work tree use one key:

  git config core.sshCommand \"ssh -o IdentitiesOnly=yes -i ~/.ssh/id_work\"

A deploy key is good for one repository and may be read-only. For single sign-on: authorise the key in the account's settings.",
        "\
SSH のログインは成功していて、Git ホストは鍵を知っています。ただし、その鍵のアカウントが意図したものと違うか、このリポジトリへの権限がないため、\"ERROR: Repository not found\"、\"Permission to … denied to NAME\"、シングルサインオンの要求などが返ります。

ログイン後のホスト自身の文言で分かります。\"ssh -T\" で、鍵がどのアカウントのものかを確認できます。git コマンドを後ろに付けて実行し (\"sshdoctor git pull\")、確認に同意すると、\"git ls-remote\" と同じ読み取り専用の問い合わせでそのリポジトリを確認します (push できるかどうかは確認しません)。

閲覧権限のない非公開リポジトリにも \"not found\" が返るため、URL の誤りと権限不足は区別できません。アカウントが 2 つある場合は、エージェントが先のアカウントの鍵を先に提示しているだけのこともあります。

どのアカウントとして扱われるかを確認し、アカウントごとに鍵を固定します。

  ssh -T git@github.com

  Host github-work
      HostName github.com
      User git
      IdentityFile ~/.ssh/id_work
      IdentitiesOnly yes

リモートには git@github-work:org/repo.git を使います。または、作業ツリーごとに鍵を指定します。

  git config core.sshCommand \"ssh -o IdentitiesOnly=yes -i ~/.ssh/id_work\"

deploy key はひとつのリポジトリ専用で、読み取り専用のこともあります。シングルサインオンの場合は、アカウントの設定で鍵を承認します。",
    ),
    sentences: &["ERROR: Repository not found", "The project you were looking for could not be found", "ERROR: Permission to", "DENIED by fallthru", "has enabled or enforced SAML SSO", "TF401019", "is not authorized to read"],
};

/// Another key of this machine that the host takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenKey {
    /// The key.
    pub key: PublicKey,
    /// Its private half, where that is a file.
    pub file: Option<PathBuf>,
    /// An agent holds it: its comment there, and the Host block that applies.
    pub in_agent: Option<(Untrusted, Option<(PathBuf, usize)>)>,
}

impl TakenKey {
    /// The file that a block names; for a key that only an agent holds, where its public half is to be written.
    fn block_file(&self) -> Option<PathBuf> {
        match (&self.file, &self.in_agent) {
            (Some(file), _) => Some(file.clone()),
            (None, Some((comment, block))) => {
                Some(agent_key_file(block.as_ref(), &self.key, comment).0)
            }
            (None, None) => None,
        }
    }
}

/// What the host says to the other keys of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OtherKeys {
    /// Taken: each may stand for another account.
    pub taken: Vec<TakenKey>,
    /// Refused, so many.
    pub refused: usize,
    /// Files whose key was not asked about.
    pub unasked: Vec<PathBuf>,
}

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitAccessDenied {
    /// The service, or the host's name.
    pub service: String,
    /// The key it takes.
    pub offer: Offer,
    /// Whom it takes the key for, as far as it says.
    pub who: Option<Greeting>,
    /// The repository that was asked for.
    pub repository: Repository,
    /// Its no.
    pub refusal: Refusal,
    /// All it said.
    pub said: Vec<Untrusted>,
    /// Other keys.
    pub others: OtherKeys,
    /// ssh's own view of the Host block for the first of them that is taken.
    pub view: Option<BlockView>,
}

impl GitAccessDenied {
    fn wanted(&self) -> String {
        Untrusted::from(self.repository.name().as_str()).visible(120)
    }

    /// The key is a deploy key of that other repository.
    fn other_repository(&self) -> Option<&Untrusted> {
        match &self.who {
            Some(Greeting::DeployKey(Some(name))) => {
                let wanted = self.repository.name();
                (!name.visible(200).eq_ignore_ascii_case(&wanted)).then_some(name)
            }
            _other => None,
        }
    }

    fn account(&self) -> Option<String> {
        match &self.who {
            Some(Greeting::Account(name)) => Some(name.visible(100)),
            _other => None,
        }
    }

    /// Who that is, in the host's own words.
    fn who_seen(&self) -> Option<Seen> {
        let text = match &self.who {
            Some(Greeting::Account(name)) => say!(
                "it takes that key for the account \"{name}\"",
                "この鍵をアカウント \"{name}\" のものとして扱います",
                name = name.visible(100)
            ),
            Some(Greeting::DeployKey(Some(name))) => say!(
                "it takes that key for the deploy key of {name}",
                "この鍵を {name} のデプロイキーとして扱います",
                name = name.visible(120)
            ),
            Some(Greeting::DeployKey(None)) => say!(
                "it takes that key for a deploy key, good for one repository",
                "この鍵をデプロイキー (1 つのリポジトリ専用) として扱います"
            ),
            Some(Greeting::Error(line)) => Say::verbatim(line.visible(160)),
            Some(Greeting::Unnamed) | None => return None,
        };
        Some(Seen::new("server", text))
    }

    /// The first other key that is taken: look, keep it for this repository, or for the whole host.
    fn use_other(&self, target: &Target, taken: &TakenKey) -> Vec<Step> {
        let mut steps = Vec::new();
        if let (None, Some((comment, block))) = (&taken.file, &taken.in_agent) {
            let saved = use_agent_key(target, &taken.key, comment, block.as_ref());
            steps.extend(saved.into_iter().take(1));
        }
        let Some(file) = taken.block_file() else {
            return steps;
        };
        steps.push(
            Step::new(
                Where::Client,
                say!(
                    "See whether the account behind the other key, {file}, may read {wanted}.",
                    "もう一方の鍵 {file} のアカウントで {wanted} を読めるか確認します。",
                    file = show(&file),
                    wanted = self.wanted(),
                ),
            )
            .run(list_with(target, &self.repository, &file)),
        );
        steps.extend(keep_key(target, &self.repository, &file));
        steps.push(
            Step::new(
                Where::Client,
                say!(
                    "Or, if everything at {host} shall go by that account, write into ~/.ssh/config, above any \"Host *\":",
                    "{host} へのすべての接続でそのアカウントを使う場合は、代わりに ~/.ssh/config の \"Host *\" より上に書きます。",
                    host = super::words::host(target)
                ),
            )
            .lines(host_block(target, &only_this(&file))),
        );
        steps
    }

    /// Nobody else to be on this machine: what the account behind this key lacks.
    fn ask_for_access(&self) -> Step {
        let (wanted, service) = (self.wanted(), &self.service);
        if self.refusal.kind == RefusalKind::SingleSignOn {
            let text = say!(
                "Authorise this key for the organisation in the account's settings (GitHub: Settings, SSH and GPG keys, Configure SSO), then ask again.",
                "アカウントの設定で、この鍵を組織に対して承認します (GitHub: Settings の SSH and GPG keys の Configure SSO)。その後、もう一度確認します。"
            );
            return Step::new(Where::Client, text).run(list(&self.repository));
        }
        let text = match self.account() {
            Some(account) => say!(
                "Check the name {wanted} for a slip. If it is right, whoever owns it at {service} has to give the account {account} access, or the key has to be registered with the account that has it. Then ask again.",
                "{wanted} の綴りを確認します。正しければ、{service} での所有者にアカウント {account} への権限付与を依頼するか、権限のあるアカウントに鍵を登録します。その後、もう一度確認します。",
                wanted = wanted,
                service = service,
                account = account
            ),
            None => say!(
                "Check the name {wanted} for a slip. If it is right, whoever owns it at {service} has to give the account behind this key access. Then ask again.",
                "{wanted} の綴りを確認します。正しければ、{service} での所有者に、この鍵のアカウントへの権限付与を依頼します。その後、もう一度確認します。",
                wanted = wanted,
                service = service
            ),
        };
        Step::new(Where::Client, text).run(list(&self.repository))
    }
}

impl Cause for GitAccessDenied {
    fn page(&self) -> Code {
        &PAGE
    }

    /// "Not found" may be a slip in the name; a no, or the key of another repository, is no slip.
    fn certainty(&self) -> Certainty {
        match self.refusal.kind {
            RefusalKind::Denied | RefusalKind::SingleSignOn => Certainty::Certain,
            RefusalKind::NotFound if self.other_repository().is_some() => Certainty::Certain,
            RefusalKind::NotFound => Certainty::Likely,
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        let (service, wanted) = (&self.service, self.wanted());
        if self.refusal.kind == RefusalKind::SingleSignOn {
            return say!(
                "{service} knows the key, and the organisation of {wanted} wants it authorised for single sign-on first.",
                "{service} は鍵を知っていますが、{wanted} の組織ではシングルサインオンのための鍵の承認が必要です。",
                service = service,
                wanted = wanted
            );
        }
        if let Some(other) = self.other_repository() {
            return say!(
                "{service} knows the key, as the deploy key of {other}: it opens that one repository, and not {wanted}.",
                "{service} はこの鍵を {other} のデプロイキーとして認識しています。このリポジトリ専用のため、{wanted} には使えません。",
                service = service,
                other = other.visible(120),
                wanted = wanted
            );
        }
        match (self.account(), self.refusal.kind) {
            (Some(account), RefusalKind::NotFound) => say!(
                "{service} takes the key ssh offers for the account \"{account}\", and shows that one no {wanted}: it has no access, or there is no such repository.",
                "{service} は ssh が提示する鍵をアカウント \"{account}\" のものとして扱います。このアカウントには {wanted} への権限がないか、その名前のリポジトリがありません。",
                service = service,
                account = account,
                wanted = wanted
            ),
            (Some(account), _) => say!(
                "{service} takes the key ssh offers for the account \"{account}\", which has no access to {wanted}.",
                "{service} は ssh が提示する鍵をアカウント \"{account}\" のものとして扱いますが、このアカウントには {wanted} への権限がありません。",
                service = service,
                account = account,
                wanted = wanted
            ),
            (None, RefusalKind::NotFound) => say!(
                "{service} takes the key, and shows its account no {wanted}: that one has no access, or there is no such repository.",
                "{service} は鍵を受け付けますが、そのアカウントには {wanted} への権限がないか、その名前のリポジトリがありません。",
                service = service,
                wanted = wanted
            ),
            (None, _) => say!(
                "{service} takes the key, and its account has no access to {wanted}.",
                "{service} は鍵を受け付けますが、そのアカウントには {wanted} への権限がありません。",
                service = service,
                wanted = wanted
            ),
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let in_file = |seen: Seen, file: Option<&PathBuf>| match file {
            Some(file) => seen.in_file(file),
            None => seen,
        };
        let logged_in = Seen::new(
            "server",
            say!(
                "the login with {key} works",
                "{key} でのログインは成功しました",
                key = key_name(&self.offer.key)
            ),
        );
        let own = self.offer.origin.file().map(ToOwned::to_owned);
        let mut seen = vec![in_file(logged_in, own.as_ref())];
        seen.extend(self.who_seen());
        seen.push(Seen::new(
            "git",
            say!(
                "asked for: {address}",
                "問い合わせた先: {address}",
                address = Untrusted::from(self.repository.address.as_str()).visible(160)
            ),
        ));
        seen.extend(quotes(&self.said));
        for taken in self.others.taken.iter().take(8) {
            let text = say!(
                "it takes {key} as well, which may stand for another account",
                "{key} も受け付けます。別のアカウントの鍵の可能性があります",
                key = key_name(&taken.key)
            );
            seen.push(in_file(Seen::new("server", text), taken.file.as_ref()));
        }
        seen.extend(self.view.as_ref().and_then(viewed));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if self.refusal.kind == RefusalKind::SingleSignOn {
            return vec![self.ask_for_access()];
        }
        let mut steps = Vec::new();
        if let Some(first) = self.others.taken.first() {
            steps.extend(self.use_other(target, first));
        }
        let further = self
            .others
            .taken
            .iter()
            .skip(1)
            .filter_map(|key| key.file.as_ref());
        for file in further.chain(&self.others.unasked).take(3) {
            let text = say!(
                "See which account the key {file} stands for.",
                "鍵 {file} がどのアカウントのものかを確認します。",
                file = show(file)
            );
            let only = ["-T", "-o", "IdentitiesOnly=yes", "-i", &word(file)];
            steps.push(Step::new(Where::Client, text).run(target.ssh(&only)));
        }
        if self.other_repository().is_some() && steps.is_empty() {
            steps.push(Step {
                text: say!(
                    "Make a key for your own account, and register its .pub in the account's settings, not in a repository's.",
                    "自分のアカウント用の鍵を作成し、その .pub をリポジトリではなくアカウントの設定に登録します。"
                ),
                ..make_default_key()
            });
        } else {
            steps.push(self.ask_for_access());
        }
        steps
    }
}
