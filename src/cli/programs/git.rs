//! git: the repository's address on its command line, or in its configuration.

use super::{Login, Place, is_destination, remote_shell};
use crate::evidence::git::{GitCommand, GitConfiguration, Repository};

/// Commands whose repository may be `host:path` without a user: elsewhere such a word is a refspec.
const TAKES_AN_ADDRESS: [&str; 4] = ["clone", "ls-remote", "remote", "submodule"];

/// Commands whose first word that is no option is a remote's name, or an address.
const TAKES_A_REMOTE: [&str; 4] = ["push", "fetch", "pull", "ls-remote"];

/// git's own options that take the next word.
const WITH_A_WORD: [&str; 7] = [
    "-C",
    "-c",
    "--git-dir",
    "--work-tree",
    "--namespace",
    "--exec-path",
    "--config-env",
];

/// Options of the commands that take the next word (git-push(1), git-fetch(1), git-pull(1), git-ls-remote(1)).
const OF_COMMANDS: [&str; 16] = [
    "-o",
    "--push-option",
    "--server-option",
    "--receive-pack",
    "--upload-pack",
    "--exec",
    "--depth",
    "--deepen",
    "--shallow-since",
    "--shallow-exclude",
    "--refmap",
    "--negotiation-tip",
    "-j",
    "--sort",
    "-s",
    "-X",
];

/// `git clone git@host:path`, `git push ssh://host/path`, `git -C dir pull` …
pub(super) fn git(words: Vec<String>) -> Result<Login, String> {
    let mut command = GitCommand {
        words: words.clone(),
        ..GitCommand::default()
    };
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let name = word.split('=').next().unwrap_or_default();
        let leads = [
            "-C",
            "-c",
            "--git-dir",
            "--work-tree",
            "--config-env",
            "--bare",
        ];
        if !word.starts_with('-') {
            command.name = word;
            break;
        }
        let value = WITH_A_WORD
            .contains(&word.as_str())
            .then(|| words.next())
            .flatten();
        if leads.contains(&name) {
            command.options.push(word);
            command.options.extend(value);
        }
    }
    let rest: Vec<String> = words.collect();
    if command.name == "clone" {
        let settings = rest
            .windows(2)
            .filter(|pair| pair[0] == "-c" || pair[0] == "--config");
        let settings = settings.flat_map(|pair| [String::from("-c"), pair[1].clone()]);
        command.options.extend(settings);
    }
    command.place = place(&command.name, &rest);
    Ok(Login {
        git: Some(command),
        ..Login::default()
    })
}

/// The word that names the repository: an address wherever it stands, else a remote's name where one may stand.
fn place(command: &str, words: &[String]) -> Option<String> {
    let bare_host = TAKES_AN_ADDRESS.contains(&command);
    let is_address = |word: &&String| {
        let named = word.contains("://")
            || Place::from_copy_operand(word).is_some_and(|place| {
                place.word.contains('@') || (bare_host && is_destination(&place.word))
            });
        !word.starts_with('-') && named
    };
    if let Some(address) = words.iter().find(is_address) {
        return Some(address.clone());
    }
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if OF_COMMANDS.contains(&word.as_str()) {
            rest.next();
        } else if !word.starts_with('-') {
            let named = TAKES_A_REMOTE.contains(&command) || command == "clone";
            return named.then(|| word.clone());
        }
    }
    None
}

/// Where the command leads, by what git itself says of it.
pub(crate) fn leads_to(
    command: &GitCommand,
    configuration: GitConfiguration,
) -> Result<(Login, Repository), String> {
    let address = configuration.address.or_else(|| command.place.clone());
    let place = match &address {
        Some(address) => place_of(address)?,
        None => None,
    };
    let (Some(address), Some(place)) = (address, place) else {
        return Err(String::from(
            "git names no host there; give the repository's address: sshdoctor git ls-remote \"$(git remote get-url origin)\"",
        ));
    };
    let mut login = Login::default();
    login.set_place(place)?;
    if let Some((name, words)) = &configuration.ssh_command {
        let mut shell = Login::default();
        remote_shell(&mut shell, &as_words(words)?)
            .map_err(|error| format!("{name} is '{words}': {error}"))?;
        // git puts its own -p behind, and ssh takes the first.
        login.options.splice(0..0, shell.options);
    }
    let repository = Repository {
        address,
        options: command.options.clone(),
        command: command.name.clone(),
        configured: configuration.configured,
        ssh_command: configuration.ssh_command,
    };
    Ok((login, repository))
}

