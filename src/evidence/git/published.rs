//! The host keys that Git hosting services publish, and those they have taken back.

use crate::evidence::PublicKey;

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

/// A host key that its service has replaced: nobody who is that service shows it any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retired {
    /// Whose it was.
    pub service: &'static str,
    /// Names under which it was shown.
    pub hosts: &'static [&'static str],
    /// SHA-256.
    pub fingerprint: &'static str,
    /// Since when, `YYYY-MM-DD` in UTC.
    pub since: &'static str,
    /// Where that is told.
    pub page: &'static str,
}

/// Keys taken back.
pub const RETIRED: &[Retired] = &[
    // RSA: for a short time the private half stood in a public repository.
    Retired {
        service: "GitHub",
        hosts: GITHUB,
        fingerprint: "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8",
        since: "2023-03-24",
        page: "https://github.blog/2023-03-23-we-updated-our-rsa-ssh-host-key/",
    },
    // RSA: encrypted copies were in the hands of somebody else.
    Retired {
        service: "Bitbucket",
        hosts: BITBUCKET,
        fingerprint: "SHA256:zzXQOXSRBEiUtuE8AikJYKwbHaxvSc0ojez9YXaGp1A",
        since: "2023-06-20",
        page: "https://bitbucket.org/blog/ssh-host-key-changes",
    },
];

const GITHUB: &[&str] = &["github.com", "ssh.github.com", "gist.github.com"];
const BITBUCKET: &[&str] = &["bitbucket.org", "altssh.bitbucket.org"];

/// Services and what they publish.
pub const PUBLISHED: &[Published] = &[
    Published {
        service: "GitHub",
        hosts: GITHUB,
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
        hosts: BITBUCKET,
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
    let published = of_host(name)?;
    let known = published.fingerprints.contains(&key.fingerprint().as_str());
    Some((published, known))
}

/// What the service behind this name publishes.
pub fn of_host(name: &str) -> Option<&'static Published> {
    let host = bare(name);
    let mut all = PUBLISHED.iter();
    all.find(|published| published.hosts.contains(&host.as_str()))
}

/// This key was once the service's, and is no more.
pub fn retired(name: &str, key: &PublicKey) -> Option<&'static Retired> {
    let (host, fingerprint) = (bare(name), key.fingerprint());
    let mut all = RETIRED.iter();
    all.find(|retired| retired.hosts.contains(&host.as_str()) && retired.fingerprint == fingerprint)
}

/// A name of known_hosts without brackets and port.
fn bare(name: &str) -> String {
    let host = name.trim_start_matches('[');
    host.split("]:").next().unwrap_or(host).to_ascii_lowercase()
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
    fn a_key_taken_back_is_known_under_the_services_names_only() {
        // GitHub's RSA key until 24 March 2023.
        let old = PublicKey::from_line(concat!(
            "ssh-rsa AAAAB3NzaC1yc2EAAAABIwAAAQEAq2A7hRGmdnm9tUDbO9IDSwBK6TbQa+PXYPCPy6rbTrTtw7PHkccKrpp0yVhp5HdEIcKr6pLlVDBf",
            "OLX9QUsyCOV0wzfjIJNlGEYsdlLJizHhbn2mUjvSAHQqZETYP81eFzLQNnPHt4EVVUh7VfDESU84KezmD5QlWpXLmvU31/yMf+Se8xhHTvKSCZIF",
            "ImWwoG6mbUoWf9nzpIoaSjB+weqqUUmpaaasXVal72J+UX2B+2RPW3RcT0eOzQgqlJL3RKrTJvdsjE3JEAvGq3lGHSZXy28G3skua2SmVi/w4yCE",
            "6gbODqnTWlg7+wC604ydGXA8VJiS5ap43JXiUFFAaQ=="
        ))
        .unwrap();
        for (name, since) in [
            ("github.com", Some("2023-03-24")),
            ("[ssh.github.com]:443", Some("2023-03-24")),
            ("bitbucket.org", None),
            ("web1", None),
        ] {
            assert_eq!(
                retired(name, &old).map(|retired| retired.since),
                since,
                "{name}"
            );
        }
        assert_eq!(
            published("github.com", &old).map(|(_, known)| known),
            Some(false)
        );
    }
}
