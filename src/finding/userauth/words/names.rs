//! How a key, a path, a name and a time are written.

use std::path::{Path, PathBuf};

use crate::evidence::PublicKey;
use crate::target::Target;
use crate::text::Untrusted;

/// `ED25519 SHA256:…`
pub(crate) fn key_name(key: &PublicKey) -> String {
    Untrusted::from(format!("{} {}", key.kind(), key.fingerprint()).as_str()).visible(120)
}

/// A path as a person may see it.
pub(crate) fn show(path: &Path) -> String {
    Untrusted::new(path.as_os_str().as_encoded_bytes()).visible(120)
}

/// A path as a word of a command.
pub(crate) fn word(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Names from the network in one line.
pub(crate) fn join(names: &[String]) -> String {
    Untrusted::from(names.join(",").as_str()).visible(120)
}

/// Several paths in one line.
pub(crate) fn join_paths(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths.iter().map(|path| show(path)).collect();
    shown.join(", ")
}

/// `path` with `suffix` behind its name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The private key file that belongs to `path`, whether that is the private file, its `.pub` or its `-cert.pub`.
pub(crate) fn private_file(path: &Path) -> PathBuf {
    let name = word(path);
    let stem = name
        .strip_suffix("-cert.pub")
        .or_else(|| name.strip_suffix(".pub"));
    stem.map_or_else(|| path.to_owned(), PathBuf::from)
}

/// The public key file beside `path`.
pub(crate) fn public_file(path: &Path) -> PathBuf {
    with_suffix(&private_file(path), ".pub")
}

/// The certificate file that belongs to `path`.
pub(crate) fn certificate_file(path: &Path) -> PathBuf {
    if word(path).ends_with("-cert.pub") {
        path.to_owned()
    } else {
        with_suffix(&private_file(path), "-cert.pub")
    }
}

/// The login name as a person may see it.
pub(crate) fn user(target: &Target) -> String {
    Untrusted::from(target.user.as_str()).visible(64)
}

/// The host as a person may see it.
pub(crate) fn host(target: &Target) -> String {
    Untrusted::from(target.host.as_str()).visible(120)
}

/// Seconds since 1970 as a date and time in UTC (proleptic Gregorian, after Howard Hinnant's `civil_from_days`).
pub(crate) fn utc(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC",
        rest / 3_600,
        rest % 3_600 / 60,
        rest % 60
    )
}
