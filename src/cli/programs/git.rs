//! git: the repository's address on its command line.

use super::{Login, Place, is_destination};

/// Commands whose repository may be `host:path` without a user: elsewhere such a word is a refspec.
const TAKES_AN_ADDRESS: [&str; 4] = ["clone", "ls-remote", "remote", "submodule"];

/// `git clone git@host:path`, `git push ssh://host/path` …
pub(super) fn git(words: Vec<String>) -> Result<Login, String> {
    let bare_host = words
        .iter()
        .any(|word| TAKES_AN_ADDRESS.contains(&word.as_str()));
    for word in words.iter().filter(|word| !word.starts_with('-')) {
        if let Some(place) = address(word, bare_host)? {
            let mut login = Login {
                repository: repository(word),
                ..Login::default()
            };
            login.set_place(place)?;
            return Ok(login);
        }
    }
    Err(String::from(
        "git names no host there; give the repository's address: sshdoctor git ls-remote \"$(git remote get-url origin)\"",
    ))
}

/// The path of an address, as Git hosts name a repository: `owner/name`.
fn repository(address: &str) -> Option<String> {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => address.rsplit_once(':')?.1,
    };
    let path = path.trim_start_matches('/').trim_end_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    (!path.is_empty()).then(|| path.to_owned())
}

/// Where this word leads, if it is an address at all (git-fetch(1), GIT URLS).
fn address(word: &str, bare_host: bool) -> Result<Option<Place>, String> {
    if let Some((scheme, rest)) = word.split_once("://") {
        return match scheme {
            "ssh" | "git+ssh" | "ssh+git" => {
                let authority = rest.split('/').next().unwrap_or_default();
                Place::from_authority(authority).map(Some)
            }
            "http" | "https" | "git" | "file" => {
                Err(format!("git does not use SSH for {scheme}:// addresses"))
            }
            _ => Ok(None),
        };
    }
    Ok(Place::from_copy_operand(word)
        .filter(|place| place.word.contains('@') || (bare_host && is_destination(&place.word))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_repository() {
        for (address, expected) in [
            ("git@github.com:owner/name.git", Some("owner/name")),
            ("git@github.com:/owner/name/", Some("owner/name")),
            (
                "ssh://git@web1:2222/group/sub/name.git",
                Some("group/sub/name"),
            ),
            (
                "git@ssh.dev.azure.com:v3/org/project/name",
                Some("v3/org/project/name"),
            ),
            ("ssh://git@web1", None),
        ] {
            assert_eq!(repository(address).as_deref(), expected, "{address}");
        }
    }

    fn shown(line: &str) -> Result<String, String> {
        let login = git(shlex::split(line).unwrap())?;
        let (given, _) = login.destination.unwrap();
        Ok(format!("{} {given}", login.options.join(" ")))
    }

    #[test]
    fn the_target_is_read_off() {
        for (line, expected) in [
            ("clone git@github.com:o/r.git", " git@github.com"),
            ("clone --depth 1 -b main web1:r dir", " web1"),
            ("-C dir push git@web1:r main:main", " git@web1"),
            ("fetch ssh://git@web1:2222/r", "-p 2222 git@web1"),
            ("clone ssh://[::1]:2222/r", "-p 2222 ::1"),
            ("clone git+ssh://web1/r", " web1"),
            ("remote add origin web1:r", " web1"),
            ("submodule add git@web1:r", " git@web1"),
        ] {
            assert_eq!(shown(line).as_deref(), Ok(expected), "{line}");
        }
    }

    #[test]
    fn what_names_no_host_is_refused() {
        for (line, hint) in [
            ("push", "get-url"),
            ("push origin main:main", "get-url"),
            ("clone https://github.com/o/r", "does not use SSH"),
            ("clone ./local", "get-url"),
            ("clone ssh://-oProxyCommand=id/x", "'-'"),
            ("clone '-oX@h:p'", "get-url"),
            ("clone ssh://web1:x/r", "bad port"),
        ] {
            let refusal = shown(line).expect_err(line);
            assert!(refusal.contains(hint), "{line}: {refusal}");
        }
    }
}
