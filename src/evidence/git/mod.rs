//! Git hosting services: how they are known, and what they publish about themselves.

mod command;
mod greeting;
mod published;
mod refusal;
mod repository;

use crate::text::Untrusted;

pub use command::{GitCommand, GitConfiguration};
pub use greeting::{Greeting, greeting};
pub use published::{PUBLISHED, Published, RETIRED, Retired, of_host, published, retired};
pub use refusal::{Refusal, RefusalKind, refusal};
pub use repository::{Reading, Repository};

/// A known Git hosting service, by its name or its identification string.
pub fn service(hostname: &str, ident: &Untrusted) -> Option<&'static str> {
    let host = hostname.to_ascii_lowercase();
    let is = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
    [
        ("GitHub", is("github.com") || ident.contains("babeld-")),
        ("GitLab", is("gitlab.com") || ident.contains("GitLab-SSHD")),
        (
            "Bitbucket",
            is("bitbucket.org") || ident.contains("SSH-2.0-conker_"),
        ),
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

#[cfg(test)]
mod tests {
    use super::*;

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
