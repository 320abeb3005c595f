//! A git command in front, and what git's own configuration makes of it.

/// The command as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GitCommand {
    /// All its words, without the first.
    pub words: Vec<String>,
    /// git's own options that lead to a configuration: `-C`, `-c`, `--git-dir`, `--work-tree`, each value a word of its own.
    pub options: Vec<String>,
    /// `clone`, `push` …
    pub name: String,
    /// The address or the name of a remote, where one is typed.
    pub place: Option<String>,
    /// Assignments before the command: `GIT_SSH_COMMAND=…`.
    pub environment: Vec<(String, String)>,
}

/// What git itself says (`git config`, `git remote get-url`, `git ls-remote --get-url`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GitConfiguration {
    /// The address, `insteadOf` and `pushInsteadOf` done; none where git knows none.
    pub address: Option<String>,
    /// It is that of a remote.
    pub configured: bool,
    /// What names the ssh that git runs, and the command: `GIT_SSH_COMMAND`, `core.sshCommand`, `GIT_SSH`.
    pub ssh_command: Option<(&'static str, String)>,
}
