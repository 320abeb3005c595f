//! Git hosting services: how they are known, and what they publish about themselves.

use super::PublicKey;
use crate::text::Untrusted;

/// A known Git hosting service, by its name or its identification string.
pub fn service(hostname: &str, ident: &Untrusted) -> Option<&'static str> {
    let host = hostname.to_ascii_lowercase();
    let is = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
    [
        ("GitHub", is("github.com") || ident.contains("babeld-")),
        ("GitLab", is("gitlab.com") || ident.contains("GitLab-SSHD")),
        ("Bitbucket", is("bitbucket.org")),
        ("Codeberg", is("codeberg.org")),
        (
            "Azure DevOps",
            is("ssh.dev.azure.com") || is("vs-ssh.visualstudio.com"),
        ),
        ("Gitea", ident.contains("Gitea")),
    ]
    .into_iter()
    .find_map(|(service, matches)| matches.then_some(service))
}

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
/// Forgejo `Hi there, NAME! You've …`, Bitbucket `authenticated via ssh key.`, Azure DevOps `remote: Shell access is not
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

/// The same service by port 443, for networks that let nothing else out.
pub fn by_port_443(hostname: &str) -> Option<&'static str> {
    match hostname.to_ascii_lowercase().as_str() {
        "github.com" => Some("ssh.github.com"),
        "gitlab.com" => Some("altssh.gitlab.com"),
        "bitbucket.org" => Some("altssh.bitbucket.org"),
        _ => None,
    }
}

/// Services where nobody logs in under another name than `git`. GitHub lets organisations with a certificate authority of
/// their own use `org-NUMBER`; hosts of one's own may use any name.
pub fn only_git_logs_in(hostname: &str, user: &str) -> Option<&'static str> {
    if user == "git" || user.starts_with("org-") {
        return None;
    }
    match hostname.to_ascii_lowercase().as_str() {
        "github.com" | "ssh.github.com" => Some("GitHub"),
        "gitlab.com" | "altssh.gitlab.com" => Some("GitLab"),
        "bitbucket.org" | "altssh.bitbucket.org" => Some("Bitbucket"),
        "codeberg.org" => Some("Codeberg"),
        _ => None,
    }
}

/// One service's published host keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Whose.
    pub service: &'static str,
    /// Names under which it is reached.
    pub hosts: &'static [&'static str],
    /// SHA-256 fingerprints, as `ssh-keygen -l` prints them.
    pub fingerprints: &'static [&'static str],
    /// Where they are published.
    pub page: &'static str,
    /// When this list was made.
    pub known_in: &'static str,
}

/// Services and what they publish.
pub const PUBLISHED: &[Published] = &[
    Published {
        service: "GitHub",
        hosts: &["github.com", "ssh.github.com", "gist.github.com"],
        fingerprints: &[
            "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
            "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM",
            // Since 24 March 2023; the RSA key before it was exposed.
            "SHA256:uNiVztksCsDhcc0u9e8BujQXVUpKZIDTMczCvj3tD2s",
        ],
        page: "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints",
        known_in: "2026-11",
    },
    Published {
        service: "GitLab",
        hosts: &["gitlab.com", "altssh.gitlab.com"],
        fingerprints: &[
            "SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8",
            "SHA256:HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw",
            "SHA256:ROQFvPThGrW4RuWLoL9tq9I9zJ42fK4XywyRtbOz/EQ",
        ],
        page: "https://docs.gitlab.com/user/gitlab_com/#ssh-host-keys-fingerprints",
        known_in: "2026-11",
    },
    Published {
        service: "Bitbucket",
        hosts: &["bitbucket.org", "altssh.bitbucket.org"],
        // All three since May and June 2023.
        fingerprints: &[
            "SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM",
            "SHA256:FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0",
            "SHA256:46OSHA1Rmj8E8ERTC6xkNcmGOw9oFxYr0WF6zWW8l1E",
        ],
        page: "https://bitbucket.org/blog/ssh-host-key-changes",
        known_in: "2026-11",
    },
    Published {
        service: "Codeberg",
        hosts: &["codeberg.org"],
        fingerprints: &[
            "SHA256:mIlxA9k46MmM6qdJOdMnAQpzGxF4WIVVL+fj+wZbw0g",
            "SHA256:T9FYDEHELhVkulEKKwge5aVhVTbqCW0MIRwAfpARs/E",
            "SHA256:6QQmYi4ppFS4/+zSZ5S4IU+4sa6rwvQ4PbhCtPEBekQ",
        ],
        page: "https://docs.codeberg.org/security/ssh-fingerprint/",
        known_in: "2026-11",
    },
    Published {
        service: "Azure DevOps",
        hosts: &["ssh.dev.azure.com", "vs-ssh.visualstudio.com"],
        // One RSA key for both names.
        fingerprints: &["SHA256:ohD8VZEXGWo6Ez8GSEJQ9WpafgLFsOfLOtGGQCQo6Og"],
        page: "https://learn.microsoft.com/azure/devops/repos/git/use-ssh-keys-to-authenticate",
        known_in: "2026-11",
    },
];

/// What the service behind this name publishes, and whether this key is among it.
pub fn published(name: &str, key: &PublicKey) -> Option<(&'static Published, bool)> {
    let host = name.trim_start_matches('[');
    let host = host.split("]:").next().unwrap_or(host).to_ascii_lowercase();
    let published = PUBLISHED
        .iter()
        .find(|published| published.hosts.contains(&host.as_str()))?;
    let known = published.fingerprints.contains(&key.fingerprint().as_str());
    Some((published, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_key_is_known_by_its_name_and_fingerprint() {
        let key = |line: &str| PublicKey::from_line(line).unwrap();
        let github =
            key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl");
        let gitlab =
            key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf");
        let bitbucket =
            key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIazEu89wgQZ4bqs3d63QSMzYVa0MuJ2e2gKTKqu+UUO");
        for (name, key, expected) in [
            ("github.com", &github, Some(("GitHub", true))),
            ("GitHub.com", &gitlab, Some(("GitHub", false))),
            ("[ssh.github.com]:443", &github, Some(("GitHub", true))),
            ("gitlab.com", &gitlab, Some(("GitLab", true))),
            ("bitbucket.org", &bitbucket, Some(("Bitbucket", true))),
            ("github.com.example.net", &github, None),
            ("web1", &github, None),
        ] {
            let found = published(name, key).map(|(published, known)| (published.service, known));
            assert_eq!(found, expected, "{name}");
        }
    }

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

    #[test]
    fn only_git_logs_in_where_the_service_says_so() {
        for (host, user, service) in [
            ("github.com", "alice", Some("GitHub")),
            ("github.com", "git", None),
            ("github.com", "org-7", None),
            ("git.example.net", "alice", None),
        ] {
            assert_eq!(only_git_logs_in(host, user), service, "{host} {user}");
        }
    }
}
