//! What the file system says of when a key came to be.

use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::evidence::FileDate;
use crate::probe::public_half::with_suffix;

/// Birth, where it is kept (statx(2)), and last write of both halves, as far as they are there. A copy that keeps the times
/// has an old write and a new birth, a file that was written anew in its place the reverse.
pub(super) fn of(path: &Path) -> Vec<FileDate> {
    let mut dates = Vec::new();
    for path in [path.to_owned(), with_suffix(path, ".pub")] {
        let Some(metadata) = fs::metadata(&path).ok().filter(fs::Metadata::is_file) else {
            continue;
        };
        let times = [(true, metadata.created()), (false, metadata.modified())];
        for (birth, time) in times {
            dates.extend(time.ok().map(|time| FileDate {
                path: path.clone(),
                at: seconds(time),
                birth,
            }));
        }
    }
    dates
}

/// Seconds since 1970; 0 for what lies before.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn each_half_has_its_dates_and_what_is_not_there_has_none() {
        let home = tempfile::tempdir().unwrap();
        let key = home.path().join("key");
        fs::write(&key, "private").unwrap();
        fs::create_dir(home.path().join("key.pub")).unwrap();
        let write = |time| {
            let file = fs::File::options().append(true).open(&key).unwrap();
            file.set_modified(time).unwrap();
            let dates = of(&key);
            assert!(
                dates.iter().all(|date| date.path == key),
                "a directory is no half"
            );
            let written: Vec<u64> = dates
                .iter()
                .filter(|it| !it.birth)
                .map(|it| it.at)
                .collect();
            written
        };
        assert_eq!(
            write(UNIX_EPOCH + Duration::from_secs(1_500_000_000)),
            [1_500_000_000]
        );
        assert_eq!(write(UNIX_EPOCH - Duration::from_secs(9)), [0]);
        let future = UNIX_EPOCH + Duration::from_secs(1 << 33);
        assert_eq!(write(future), [1 << 33]);
        assert!(of(&home.path().join("gone")).is_empty());
    }
}
