//! What a Git host says once the login works: whom it takes the key for, and whether that one may read the repository.

use super::keys::Case;
use super::login::last_words;
use super::{Walk, found, undecided};
use crate::evidence::git::{Greeting, Reading, Refusal, Repository, greeting, refusal, service};
use crate::evidence::{Evidence, Login, Mode, Need, Offer, PublicKey};
use crate::finding::done::no_fault_found::{Depth, NoFaultFound};
use crate::finding::session::remote_command_failed::{self, RemoteCommandFailed};
use crate::finding::session::{forced_command, shell_not_available};
use crate::finding::userauth::git_access_denied::{self, GitAccessDenied, OtherKeys, TakenKey};
use crate::finding::{Diagnosis, Step, Verdict, Where, git};
use crate::lang::Say;
use crate::say;
use crate::text::Untrusted;

impl Case<'_> {
    /// A Git host took the key and said whom it takes it for.
    pub(super) fn greeted(&self, lines: &[Untrusted], offer: &Offer) -> Walk {
        let diagnosis = self.logged_in_with(offer)?;
        Ok(diagnosis.note(taken_for(self.service(), greeting(lines).as_ref())))
    }

    /// The host was asked for the repository.
    pub(super) fn asked(&self, reading: Reading, offer: &Offer) -> Walk {
        let Some(repository) = &self.evidence.repository else {
            return self.logged_in_with(offer);
        };
        let name = Untrusted::from(repository.name().as_str()).visible(120);
        match reading {
            Reading::Listed => self.listed(repository, name, offer),
            Reading::Silent => undecided(
                say!(
                    "The login works, and the host did not answer when it was asked for {repository}.",
                    "ログインは成功しましたが、{repository} についての問い合わせに応答がありませんでした。",
                    repository = name
                ),
                vec![&git_access_denied::PAGE, &remote_command_failed::PAGE],
                ask_git(repository),
            ),
            Reading::Refused { said } => match refusal(&said) {
                Some(refusal) => self.access_denied(repository, refusal, said, offer),
                None => match said.iter().find(|line| is_of_the_command(line)) {
                    Some(line) => found(RemoteCommandFailed {
                        status: None,
                        text: line.clone(),
                        said: said.clone(),
                        repository: Some(repository.clone()),
                    }),
                    None => undecided(
                        say!(
                            "The login works, and {repository} was not listed. The host's last words: {last}",
                            "ログインは成功しましたが、{repository} の一覧は得られませんでした。ホストの最後の出力: {last}",
                            repository = name,
                            last = last_words(&said)
                        ),
                        vec![
                            &git_access_denied::PAGE,
                            &remote_command_failed::PAGE,
                            &forced_command::PAGE,
                            &shell_not_available::PAGE,
                        ],
                        ask_git(repository),
                    ),
                },
            },
        }
    }

    fn listed(&self, repository: &Repository, name: String, offer: &Offer) -> Walk {
        let who = match repository.is_pushed_to() && self.evidence.greets() {
            true => match self.evidence.greeting()? {
                Login::Greeted { lines } => greeting(lines),
                _other => None,
            },
            false => None,
        };
        let diagnosis = self.logged_in_with(offer)?.note(say!(
            "Asked read-only, the host lists {repository}: this key may read it.",
            "読み取り専用の問い合わせに対し、ホストは {repository} の一覧を返しました。この鍵で読み取れます。",
            repository = name
        ));
        if !repository.is_pushed_to() {
            return Ok(diagnosis);
        }
        let diagnosis = match &who {
            Some(who) => diagnosis.note(taken_for(self.service(), Some(who))),
            None => diagnosis,
        };
        let diagnosis = match (&who, repository.owner()) {
            (Some(Greeting::Account(name)), Some(owner))
                if !name.visible(100).eq_ignore_ascii_case(&owner) =>
            {
                diagnosis.note(say!(
                    "The repository stands under {owner}. If the push is to go by another account than {name}, that one's key has to be offered first: ssh -o IdentitiesOnly=yes -i FILE, in core.sshCommand or a Host block.",
                    "リポジトリは {owner} のものです。{name} とは別のアカウントで push するつもりの場合は、core.sshCommand または Host ブロックで ssh -o IdentitiesOnly=yes -i FILE のように、そのアカウントの鍵が先に提示されるようにします。",
                    owner = Untrusted::from(owner.as_str()).visible(100),
                    name = name.visible(100)
                ))
            }
            (_, _) => diagnosis,
        };
        Ok(diagnosis.note(say!(
            "Whether it may push was not tried, since that would write. A push that is refused says so: git push 2>&1 | sshdoctor log",
            "push できるかどうかは、書き込みになるため確認していません。拒否される場合は次のコマンドで原因を確認できます: git push 2>&1 | sshdoctor log"
        )))
    }

    fn access_denied(
        &self,
        repository: &Repository,
        refusal: Refusal,
        said: Vec<Untrusted>,
        offer: &Offer,
    ) -> Walk {
        let who = match &refusal.account {
            Some(account) => Some(Greeting::Account(account.clone())),
            None if self.evidence.greets() => match self.evidence.greeting()? {
                Login::Greeted { lines } => greeting(lines),
                _other => None,
            },
            None => None,
        };
        let others = self.keys_taken_besides()?;
        let view = match others.taken.is_empty() {
            true => None,
            false => Some(self.evidence.block_view()?.clone()),
        };
        found(GitAccessDenied {
            service: self.service(),
            offer: offer.clone(),
            who,
            repository: repository.clone(),
            refusal,
            said,
            others,
            view,
        })
    }

    /// The other keys of this machine that the host takes: each may stand for another account.
    fn keys_taken_besides(&self) -> Result<OtherKeys, Need> {
        let candidates = self.evidence.other_candidates()?;
        let Some(answers) = self
            .other_answers()?
            .filter(|answers| !answers.says_yes_to_everything)
        else {
            return Ok(OtherKeys {
                taken: Vec::new(),
                refused: 0,
                unasked: candidates.iter().filter_map(|key| self.file(key)).collect(),
            });
        };
        let taken = answers.all_accepted().map(|key| self.taken(key)).collect();
        let unasked = candidates
            .iter()
            .filter(|key| answers.reply_to(key).is_none());
        Ok(OtherKeys {
            taken,
            refused: answers.refusals,
            unasked: unasked.filter_map(|key| self.file(key)).collect(),
        })
    }

    fn taken(&self, key: &PublicKey) -> TakenKey {
        let agents = [&self.identities.agent, &self.identities.other_agent];
        let mut held = agents.iter().flat_map(|agent| agent.keys());
        let held = held.find(|held| held.key == *key);
        let block = self.config.host_block.clone();
        TakenKey {
            key: key.clone(),
            file: self.file(key),
            in_agent: held.map(|held| (held.comment.clone(), block)),
        }
    }

    fn file(&self, key: &PublicKey) -> Option<std::path::PathBuf> {
        self.identities.file_of(key).map(|file| file.path.clone())
    }

    /// Its name, where it is a known one; else the host's own.
    fn service(&self) -> String {
        let target = &self.evidence.target;
        let known = service(&target.hostname, &self.evidence.ident());
        known.map_or_else(
            || Untrusted::from(target.host.as_str()).visible(120),
            str::to_owned,
        )
    }

    pub(super) fn logged_in_with(&self, offer: &Offer) -> Walk {
        found(NoFaultFound {
            how: Depth::LoggedIn,
            key: Some(offer.key.clone()),
            origin: Some(offer.origin.clone()),
            method: None,
        })
    }
}

