//! Commands a person can paste: every word quoted for a POSIX shell.

use std::path::Path;

use crate::text::drives_a_terminal;

/// One complete command line. It can only be made from words, so it is always quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(String);

impl Command {
    /// The command line whose words are `words`.
    pub fn new<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Command {
        Command(
            words
                .into_iter()
                .map(|word| quote(word.as_ref()))
                .collect::<Vec<_>>()
                .join(" "),
        )
    }

    /// This command as the first words of `next`: `sudo ssh …`.
    pub fn before(self, next: Command) -> Command {
        Command(format!("{} {}", self.0, next.0))
    }

    /// This command, and `next` when it succeeds.
    pub fn and(self, next: Command) -> Command {
        Command(format!("{} && {}", self.0, next.0))
    }

    /// This command, and `next` when it fails.
    pub fn or(self, next: Command) -> Command {
        Command(format!("{} || {}", self.0, next.0))
    }

    /// This command with its output sent through `next`.
    pub fn pipe(self, next: Command) -> Command {
        Command(format!("{} | {}", self.0, next.0))
    }

    /// This command with its output and its error messages sent through `next`.
    pub fn pipe_all(self, next: Command) -> Command {
        Command(format!("{} 2>&1 | {}", self.0, next.0))
    }

    /// This command with its output written to `file`, which is made anew.
    pub fn into_file(self, file: &Path) -> Command {
        Command(format!("{} > {}", self.0, quote(&file.to_string_lossy())))
    }

    /// This command with its output added to the end of `file`.
    pub fn onto_file(self, file: &Path) -> Command {
        Command(format!("{} >> {}", self.0, quote(&file.to_string_lossy())))
    }

    /// The line, or nothing where a word holds what cannot safely be shown or pasted (a control or direction-changing
    /// character): such a command is described, not printed.
    pub fn line(&self) -> Option<&str> {
        (!self.0.chars().any(drives_a_terminal)).then_some(self.0.as_str())
    }
}

/// `word` as one word of a POSIX shell, in single quotes only where it needs them. A leading `=` is quoted for zsh, which
/// expands it; a leading `~` because every shell does.
pub fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    if !word.is_empty() && word.chars().all(plain) && !word.starts_with('=') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_comes_back_whole() {
        for word in [
            "plain",
            "two words",
            "a'b",
            "$(id)",
            "`id`",
            "",
            "-x",
            "*",
            "[srv]:2222",
            "=ls",
            "日本",
            "a;b",
            "~/x",
        ] {
            let line = Command::new(["cmd", word, "end"]);
            let words = shlex::split(line.line().unwrap()).unwrap();
            assert_eq!(words, ["cmd", word, "end"]);
        }
    }

    #[test]
    fn plain_words_stay_readable() {
        for word in [
            "IdentitiesOnly=yes",
            "deploy@web1",
            "/home/u/.ssh/id_ed25519.pub",
            "+ssh-rsa",
            "a:b,c%",
        ] {
            assert_eq!(quote(word), word);
        }
        assert_eq!(quote("it's"), r"'it'\''s'");
    }

    #[test]
    fn what_cannot_be_pasted_is_not_printed() {
        for word in ["a\nb", "\u{1b}[0m", "\u{202e}", "\u{0}"] {
            assert_eq!(Command::new(["cmd", word]).line(), None, "{word:?}");
        }
    }
}