/// git gives the command to a shell: one that needs a shell cannot be read as words.
fn as_words(command: &str) -> Result<String, String> {
    match command.contains(['$', '`', ';', '|', '&', '<', '>', '(', '\n']) {
        true => Err(format!(
            "git runs '{command}' through a shell, which sshdoctor does not: set it to a plain ssh command"
        )),
        false => Ok(command.to_owned()),
    }
}

/// Where an address leads, if it is one of ssh at all (git-fetch(1), GIT URLS).
fn place_of(address: &str) -> Result<Option<Place>, String> {
    if let Some((scheme, rest)) = address.split_once("://") {
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
    let place = Place::from_copy_operand(address);
    Ok(place.filter(|place| place.word.contains('@') || is_destination(&place.word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands on the command line, and git knows nothing more.
    fn shown(line: &str) -> Result<String, String> {
        with(line, GitConfiguration::default())
    }

    fn with(line: &str, configuration: GitConfiguration) -> Result<String, String> {
        let command = git(shlex::split(line).unwrap())?.git.unwrap();
        let (login, _) = leads_to(&command, configuration)?;
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
    fn a_command_is_told_from_its_options() {
        for (line, options, name, place) in [
            ("push", "", "push", None),
            ("push origin main:main", "", "push", Some("origin")),
            ("push -o ci.skip -f up main", "", "push", Some("up")),
            ("-C /w -c a=b pull --rebase", "-C /w -c a=b", "pull", None),
            (
                "--git-dir=/x --no-pager fetch --depth 1 up",
                "--git-dir=/x",
                "fetch",
                Some("up"),
            ),
            ("clone gh:o/r", "", "clone", Some("gh:o/r")),
            (
                "clone -c core.sshCommand='ssh -i k' git@h:o/r",
                "-c core.sshCommand=ssh -i k",
                "clone",
                Some("git@h:o/r"),
            ),
            ("clone -b main ./local", "", "clone", Some("main")),
            ("submodule update --init", "", "submodule", None),
        ] {
            let command = git(shlex::split(line).unwrap()).unwrap().git.unwrap();
            assert_eq!(command.options.join(" "), options, "{line}");
            assert_eq!(command.name, name, "{line}");
            assert_eq!(command.place.as_deref(), place, "{line}");
        }
    }

    #[test]
    fn what_git_says_counts() {
        let says = |address: &str, ssh: Option<&str>| GitConfiguration {
            address: Some(address.to_owned()),
            configured: true,
            ssh_command: ssh.map(|ssh| ("core.sshCommand", ssh.to_owned())),
        };
        for (line, configuration, expected) in [
            ("push", says("git@web1:o/r", None), Ok(" git@web1")),
            ("push origin", says("web1:o/r", None), Ok(" web1")),
            (
                "clone https://github.com/o/r",
                says("git@github.com:o/r", None),
                Ok(" git@github.com"),
            ),
            (
                "pull",
                says("ssh://git@web1:22/o/r", Some("ssh -i '/k a' -p 2222 -v")),
                Ok("-i /k a -p 2222 -p 22 git@web1"),
            ),
            (
                "pull",
                says("https://github.com/o/r", None),
                Err("does not use SSH"),
            ),
            ("pull", says("/srv/r.git", None), Err("names no host")),
            (
                "pull",
                says("git@web1:o/r", Some("plink -i k")),
                Err("core.sshCommand is 'plink -i k': the remote shell given is not ssh"),
            ),
            (
                "pull",
                says("git@web1:o/r", Some("ssh -i $(pick)")),
                Err("through a shell"),
            ),
        ] {
            match (with(line, configuration), expected) {
                (Ok(shown), Ok(expected)) => assert_eq!(shown, expected, "{line}"),
                (Err(refusal), Err(hint)) => assert!(refusal.contains(hint), "{line}: {refusal}"),
                (shown, expected) => panic!("{line}: {shown:?}, expected {expected:?}"),
            }
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
