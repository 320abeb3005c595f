//! Releases of OpenSSH: which one a program is, and how old that is.

use super::SshConfig;
use crate::text::Untrusted;

/// Major and minor number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release(pub u32, pub u32);

/// An ssh of unknown version is taken for a new one.
const NEWEST: Release = Release(u32::MAX, 0);

impl Release {
    /// The person's own ssh; one that does not tell counts as new.
    pub fn of(config: &SshConfig) -> Release {
        config
            .version
            .as_deref()
            .and_then(Release::read)
            .unwrap_or(NEWEST)
    }

    /// The server, by its identification string; `None` for another program.
    pub fn of_server(ident: &Untrusted) -> Option<Release> {
        let text = ident.visible(255);
        let (_, software) = text.strip_prefix("SSH-")?.split_once('-')?;
        Release::read(software)
    }

    /// `OpenSSH_9.2p1 Debian-2`, `OpenSSH_for_Windows_9.5p1`.
    pub fn read(version: &str) -> Option<Release> {
        let word = version.split([' ', ',']).next()?;
        let numbers = word.strip_prefix("OpenSSH")?.rsplit('_').next()?;
        let (major, rest) = numbers.split_once('.')?;
        let minor: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some(Release(major.parse().ok()?, minor.parse().ok()?))
    }

    /// The month it came out, `2021-09`; `None` for one this program does not know.
    pub fn month(self) -> Option<&'static str> {
        MONTHS
            .iter()
            .find(|(release, _)| *release == self)
            .map(|(_, month)| *month)
    }
}

/// The month before which no server can have run the software that it shows: `2023-06`, and what came out then, `Debian
/// 12`. A package for a stable release of Debian (`+deb12u3`) is later than that release.
pub fn not_before(ident: &Untrusted) -> Option<(String, &'static str)> {
    let release = Release::of_server(ident)?;
    let text = ident.visible(255);
    let debian = DEBIAN.iter().find_map(|(number, month)| {
        let package = format!("+deb{number}u");
        text.contains(&package)
            .then(|| (format!("Debian {number}"), *month))
    });
    let Release(major, minor) = release;
    let openssh = release
        .month()
        .map(|month| (format!("OpenSSH {major}.{minor}"), month));
    openssh
        .into_iter()
        .chain(debian)
        .max_by_key(|(_, month)| *month)
}

/// When each stable release of Debian came out (its own announcements).
const DEBIAN: &[(u32, &str)] = &[
    (7, "2013-05"),
    (8, "2015-04"),
    (9, "2017-06"),
    (10, "2019-07"),
    (11, "2021-08"),
    (12, "2023-06"),
    (13, "2025-08"),
];

/// When each portable release was tagged in OpenSSH's own history.
const MONTHS: &[(Release, &str)] = &[
    (Release(3, 7), "2003-09"),
    (Release(3, 8), "2004-02"),
    (Release(3, 9), "2004-08"),
    (Release(4, 0), "2005-03"),
    (Release(4, 1), "2005-05"),
    (Release(4, 2), "2005-09"),
    (Release(4, 3), "2006-02"),
    (Release(4, 4), "2006-09"),
    (Release(4, 5), "2006-11"),
    (Release(4, 6), "2007-03"),
    (Release(4, 7), "2007-09"),
    (Release(4, 9), "2008-03"),
    (Release(5, 0), "2008-04"),
    (Release(5, 1), "2008-07"),
    (Release(5, 2), "2009-02"),
    (Release(5, 3), "2009-09"),
    (Release(5, 4), "2010-03"),
    (Release(5, 5), "2010-04"),
    (Release(5, 6), "2010-08"),
    (Release(5, 7), "2011-01"),
    (Release(5, 8), "2011-02"),
    (Release(5, 9), "2011-09"),
    (Release(6, 0), "2012-04"),
    (Release(6, 1), "2012-08"),
    (Release(6, 2), "2013-03"),
    (Release(6, 3), "2013-09"),
    (Release(6, 4), "2013-11"),
    (Release(6, 5), "2014-01"),
    (Release(6, 6), "2014-03"),
    (Release(6, 7), "2014-10"),
    (Release(6, 8), "2015-03"),
    (Release(6, 9), "2015-07"),
    (Release(7, 0), "2015-08"),
    (Release(7, 1), "2015-08"),
    (Release(7, 2), "2016-02"),
    (Release(7, 3), "2016-07"),
    (Release(7, 4), "2016-12"),
    (Release(7, 5), "2017-03"),
    (Release(7, 6), "2017-10"),
    (Release(7, 7), "2018-04"),
    (Release(7, 8), "2018-08"),
    (Release(7, 9), "2018-10"),
    (Release(8, 0), "2019-04"),
    (Release(8, 1), "2019-10"),
    (Release(8, 2), "2020-02"),
    (Release(8, 3), "2020-05"),
    (Release(8, 4), "2020-09"),
    (Release(8, 5), "2021-03"),
    (Release(8, 6), "2021-04"),
    (Release(8, 7), "2021-08"),
    (Release(8, 8), "2021-09"),
    (Release(8, 9), "2022-02"),
    (Release(9, 0), "2022-04"),
    (Release(9, 1), "2022-10"),
    (Release(9, 2), "2023-02"),
    (Release(9, 3), "2023-03"),
    (Release(9, 4), "2023-08"),
    (Release(9, 5), "2023-10"),
    (Release(9, 6), "2023-12"),
    (Release(9, 7), "2024-03"),
    (Release(9, 8), "2024-07"),
    (Release(9, 9), "2024-09"),
    (Release(10, 0), "2025-04"),
    (Release(10, 1), "2025-10"),
    (Release(10, 2), "2025-10"),
    (Release(10, 3), "2026-04"),
    (Release(10, 4), "2026-07"),
    (Release(10, 5), "2026-08"),
];

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
            assert_eq!(Release::read(version), expected, "{version}");
        }
        assert!(Release(8, 5) < Release(10, 3));
    }

    #[test]
    fn a_server_s_software_did_not_run_before_it_came_out() {
        for (ident, expected) in [
            (
                "SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.10",
                Some(("OpenSSH 8.9", "2022-02")),
            ),
            (
                "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3",
                Some(("Debian 12", "2023-06")),
            ),
            (
                "SSH-2.0-OpenSSH_9.2p1 Debian-2",
                Some(("OpenSSH 9.2", "2023-02")),
            ),
            // A newer OpenSSH in an older Debian.
            (
                "SSH-2.0-OpenSSH_9.9p1 x+deb12u1",
                Some(("OpenSSH 9.9", "2024-09")),
            ),
            ("SSH-2.0-OpenSSH_99.9", None),
            ("SSH-2.0-dropbear_2022.83", None),
        ] {
            let found = not_before(&Untrusted::from(ident));
            let found = found.as_ref().map(|(what, month)| (what.as_str(), *month));
            assert_eq!(found, expected, "{ident}");
        }
    }

    #[test]
    fn a_server_is_as_old_as_it_says() {
        for (ident, expected) in [
            ("SSH-2.0-OpenSSH_5.3", Some("2009-09")),
            ("SSH-1.99-OpenSSH_7.4p1 Raspbian-10", Some("2016-12")),
            ("SSH-2.0-dropbear_2022.83", None),
            ("SSH-2.0-OpenSSH_99.9", None),
        ] {
            let release = Release::of_server(&ident.into());
            assert_eq!(release.and_then(Release::month), expected, "{ident}");
        }
    }
}
