//! Commands of git that a step prints: each reaches the very repository that was asked for.

use std::path::Path;

use super::userauth::words::word;
use super::{Step, Where};
use crate::evidence::git::Repository;
use crate::finding::steps::without;
use crate::say;
use crate::shell::{Command, quote};
use crate::target::Target;

/// Asks the host for the repository, read-only.
pub(crate) fn list(repository: &Repository) -> Command {
    git(repository, &["ls-remote", &repository.address])
}

/// The same with one key and no other; the variable stands before every setting of git's.
pub(crate) fn list_with(target: &Target, repository: &Repository, file: &Path) -> Command {
    let ssh = format!("GIT_SSH_COMMAND={}", ssh(target, repository, file));
    let list = ["ls-remote", &repository.address];
    Command::new(["env", &ssh].into_iter().chain(words(repository, &list)))
}

/// The git command that stands in front, with its ssh talking, read by sshdoctor.
pub(crate) fn read_aloud(target: &Target) -> Step {
    let ssh = ["ssh", "-v"].map(String::from).into_iter();
    let ssh: Vec<String> = ssh
        .chain(target.options.iter().cloned())
        .map(|word| quote(&word))
        .collect();
    let set = format!("GIT_SSH_COMMAND={}", ssh.join(" "));
    // Of two assignments the last would count.
    let typed = target.in_front.iter();
    let typed = typed.filter(|word| !word.starts_with("GIT_SSH_COMMAND="));
    let words = ["env", &set].into_iter().chain(typed.map(String::as_str));
    Step::new(
        Where::Client,
        say!(
            "If git fails all the same: let sshdoctor read what git and its ssh tell.",
            "それでも git が失敗する場合は、git とその ssh の出力を sshdoctor に渡して確認します。"
        ),
    )
    .run(Command::new(words).pipe_all(Command::new(["sshdoctor", "log"])))
}

/// How this repository alone is made to use one key; nothing where there is no work tree to keep it in.
pub(crate) fn keep_key(target: &Target, repository: &Repository, file: &Path) -> Option<Step> {
    let ssh = ssh(target, repository, file);
    let repository = &without_ssh_command(repository);
    let by_variable = repository.ssh_command.as_ref();
    if by_variable.is_some_and(|(name, _)| *name == "GIT_SSH_COMMAND") {
        let text = say!(
            "GIT_SSH_COMMAND stands before every other setting: set it to the right key where it is set, or unset it.",
            "GIT_SSH_COMMAND はほかのどの設定よりも優先されます。設定している場所で正しい鍵を指定するか、設定を外します。"
        );
        let line = format!("export GIT_SSH_COMMAND={}", quote(&ssh));
        return Some(Step::new(Where::Client, text).lines([line]));
    }
    if repository.configured {
        let text = say!(
            "If that lists it: have this work tree use that key, and no other repository.",
            "一覧が表示されたら、この作業ツリーだけがその鍵を使うように設定します (ほかのリポジトリには影響しません)。"
        );
        let command = git(repository, &["config", "core.sshCommand", &ssh]);
        return Some(Step::new(Where::Client, text).run(command));
    }
    let setting = format!("core.sshCommand={ssh}");
    let text = say!(
        "If that lists it: clone with that key, and the new work tree goes on using it.",
        "一覧が表示されたら、その鍵を指定して clone します。作業ツリーは以後もその鍵を使います。"
    );
    let command = git(repository, &["clone", "-c", &setting, &repository.address]);
    (repository.command == "clone").then(|| Step::new(Where::Client, text).run(command))
}

/// The same without `-c core.sshCommand=…`, which would stand before what is to be kept.
fn without_ssh_command(repository: &Repository) -> Repository {
    let mut options = Vec::new();
    let mut words = repository.options.iter();
    while let Some(word) = words.next() {
        let value = words.as_slice().first();
        let is_ssh = |value: &String| value.to_ascii_lowercase().starts_with("core.sshcommand=");
        if word == "-c" && value.is_some_and(is_ssh) {
            words.next();
        } else {
            options.push(word.clone());
        }
    }
    Repository {
        options,
        ..repository.clone()
    }
}

/// An address at this host with a name to fill in.
pub(crate) fn example_address(target: &Target) -> String {
    let user = quote(&target.user);
    let host = quote(&target.host);
    match target.port {
        22 => format!("{user}@{host}:OWNER/NAME.git"),
        port => format!("ssh://{user}@{host}:{port}/OWNER/NAME.git"),
    }
}

fn git(repository: &Repository, command: &[&str]) -> Command {
    Command::new(words(repository, command))
}

fn words<'a>(
    repository: &'a Repository,
    command: &'a [&'a str],
) -> impl Iterator<Item = &'a str> + Clone {
    let options = repository.options.iter().map(String::as_str);
    ["git"]
        .into_iter()
        .chain(options)
        .chain(command.iter().copied())
}

/// The ssh that git is to run: a shell's line of its own. A port in the address is git's to add.
fn ssh(target: &Target, repository: &Repository, file: &Path) -> String {
    let port: &[&str] = match repository.address.contains("://") {
        true => &["Port"],
        false => &[],
    };
    let target = without(target, port);
    let first = ["ssh", "-o", "IdentitiesOnly=yes", "-i"].map(String::from);
    let words = first.into_iter().chain([word(file)]).chain(target.options);
    let words: Vec<String> = words.map(|word| quote(&word)).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::steps::check::web1;

    #[test]
    fn commands_reach_the_very_repository_with_the_key() {
        let repository =
            |options: &[&str], command: &str, configured, ssh: Option<&'static str>| Repository {
                address: String::from("ssh://git@web1:2222/o/it's"),
                options: options.iter().map(|&option| option.to_owned()).collect(),
                command: command.to_owned(),
                configured,
                ssh_command: ssh.map(|name| (name, String::from("ssh"))),
            };
        let mut target = web1();
        target.options = ["-p", "2222", "-J", "gw"].map(String::from).to_vec();
        let file = Path::new("/h/a key");
        let ssh = r#"ssh -o IdentitiesOnly=yes -i '\''/h/a key'\'' -J gw"#;
        let address = r#"'ssh://git@web1:2222/o/it'\''s'"#;
        let pull = repository(&["-C", "w"], "pull", true, None);
        let with = list_with(&target, &pull, file);
        assert_eq!(
            with.line().unwrap(),
            format!("env 'GIT_SSH_COMMAND={ssh}' git -C w ls-remote {address}")
        );
        let kept = |repository: &Repository| {
            let step = keep_key(&target, repository, file)?;
            let command = step
                .command
                .and_then(|command| command.line().map(str::to_owned));
            command.or_else(|| step.lines.first().cloned())
        };
        let set = ["-c", "core.sshCommand=ssh -i old", "-c", "a=b"];
        for (repository, expected) in [
            (
                pull,
                Some(format!("git -C w config core.sshCommand '{ssh}'")),
            ),
            (
                repository(&set, "clone", false, Some("core.sshCommand")),
                Some(format!(
                    "git -c a=b clone -c 'core.sshCommand={ssh}' {address}"
                )),
            ),
            (
                repository(&[], "push", true, Some("GIT_SSH_COMMAND")),
                Some(format!("export GIT_SSH_COMMAND='{ssh}'")),
            ),
            (repository(&[], "push", false, None), None),
        ] {
            assert_eq!(kept(&repository), expected);
        }
    }
}
