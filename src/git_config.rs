//! What the person's own git would do, asked of that very program: where a remote leads, and which ssh it runs.
//!
//! `git config`, `git remote get-url` and `git ls-remote --get-url` read configuration and speak to nobody.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::time::timeout;

use crate::environment::Environment;
use crate::evidence::git::{GitCommand, GitConfiguration};

/// git answers from its files in milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);
/// No address and no command is as long as this.
const MOST: u64 = 16 * 1024;

/// What git says of this command; where there is no git, or it knows nothing, what stands on the command line remains.
pub async fn ask(command: &GitCommand, environment: &Environment) -> GitConfiguration {
    let git = Git {
        command,
        home: environment.home.clone(),
    };
    let (address, configured) = git.address().await;
    GitConfiguration {
        address,
        configured,
        ssh_command: git.ssh_command(environment).await,
    }
}

/// What an assignment before the command changes of git's configuration.
fn own((name, value): &(String, String)) -> Option<(&String, &String)> {
    let leads = name.starts_with("GIT_") || name == "HOME" || name == "XDG_CONFIG_HOME";
    leads.then_some((name, value))
}

struct Git<'a> {
    command: &'a GitCommand,
    home: Option<PathBuf>,
}

impl Git<'_> {
    /// The address, and whether it is a remote's.
    async fn address(&self) -> (Option<String>, bool) {
        let place = self.command.place.as_deref();
        if place.is_some_and(|place| place.contains([':', '/'])) {
            let words = ["ls-remote", "--get-url", "--", place.unwrap_or_default()];
            return (self.line(&words).await, false);
        }
        if self.command.name == "submodule" {
            return (self.submodule().await, false);
        }
        let name = match (place, self.command.name.as_str()) {
            (Some(name), _) => Some(name.to_owned()),
            (None, "push") => self.push_remote().await,
            (None, "fetch" | "pull" | "ls-remote" | "remote") => None,
            (None, _) => return (None, false),
        };
        let address = match &name {
            Some(name) if self.command.name == "push" => {
                self.line(&["remote", "get-url", "--push", "--", name])
                    .await
            }
            Some(_) | None => None,
        };
        let address = match (address, &name) {
            (Some(address), _) => Some(address),
            (None, Some(name)) => self.line(&["ls-remote", "--get-url", "--", name]).await,
            (None, None) => self.line(&["ls-remote", "--get-url"]).await,
        };
        // git gives back what it does not know.
        let known = address.filter(|address| {
            Some(address.as_str()) != name.as_deref() && address.contains([':', '/'])
        });
        let configured = known.is_some();
        (known, configured)
    }

    /// The remote that a bare `git push` goes to (git-push(1), `branch.NAME.pushRemote`, `remote.pushDefault`).
    async fn push_remote(&self) -> Option<String> {
        if let Some(branch) = self.line(&["symbolic-ref", "-q", "HEAD"]).await {
            let format = "--format=%(push:remotename)";
            if let Some(name) = self.line(&["for-each-ref", format, &branch]).await {
                return Some(name);
            }
        }
        if let Some(name) = self.line(&["config", "--get", "remote.pushDefault"]).await {
            return Some(name);
        }
        let remotes = self.output(&["remote"]).await?;
        let mut names = remotes.lines();
        match (names.next(), names.next()) {
            (Some(only), None) => Some(only.to_owned()),
            (_, _) => Some(String::from("origin")),
        }
    }

    /// The first submodule's address: as recorded when it was set up, else as `.gitmodules` has it.
    async fn submodule(&self) -> Option<String> {
        let pattern = r"^submodule\..*\.url$";
        let recorded = self.output(&["config", "--get-regexp", pattern]).await;
        let top = self.line(&["rev-parse", "--show-toplevel"]).await?;
        let listed = format!("{top}/.gitmodules");
        let urls = match recorded {
            Some(urls) => urls,
            None => {
                self.output(&["config", "-f", &listed, "--get-regexp", pattern])
                    .await?
            }
        };
        let url = urls.lines().find_map(|line| line.split_once(' '))?.1;
        self.line(&["ls-remote", "--get-url", "--", url]).await
    }

    /// What names the ssh that git runs (connect.c `get_ssh_command`).
    async fn ssh_command(&self, environment: &Environment) -> Option<(&'static str, String)> {
        let variable = |name: &str| {
            let mut assigned = self.command.environment.iter().rev();
            let assigned = assigned.find(|(known, _)| known == name);
            let value = assigned.map(|(_, value)| value.clone());
            value.or_else(|| environment.var(name))
        };
        if let Some(command) = variable("GIT_SSH_COMMAND") {
            return Some(("GIT_SSH_COMMAND", self.without_home(command)));
        }
        if let Some(command) = self.line(&["config", "--get", "core.sshCommand"]).await {
            return Some(("core.sshCommand", self.without_home(command)));
        }
        // A program's name, no shell command.
        let program = variable("GIT_SSH")?;
        Some(("GIT_SSH", format!("'{}'", program.replace('\'', r"'\''"))))
    }

    /// The one variable that such commands usually hold, as the shell would fill it in.
    fn without_home(&self, command: String) -> String {
        let Some(home) = self.home.as_ref().and_then(|home| home.to_str()) else {
            return command;
        };
        command.replace("${HOME}", home).replace("$HOME", home)
    }

    /// The first line git prints; none where it fails or prints nothing.
    async fn line(&self, words: &[&str]) -> Option<String> {
        let output = self.output(words).await?;
        let line = output.lines().next()?.trim();
        (!line.is_empty()).then(|| line.to_owned())
    }

    async fn output(&self, words: &[&str]) -> Option<String> {
        let mut child = Command::new("git")
            .args(&self.command.options)
            .args(words)
            .envs(self.command.environment.iter().filter_map(own))
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let stdout = child.stdout.take()?;
        let mut bytes = Vec::new();
        let reading = async {
            stdout.take(MOST).read_to_end(&mut bytes).await.ok()?;
            child.wait().await.ok()
        };
        let status = timeout(PATIENCE, reading).await.ok().flatten()?;
        let text = String::from_utf8(bytes).ok()?;
        (status.success() && !text.trim().is_empty()).then_some(text)
    }
}
