//! The settings of sshd that hold, and the lines they stand in.

use std::path::PathBuf;

use super::Look;
use crate::text::Untrusted;

/// A line of sshd's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigLine {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// Its text.
    pub text: Untrusted,
}

/// sshd's own values where nothing is configured (servconf.c `fill_default_server_options`).
const DEFAULTS: &[(&str, &str)] = &[
    ("port", "22"),
    ("usepam", "no"),
    ("permitrootlogin", "prohibit-password"),
    ("pubkeyauthentication", "yes"),
    ("strictmodes", "yes"),
    (
        "authorizedkeysfile",
        ".ssh/authorized_keys .ssh/authorized_keys2",
    ),
    ("authenticationmethods", "any"),
    ("chrootdirectory", "none"),
    ("revokedkeys", "none"),
    ("trustedusercakeys", "none"),
    ("authorizedkeyscommand", "none"),
    ("authorizedprincipalsfile", "none"),
    ("authorizedprincipalscommand", "none"),
    ("refuseconnection", "no"),
];

impl ConfigLine {
    /// Keyword in small letters, and the rest (`Keyword value` or `Keyword=value`).
    pub fn parts(&self) -> (String, String) {
        let text = self.text.visible(600);
        let text = text.trim();
        let end = text.find([' ', '\t', '=']).unwrap_or(text.len());
        let rest = text[end..].trim_start_matches([' ', '\t', '=']).trim();
        (text[..end].to_ascii_lowercase(), rest.to_owned())
    }
}

impl Look {
    /// The values of a setting, as far as they are known: what sshd itself tells, else what the files say where that is
    /// plain. Nothing where it cannot be told.
    pub fn settings(&self, keyword: &str) -> Option<Vec<String>> {
        if let Some(effective) = &self.effective {
            let own = effective
                .settings
                .iter()
                .filter(|(name, _)| name == keyword);
            return Some(own.map(|(_, value)| value.clone()).collect());
        }
        if !self.config_denied.is_empty() || self.config.is_empty() {
            return None;
        }
        let lines = self.lines_of(keyword);
        let general = |line: &&ConfigLine| {
            let before = self.config.iter().filter(|other| other.file == line.file);
            !before
                .into_iter()
                .any(|other| other.line < line.line && other.parts().0 == "match")
        };
        let one_file = lines.windows(2).all(|pair| pair[0].file == pair[1].file);
        match lines.first() {
            None => {
                let default = DEFAULTS.iter().find(|(name, _)| *name == keyword);
                Some(
                    default
                        .map(|(_, value)| (*value).to_owned())
                        .into_iter()
                        .collect(),
                )
            }
            Some(first) if one_file && lines.iter().all(general) => Some(vec![first.parts().1]),
            Some(_) => None,
        }
    }

    /// The one value of a setting.
    pub fn setting(&self, keyword: &str) -> Option<String> {
        self.settings(keyword)?.into_iter().next()
    }

    /// Is the setting known to be this (case does not count)?
    pub fn is_set(&self, keyword: &str, value: &str) -> bool {
        self.setting(keyword)
            .is_some_and(|set| set.eq_ignore_ascii_case(value))
    }

    /// The lines that set a keyword.
    pub fn lines_of(&self, keyword: &str) -> Vec<&ConfigLine> {
        self.config
            .iter()
            .filter(|line| line.parts().0 == keyword)
            .collect()
    }

    /// The line that most likely gives a keyword its value: the one that says just that, else the first.
    pub fn line_with(&self, keyword: &str, value: &str) -> Option<&ConfigLine> {
        let lines = self.lines_of(keyword);
        let says = |line: &&&ConfigLine| {
            let words = line.parts().1;
            words.eq_ignore_ascii_case(value) || words.split_whitespace().any(|word| word == value)
        };
        lines.iter().find(says).or(lines.first()).copied()
    }
}