/// git, or the shell that should have started it, says what is wrong: the login itself is well. (setup.c, path.c
/// `enter_repo`, and what shells say of a program they do not find.)
fn is_of_the_command(line: &Untrusted) -> bool {
    let not_found = line.contains("git-upload-pack") && line.contains("not found");
    not_found
        || line.contains("does not appear to be a git repository")
        || line.contains("detected dubious ownership in repository")
}

/// Whom the host takes the key for.
fn taken_for(service: String, who: Option<&Greeting>) -> Say {
    match who {
        Some(Greeting::Account(name)) => say!(
            "{service} takes this key for the account \"{name}\".",
            "{service} はこの鍵をアカウント \"{name}\" のものとして扱います。",
            service = service,
            name = name.visible(100)
        ),
        Some(Greeting::DeployKey(Some(name))) => say!(
            "{service} takes this key for the deploy key of {name}: it opens that one repository only.",
            "{service} はこの鍵を {name} のデプロイキーとして扱います (このリポジトリ専用です)。",
            service = service,
            name = name.visible(100)
        ),
        Some(Greeting::DeployKey(None)) => say!(
            "{service} takes this key for a deploy key: it opens one repository only.",
            "{service} はこの鍵をデプロイキーとして扱います (1 つのリポジトリ専用です)。",
            service = service
        ),
        Some(Greeting::Error(line)) => say!(
            "{service} says: {line}",
            "{service} の文言: {line}",
            service = service,
            line = line.visible(160)
        ),
        Some(Greeting::Unnamed) | None => say!(
            "{service} knows this key, and does not say whose it is.",
            "{service} はこの鍵を認識していますが、どのアカウントのものかは示していません。",
            service = service
        ),
    }
}

fn ask_git(repository: &Repository) -> Step {
    Step::new(
        Where::Client,
        say!(
            "Let git itself ask, and read what it prints.",
            "git 自身に問い合わせさせ、出力を確認します。"
        ),
    )
    .run(git::list(repository))
}

/// What is worth knowing at a Git host besides the verdict: which ssh git runs, and what was not looked at.
pub(super) fn noted(mut diagnosis: Diagnosis, evidence: &Evidence) -> Diagnosis {
    if evidence.mode() != Mode::Live || !evidence.behind.is_empty() {
        return diagnosis;
    }
    if let Some((name, command)) = evidence
        .repository
        .as_ref()
        .and_then(|repository| repository.ssh_command.as_ref())
    {
        diagnosis = diagnosis.note(say!(
            "git runs the ssh that {name} names ({command}), and so it was examined.",
            "git は {name} で指定された ssh ({command}) を実行するため、その設定で確認しました。",
            name = name,
            command = Untrusted::from(command.as_str()).visible(120)
        ));
    }
    let healthy = diagnosis.verdict() == Verdict::Healthy;
    let asked = matches!(evidence.login(), Ok(Login::Asked { .. }));
    if !healthy || asked || evidence.no_auth {
        return diagnosis;
    }
    match &evidence.repository {
        Some(repository) => diagnosis.note(say!(
            "Whether this account may read {repository} was not asked; this asks it, and changes nothing: {command}",
            "このアカウントで {repository} を読めるかどうかは確認していません。次のコマンドで確認できます (何も変更しません): {command}",
            repository = Untrusted::from(repository.name().as_str()).visible(120),
            command = git::list(repository).line().unwrap_or("git ls-remote")
        )),
        None if evidence.greets() || evidence.target.user == "git" => diagnosis.note(say!(
            "Whether a repository may be read was not looked at, since none was named. With yours in place of OWNER/NAME this asks it, and changes nothing: git ls-remote {address}",
            "リポジトリが指定されていないため、読み取れるかどうかは確認していません。OWNER/NAME を置き換えて実行すると確認できます (何も変更しません): git ls-remote {address}",
            address = git::example_address(&evidence.target)
        )),
        None => diagnosis,
    }
}
