//! Does ssh offer HostKeyAlgorithms as they stand, or the types it knows the host by first?
//!
//! sshconnect2.c `ssh_kex2`, from 8.2 on: known types come first where the option is not set, or begins with `+` or `-`;
//! a list of its own, or one that begins with `^`, is used as it is. Before 8.2 (up to 8.1) whatever is set is used as it
//! is. `ssh -G` prints the finished list only, so the files have to be looked at.

use crate::evidence::SshConfig;
use crate::ssh_options::settings;

use super::Asked;
use super::files::places;
use super::lists::list;
use super::printed::Printed;
use super::provenance::Provenance;
use super::run::{Run, run};
use super::values::version_number;

const KEYWORD: &str = "hostkeyalgorithms";

/// Is the list used as it is?
pub(super) async fn fixed(asked: &Asked<'_>, config: &SshConfig, provenance: &Provenance) -> bool {
    let version = config.version.as_deref().and_then(version_number);
    let reordered = |value: &str| {
        value.starts_with(['+', '-']) && version.is_none_or(|version| version >= (8, 2))
    };
    let settings = settings(asked.options);
    if let Some((_, value)) = settings.iter().find(|(keyword, _)| keyword == KEYWORD) {
        return !reordered(value);
    }
    let set = places(&provenance.files, KEYWORD);
    if set.iter().all(|place| reordered(&place.value)) {
        return false;
    }
    let default = default_list(asked).await;
    if config.host_key_algorithms == default {
        // No block that sets it applied.
        return false;
    }
    if set.iter().any(|place| reordered(&place.value)) {
        return !derived(&config.host_key_algorithms, &default);
    }
    true
}

/// Could this list be the default with names added at its end, or taken away?
fn derived(list: &[String], default: &[String]) -> bool {
    let mut left = default.iter();
    list.starts_with(default) || list.iter().all(|name| left.any(|other| other == name))
}

/// The list this ssh uses where nobody sets one.
async fn default_list(asked: &Asked<'_>) -> Vec<String> {
    let arguments = ["-G", "-F", "none", "--", "localhost"];
    match run(asked.program, &arguments, asked.patience).await {
        Run::Ended(ended) => list(&Printed::read(&ended.stdout), &[KEYWORD], ""),
        Run::TimedOut { .. } | Run::NotStarted(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_the_default_keeps_its_order() {
        let names = |text: &str| text.split(',').map(String::from).collect::<Vec<_>>();
        let default = names("a,b,c");
        for (list, expected) in [
            ("a,b,c,x", true),
            ("a,c", true),
            ("b", true),
            ("c,a", false),
            ("x,a,b,c", false),
            ("a,x", false),
        ] {
            assert_eq!(derived(&names(list), &default), expected, "{list}");
        }
    }
}
