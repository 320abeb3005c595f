//! The system's words for its errors, in the languages and dialects people paste, and the error each stands for.

mod glibc;
mod words;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// What an error of the system means for a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Errno {
    /// ECONNREFUSED
    Refused,
    /// ETIMEDOUT, or the caller's own patience.
    TimedOut,
    /// EHOSTUNREACH
    HostUnreachable,
    /// ENETUNREACH
    NetworkUnreachable,
    /// ECONNRESET, ECONNABORTED
    Reset,
    /// EACCES, EPERM
    NotPermitted,
    /// EADDRNOTAVAIL
    AddressNotAvailable,
    /// EADDRINUSE
    AddressInUse,
    /// EINVAL
    Invalid,
    /// ENOENT
    NotFound,
    /// ENOSPC, EDQUOT
    DiskFull,
    /// EAI_NONAME
    NoName,
    /// EAI_AGAIN
    TryAgain,
    /// EAI_NODATA, EAI_ADDRFAMILY
    NoAddress,
    /// EAI_FAIL
    ResolverFailed,
}

/// All words there are, each with what it means.
fn all() -> impl Iterator<Item = (&'static str, Errno)> {
    let words = words::TABLE.iter();
    let words = words.flat_map(|(errno, texts)| texts.iter().map(|text| (*text, *errno)));
    let glibc = glibc::TABLE.iter();
    let glibc = glibc.flat_map(|(errno, texts)| texts.split('|').map(|text| (text, *errno)));
    words.chain(glibc)
}

/// They are a thousand, and a large log asks for every line.
static FINDER: LazyLock<Option<(AhoCorasick, Vec<Errno>)>> = LazyLock::new(|| {
    let (words, errors): (Vec<&str>, Vec<Errno>) = all().unzip();
    let finder = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(words)
        .ok()?;
    Some((finder, errors))
});

/// The error whose words stand in `text`; of several the one named first.
pub(super) fn errno(text: &str) -> Option<Errno> {
    let (finder, errors) = FINDER.as_ref()?;
    let found = finder.find(&text.to_lowercase())?;
    errors.get(found.pattern().as_usize()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_names_its_error() {
        for (text, errno_of) in [
            (
                "connect to host web1 port 22: Connection refused",
                Some(Errno::Refused),
            ),
            ("接続を拒否されました", Some(Errno::Refused)),
            ("Connexion refusée", Some(Errno::Refused)),
            ("Operation timed out", Some(Errno::TimedOut)),
            ("ホストへの経路がありません", Some(Errno::HostUnreachable)),
            (
                "nodename nor servname provided, or not known",
                Some(Errno::NoName),
            ),
            (
                "Temporary failure in name resolution",
                Some(Errno::TryAgain),
            ),
            ("all is well", None),
        ] {
            assert_eq!(errno(text), errno_of, "{text}");
        }
    }

    #[test]
    fn every_word_is_in_lower_case_and_means_one_error() {
        for (text, means) in all() {
            assert_eq!(text, text.to_lowercase());
            assert_eq!(errno(text), Some(means), "{text}");
        }
    }
}
