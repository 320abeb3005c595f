//! What a Git host says when the login works and the repository is refused.

use crate::text::Untrusted;

/// What the host's words mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// This account, or this key, may not do it.
    Denied,
    /// No such repository, or none this account may know of: hosts say the same of both.
    NotFound,
    /// The key has to be authorised for an organisation with single sign-on.
    SingleSignOn,
}

/// A host's no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What it means.
    pub kind: RefusalKind,
    /// The account the line names, where it names one.
    pub account: Option<Untrusted>,
    /// The line that decides.
    pub line: Untrusted,
}

use RefusalKind::{Denied, NotFound, SingleSignOn};

/// Fragments that no other program prints, the narrower before the wider. Sources: GitHub's and Bitbucket's own pages on
/// these errors, GitLab lib/gitlab/git_access.rb, Gitea and Forgejo cmd/serv.go and routers/private/serv.go, gitolite
/// src/lib/Gitolite/Conf/Load.pm and src/gitolite-shell, Azure DevOps TF401019, Gerrit Upload.java, git daemon.c.
const WORDS: &[(&str, RefusalKind)] = &[
    ("has enabled or enforced SAML SSO", SingleSignOn),
    ("User permission denied", Denied),
    ("You are not allowed to download code", Denied),
    ("You are not allowed to push code", Denied),
    ("does not have write access to this project", Denied),
    ("does not have access to", Denied),
    ("has been marked as read only", Denied),
    ("repository access denied", Denied),
    ("TF401027", Denied),
    ("upload-pack not permitted", Denied),
    ("ERROR: Your account is suspended", Denied),
    ("Your account has been blocked", Denied),
    ("ERROR: Access denied", Denied),
    ("Gitea: Unauthorized", Denied),
    ("Forgejo: Unauthorized", Denied),
    ("Repository not found", NotFound),
    (
        "The project you were looking for could not be found",
        NotFound,
    ),
    ("A repository for this project does not exist", NotFound),
    ("The requested repository either does not exist", NotFound),
    ("conq: repository does not exist", NotFound),
    ("TF401019", NotFound),
    ("Cannot find repository", NotFound),
    ("Repository does not exist", NotFound),
    ("access denied or repository not exported", NotFound),
    ("Git repository not found", NotFound),
    ("Project not found", NotFound),
];

/// Reads a refusal off the host's lines: the first that is one.
pub fn refusal(lines: &[Untrusted]) -> Option<Refusal> {
    let read = |line: &Untrusted| {
        let text = line.visible(400);
        let permission = text
            .split_once("ermission to ")
            .and_then(|(_, rest)| rest.split_once(" denied to "));
        let kind = match permission {
            Some(_) => Denied,
            None if gitolite(&text).is_some() || is_giteas(&text) => Denied,
            None => WORDS.iter().find(|(words, _)| text.contains(words))?.1,
        };
        let account = match permission {
            Some((_, name)) => plain(name),
            None => gitolite(&text).or_else(|| gitea(&text)),
        };
        Some(Refusal {
            kind,
            account,
            line: line.clone(),
        })
    };
    let refusal = lines.iter().find_map(read)?;
    // gitolite cannot tell the two apart either, and says so on a line of its own.
    let misspelt = lines
        .iter()
        .any(|line| line.contains("you mis-spelled the reponame"));
    Some(match misspelt {
        true => Refusal {
            kind: NotFound,
            ..refusal
        },
        false => refusal,
    })
}

/// `FATAL: R any REPOSITORY ACCOUNT DENIED by RULE`
fn gitolite(text: &str) -> Option<Untrusted> {
    let before = text.split_once("FATAL: ")?.1.split_once(" DENIED by ")?.0;
    let (what, account) = before.rsplit_once(' ')?;
    let asks = ["R ", "W ", "+ ", "C ", "D ", "M "];
    let asks = asks.iter().any(|asks| what.starts_with(asks));
    plain(account).filter(|_| asks)
}

/// Gitea's and Forgejo's no, to an account or to a deploy key.
fn is_giteas(text: &str) -> bool {
    let before = text.split_once(" is not authorized to ");
    before.is_some_and(|(before, _)| before.contains("Key: "))
}

/// `User: 3:NAME with Key: 1:LAPTOP is not authorized to read OWNER/REPOSITORY.`
fn gitea(text: &str) -> Option<Untrusted> {
    let before = text.split_once(" is not authorized to ")?.0;
    let user = before.split_once("User: ")?.1.split_once(" with ")?.0;
    plain(user.split_once(':')?.1)
}

/// An account's name and nothing behind it.
fn plain(word: &str) -> Option<Untrusted> {
    let name = word.split([' ', '\'', '"']).next()?.trim_end_matches('.');
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.@+".contains(c);
    (!name.is_empty() && name.len() <= 100 && name.chars().all(fits)).then(|| Untrusted::from(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_no_is_understood() {
        for (lines, kind, account) in [
            (&["ERROR: Repository not found."][..], Some(NotFound), None),
            (
                &["ERROR: Permission to owner/site.git denied to bob-7."],
                Some(Denied),
                Some("bob-7"),
            ),
            (
                &[
                    "remote: ERROR: The `acme' organization has enabled or enforced SAML SSO. To access",
                ],
                Some(SingleSignOn),
                None,
            ),
            (
                &[
                    "remote: ERROR: The project you were looking for could not be found or you don't have permission to view it.",
                ],
                Some(NotFound),
                None,
            ),
            (
                &["remote: GitLab: You are not allowed to download code from this project."],
                Some(Denied),
                None,
            ),
            (
                &[
                    "FATAL: R any alice/site bob DENIED by fallthru",
                    "(or you mis-spelled the reponame)",
                ],
                Some(NotFound),
                Some("bob"),
            ),
            (
                &["FATAL: W any alice/site bob DENIED by refs/heads/master"],
                Some(Denied),
                Some("bob"),
            ),
            (
                &["Forgejo: User: 3:bob with Key: 1:laptop is not authorized to read alice/site."],
                Some(Denied),
                Some("bob"),
            ),
            (
                &["Gitea: Public (Deploy) Key: 7:ci is not authorized to write alice/site."],
                Some(Denied),
                None,
            ),
            (
                &["Gitea: Cannot find repository: alice/site"],
                Some(NotFound),
                None,
            ),
            (
                &[
                    "remote: TF401019: The Git repository with name or identifier site does not exist or you do not have permissions for the operation you are attempting.",
                ],
                Some(NotFound),
                None,
            ),
            (
                &["The requested repository either does not exist or you do not have access."],
                Some(NotFound),
                None,
            ),
            (
                &["ERROR: Permission to a/b denied to $(id)"],
                Some(Denied),
                None,
            ),
            (
                &["fatal: '/srv/site.git' does not appear to be a git repository"],
                None,
                None,
            ),
            (&["Permission denied, please try again."], None, None),
            (&["Last login: yesterday"], None, None),
        ] {
            let lines: Vec<Untrusted> = lines.iter().map(|line| Untrusted::from(*line)).collect();
            let read = refusal(&lines);
            assert_eq!(read.as_ref().map(|read| read.kind), kind, "{lines:?}");
            let named = read.and_then(|read| read.account);
            assert_eq!(named, account.map(Untrusted::from), "{lines:?}");
        }
    }
}
