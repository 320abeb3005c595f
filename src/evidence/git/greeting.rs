//! What a Git host prints where a shell would be.

use crate::text::Untrusted;

/// Whom a Git host takes a key for, as its program says after a login without a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Greeting {
    /// The account of that name.
    Account(Untrusted),
    /// A key of this one repository (a deploy key), `owner/name`; nothing where the host does not name it.
    DeployKey(Option<Untrusted>),
    /// The key is known; the host does not say whose it is.
    Unnamed,
    /// An error of the host's own.
    Error(Untrusted),
}

/// Reads a greeting: GitHub `Hi NAME! You've successfully authenticated`, GitLab `Welcome to GitLab, @NAME!`, Gitea and
/// Forgejo `Hi there, NAME! You've …`, gitolite `hello NAME, this is …`, Bitbucket `authenticated via ssh key.`, Azure DevOps `remote: Shell access is not
/// supported.`
pub fn greeting(lines: &[Untrusted]) -> Option<Greeting> {
    lines.iter().find_map(|line| {
        let text = line.visible(400);
        let named = |before: &str, after: &str| {
            let name = text.strip_prefix(before)?.split_once(after)?.0;
            let name = name.trim_start_matches('@');
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
            (!name.is_empty() && name.chars().all(plain)).then(|| Untrusted::from(name))
        };
        if text.starts_with("Hi there! ") && text.contains("with the deploy key") {
            return Some(Greeting::DeployKey(None));
        }
        let github = named("Hi there, ", "! You've successfully authenticated")
            .or_else(|| named("Hi ", "! You've successfully authenticated"));
        if let Some(name) = github {
            return Some(match name.contains("/") {
                true => Greeting::DeployKey(Some(name)),
                false => Greeting::Account(name),
            });
        }
        if let Some(name) = named("Welcome to GitLab, ", "!") {
            return Some(Greeting::Account(name));
        }
        if text.contains(" running gitolite")
            && let Some(name) = named("hello ", ", this is ")
        {
            return Some(Greeting::Account(name));
        }
        if let Some(name) = named("logged in as ", ".") {
            return Some(Greeting::Account(name));
        }
        if text.starts_with("ERROR: ") || text.starts_with("remote: ERROR: ") {
            return Some(Greeting::Error(line.clone()));
        }
        let known = [
            "authenticated via ",
            "remote: Shell access is not supported",
            "Welcome to GitLab",
        ];
        known
            .iter()
            .any(|known| text.starts_with(known))
            .then_some(Greeting::Unnamed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_names_the_account() {
        let named = |name: &str| Some(Greeting::Account(Untrusted::from(name)));
        for (line, expected) in [
            (
                "Hi octocat! You've successfully authenticated, but GitHub does not provide shell access.",
                named("octocat"),
            ),
            (
                "Hi octo-org/site! You've successfully authenticated, but GitHub does not provide shell access.",
                Some(Greeting::DeployKey(Some(Untrusted::from("octo-org/site")))),
            ),
            ("Welcome to GitLab, @ana.b!", named("ana.b")),
            (
                "Hi there, ana! You've successfully authenticated with the key named laptop, but Forgejo does not provide shell access.",
                named("ana"),
            ),
            (
                "Hi there! You've successfully authenticated with the deploy key named ci, but Gitea does not provide shell access.",
                Some(Greeting::DeployKey(None)),
            ),
            (
                "hello bob, this is git@srv running gitolite3 3.6.12-1 (Debian) on git 2.39.5",
                named("bob"),
            ),
            ("authenticated via ssh key.", Some(Greeting::Unnamed)),
            (
                "remote: Shell access is not supported.",
                Some(Greeting::Unnamed),
            ),
            (
                "ERROR: Your account is suspended.",
                Some(Greeting::Error(Untrusted::from(
                    "ERROR: Your account is suspended.",
                ))),
            ),
            ("Hi $(reboot)! You've successfully authenticated", None),
            ("Last login: yesterday", None),
        ] {
            assert_eq!(greeting(&[Untrusted::from(line)]), expected, "{line}");
        }
    }
}
