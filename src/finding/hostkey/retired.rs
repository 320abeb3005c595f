//! A host key that a Git hosting service has taken back: one on record explains the change, one that is shown warns.

use crate::evidence::{HostKeyStanding, PublicKey, git};
use crate::finding::Seen;
use crate::say;

/// A key, shown or on record, that its service has taken back.
pub(super) fn retired(standing: &HostKeyStanding, key: &PublicKey, shown: bool) -> Option<Seen> {
    let retired = git::retired(&standing.name, key)?;
    let (service, since, page) = (retired.service, retired.since, retired.page);
    let text = match shown {
        true => say!(
            "{service} has not used this key since {since} ({page}): whoever shows it is not {service}",
            "{service} は {since} 以降この鍵を使っていません ({page})。これを示す相手は {service} ではありません",
            service = service,
            since = since,
            page = page
        ),
        false => say!(
            "the {kind} key on record is one that {service} replaced on {since} ({page}): that it changed was to be expected",
            "記録されている {kind} 鍵は、{service} が {since} に取り替えたものです ({page})。鍵が変わったのは想定どおりです",
            kind = key.kind(),
            service = service,
            since = since,
            page = page
        ),
    };
    Some(Seen::new("published", text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{KnownKey, StandingKind, StrictHostKeyChecking};
    use crate::finding::Cause;
    use crate::finding::hostkey::host_key_changed::HostKeyChanged;
    use crate::finding::hostkey::host_key_unknown::HostKeyUnknown;
    use crate::finding::steps::check;
    use crate::lang::Lang;

    /// GitHub's RSA key until 24 March 2023, and one of those it publishes.
    const GITHUB_OLD: &str = concat!(
        "ssh-rsa AAAAB3NzaC1yc2EAAAABIwAAAQEAq2A7hRGmdnm9tUDbO9IDSwBK6TbQa+PXYPCPy6rbTrTtw7PHkccKrpp0yVhp5HdEIcKr6pLlVDBf",
        "OLX9QUsyCOV0wzfjIJNlGEYsdlLJizHhbn2mUjvSAHQqZETYP81eFzLQNnPHt4EVVUh7VfDESU84KezmD5QlWpXLmvU31/yMf+Se8xhHTvKSCZIF",
        "ImWwoG6mbUoWf9nzpIoaSjB+weqqUUmpaaasXVal72J+UX2B+2RPW3RcT0eOzQgqlJL3RKrTJvdsjE3JEAvGq3lGHSZXy28G3skua2SmVi/w4yCE",
        "6gbODqnTWlg7+wC604ydGXA8VJiS5ap43JXiUFFAaQ=="
    );
    const GITHUB_NOW: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    #[test]
    fn a_key_that_its_service_replaced_is_told() {
        let key = |line: &str| PublicKey::from_line(line).unwrap();
        let seen = |on_record: &str, shown: &str, known: bool| {
            let record = KnownKey {
                file: "/h/.ssh/known_hosts".into(),
                line: 3,
                key: key(on_record),
                hashed: false,
            };
            let kind = match known {
                true => StandingKind::Changed(vec![record]),
                false => StandingKind::Unknown,
            };
            let standing = HostKeyStanding {
                met: None,
                written: Vec::new(),
                other_types: Vec::new(),
                address: Vec::new(),
                name: String::from("github.com"),
                offered: key(shown),
                kind,
                other_names: Vec::new(),
                unreadable: Vec::new(),
                broken: Vec::new(),
                files: Vec::new(),
            };
            let cause: Box<dyn Cause> = match known {
                true => Box::new(HostKeyChanged {
                    standing,
                    recorded: None,
                    rebuilt: None,
                    strict: StrictHostKeyChecking::Ask,
                    software: None,
                }),
                false => Box::new(HostKeyUnknown {
                    standing,
                    strict: StrictHostKeyChecking::Ask,
                    someone_to_ask: true,
                }),
            };
            let seen = cause.evidence(&check::web1()).into_iter();
            seen.map(|seen| seen.text.lang(Lang::En).to_owned())
                .collect::<Vec<_>>()
                .join("\n")
        };
        for (on_record, shown, known, says, never) in [
            (
                GITHUB_OLD,
                GITHUB_NOW,
                true,
                "that GitHub replaced on 2023-03-24",
                "is not GitHub",
            ),
            (
                GITHUB_NOW,
                GITHUB_OLD,
                true,
                "GitHub has not used this key since 2023-03-24",
                "to be expected",
            ),
            (
                GITHUB_OLD,
                GITHUB_OLD,
                false,
                "whoever shows it is not GitHub",
                "publishes this very",
            ),
            (
                GITHUB_OLD,
                GITHUB_NOW,
                false,
                "publishes this very fingerprint",
                "is not GitHub",
            ),
        ] {
            let seen = seen(on_record, shown, known);
            assert!(seen.contains(says) && !seen.contains(never), "{seen}");
        }
    }
}
