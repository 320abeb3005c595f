//! The Host block that makes ssh offer one key and no other, and ssh's own view of it.

use std::path::{Path, PathBuf};

use super::{Evidence, PublicKey};
use crate::target::Target;
use crate::text::Untrusted;

/// ssh's own view (`ssh -G`) with the printed block in front of the person's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockView {
    /// It would offer this file first, and nothing that no file names.
    AsMeant,
    /// Something stronger stands against it: the line of `ssh -G` that says otherwise.
    Overruled(Untrusted),
    /// ssh could not be asked.
    CouldNotAsk,
}

/// A path as an argument in ssh_config(5): `%` doubled, in double quotes where a blank stands in it.
pub(crate) fn config_path(path: &Path) -> String {
    let escaped = path.to_string_lossy().replace('%', "%%");
    if escaped.contains([' ', '\t', '#']) {
        format!("\"{escaped}\"")
    } else {
        escaped
    }
}

/// A Host block for this target.
pub(crate) fn host_block(target: &Target, settings: &[String]) -> Vec<String> {
    let mut lines = vec![format!("Host {}", target.host)];
    lines.extend(settings.iter().map(|setting| format!("    {setting}")));
    lines
}

/// The settings that make ssh offer this one file and nothing else.
pub(crate) fn only_this(file: &Path) -> Vec<String> {
    vec![
        format!("IdentityFile {}", config_path(file)),
        String::from("IdentitiesOnly yes"),
    ]
}

/// A name for the public half of an agent key in the directory of the person's ssh configuration: its comment, where
/// that is a plain word, else the end of its fingerprint. And whether that directory is known; else it is `~/.ssh`.
pub(crate) fn agent_key_file(
    config: Option<&(PathBuf, usize)>,
    key: &PublicKey,
    comment: &Untrusted,
) -> (PathBuf, bool) {
    let own = config
        .and_then(|(file, _)| file.parent())
        .filter(|directory| directory.ends_with(".ssh"));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    let comment = comment.visible(64);
    let name = if !comment.is_empty()
        && comment.chars().all(plain)
        && comment.starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        comment
    } else {
        let fingerprint = key.fingerprint();
        let tail: String = fingerprint
            .trim_start_matches("SHA256:")
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(8)
            .collect();
        format!("agent-{tail}")
    };
    let directory = own.unwrap_or(Path::new("~/.ssh"));
    (directory.join(format!("{name}.agent.pub")), own.is_some())
}

impl Evidence {
    /// The file that the block for the key found among the others names.
    pub fn block_file(&self) -> Option<PathBuf> {
        let key = self.others().ok()?.accepted()?;
        let identities = self.identities().ok()?;
        let agents = [&identities.agent, &identities.other_agent];
        let held = agents
            .iter()
            .flat_map(|agent| agent.keys())
            .find(|held| held.key == *key);
        // Beside a login that works, a file that exists already is the simpler of the two.
        let file = identities.file_of(key);
        match held.filter(|_| file.is_none() || !self.refuses_the_repository()) {
            Some(held) => {
                let block = self.ssh_config().ok()?.host_block.as_ref();
                Some(agent_key_file(block, key, &held.comment).0)
            }
            None => Some(file?.path.clone()),
        }
    }
}
