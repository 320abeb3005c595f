//! Which OpenSSH the person's ssh is, where that changes its judgement.

use crate::evidence::SshConfig;

/// Major and minor number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Release(pub(super) u32, pub(super) u32);

/// An ssh of unknown version is taken for a new one.
const NEWEST: Release = Release(u32::MAX, 0);

impl Release {
    pub(super) fn of(config: &SshConfig) -> Release {
        config.version.as_deref().and_then(parse).unwrap_or(NEWEST)
    }
}

/// `OpenSSH_9.2p1 Debian-2`, `OpenSSH_for_Windows_9.5p1`.
fn parse(version: &str) -> Option<Release> {
    let word = version.split([' ', ',']).next()?;
    let numbers = word.strip_prefix("OpenSSH")?.rsplit('_').next()?;
    let (major, rest) = numbers.split_once('.')?;
    let minor: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(Release(major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        for (version, expected) in [
            (
                "OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19",
                Some(Release(9, 2)),
            ),
            ("OpenSSH_10.0p2", Some(Release(10, 0))),
            (
                "OpenSSH_for_Windows_8.6p1, LibreSSL 3.4.3",
                Some(Release(8, 6)),
            ),
            ("OpenSSH_7.4p1", Some(Release(7, 4))),
            ("dropbear", None),
            ("OpenSSH_", None),
        ] {
            assert_eq!(parse(version), expected, "{version}");
        }
        assert!(Release(8, 5) < Release(10, 3));
    }
}
