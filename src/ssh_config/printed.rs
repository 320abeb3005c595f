//! What `ssh -G` prints: a keyword and its value a line.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

/// Keywords in lower case with their values, in ssh's order.
pub(super) struct Printed(Vec<(String, OsString)>);

impl Printed {
    /// Reads the output. Values are bytes: a path need not be UTF-8.
    pub(super) fn read(stdout: &[u8]) -> Printed {
        let pair = |line: &[u8]| {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let end = line.iter().position(|&byte| byte == b' ')?;
            let keyword = String::from_utf8_lossy(&line[..end]).to_ascii_lowercase();
            Some((keyword, OsString::from_vec(line[end + 1..].to_vec())))
        };
        Printed(
            stdout
                .split(|&byte| byte == b'\n')
                .filter_map(pair)
                .collect(),
        )
    }

    /// What a command line says, as if ssh had printed it.
    pub(super) fn from_settings(settings: Vec<(String, &str)>) -> Printed {
        Printed(
            settings
                .into_iter()
                .map(|(keyword, value)| (keyword, OsString::from(value)))
                .collect(),
        )
    }

    /// Did ssh print its configuration, and not something else?
    pub(super) fn is_configuration(&self) -> bool {
        ["user", "hostname", "port"]
            .iter()
            .all(|keyword| self.bytes(keyword).is_some())
    }

    /// The value of the first of these names, newer before older; `none` and nothing are no value.
    pub(super) fn named(&self, keywords: &[&str]) -> Option<String> {
        keywords.iter().find_map(|keyword| self.text(keyword))
    }

    /// The value as text; `none` and nothing are no value.
    pub(super) fn text(&self, keyword: &str) -> Option<String> {
        self.bytes(keyword)
            .map(|value| value.to_string_lossy().into_owned())
    }

    /// The value as it is; `none` and nothing are no value.
    pub(super) fn bytes<'a>(&'a self, keyword: &'a str) -> Option<&'a OsStr> {
        self.all(keyword).next()
    }

    /// All values; `none` and nothing are no value.
    pub(super) fn all<'a>(&'a self, keyword: &'a str) -> impl Iterator<Item = &'a OsStr> {
        self.0
            .iter()
            .filter(move |(name, _)| name == keyword)
            .map(|(_, value)| value.as_os_str())
            .filter(|value| !value.is_empty() && !value.as_bytes().eq_ignore_ascii_case(b"none"))
    }

    /// Is the value `none` in so many words?
    pub(super) fn says_none(&self, keyword: &str) -> bool {
        self.said(keyword)
            .is_some_and(|value| value.eq_ignore_ascii_case("none"))
    }

    /// The value as text where `none` has a meaning of its own.
    pub(super) fn said(&self, keyword: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(name, _)| name == keyword)
            .map(|(_, value)| value.to_string_lossy().into_owned())
    }

    /// A flag, in any of the spellings of the releases; what is not printed is `default`.
    pub(super) fn flag(&self, keywords: &[&str], default: bool) -> bool {
        match self.named(keywords) {
            Some(value) => !matches!(value.as_str(), "no" | "false" | "off"),
            None => default,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_whatever_they_hold() {
        let printed = Printed::read(
            b"user a b\r\nHostName x\nport 22\nproxycommand none\nidentityfile /\xff k\nidentityfile b\nempty \nalone\n",
        );
        assert!(printed.is_configuration());
        assert_eq!(printed.text("user").as_deref(), Some("a b"));
        assert_eq!(printed.text("hostname").as_deref(), Some("x"));
        assert_eq!(printed.text("proxycommand"), None);
        assert_eq!(printed.text("empty"), None);
        assert_eq!(printed.text("alone"), None);
        let files: Vec<_> = printed.all("identityfile").map(OsStr::as_bytes).collect();
        assert_eq!(files, [&b"/\xff k"[..], b"b"]);
        assert!(!Printed::read(b"usage: ssh\nuser x\n").is_configuration());
    }

    #[test]
    fn flags_have_many_spellings() {
        let printed = Printed::read(b"a yes\nb no\nc false\nd host-bound\n");
        let flag = |keyword| printed.flag(&[keyword], true);
        assert_eq!(
            ["a", "b", "c", "d", "e"].map(flag),
            [true, false, false, true, true]
        );
        assert!(!printed.flag(&["e"], false));
        assert!(!printed.flag(&["e", "b"], true));
    }
}
