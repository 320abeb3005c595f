//! How ssh is brought to use one key and no other: at once, and in ssh_config(5).

use std::path::{Path, PathBuf};

use super::names::{private_file, show, word};
use crate::evidence::{Offer, Origin, PublicKey};
use crate::finding::{Step, Where};
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// A path as an argument in ssh_config(5): `%` doubled, in double quotes where a blank stands in it.
pub(crate) fn config_path(path: &Path) -> String {
    let escaped = word(path).replace('%', "%%");
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

/// `ssh` with this one key and nothing else.
pub(crate) fn ssh_with(target: &Target, file: &Path) -> Command {
    target.ssh(&["-o", "IdentitiesOnly=yes", "-i", &word(file)])
}

/// This diagnosis again, with more words behind the options.
pub(crate) fn again_with(target: &Target, extra: &[&str]) -> Command {
    let mut words = vec![String::from("sshdoctor")];
    words.extend(target.options.iter().cloned());
    words.extend(extra.iter().map(|&word| word.to_owned()));
    words.push(target.given.clone());
    Command::new(words)
}

/// Writes the public half of `key` to `file`, so that ssh can be told to ask the agent for this one key.
fn write_public(key: &PublicKey, file: &Path) -> Command {
    Command::new(["echo", &key.line()]).into_file(file)
}

/// A name for the public half of an agent key in the directory of the person's ssh configuration: its comment, where
/// that is a plain word, else the end of its fingerprint.
fn agent_key_file(directory: &Path, key: &PublicKey, comment: &Untrusted) -> PathBuf {
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
    directory.join(format!("{name}.agent.pub"))
}

/// How to connect with the key of `offer` alone: at once, and for good.
pub(crate) fn use_offer(target: &Target, offer: &Offer) -> Vec<Step> {
    match offer.origin.file() {
        Some(file) => use_file(target, &private_file(file)),
        None => use_agent_key(target, &offer.key, &comment_of(&offer.origin), None),
    }
}

/// How to connect with the key in `file` alone: at once, and for good.
pub(crate) fn use_file(target: &Target, file: &Path) -> Vec<Step> {
    vec![
        Step::new(
            Where::Client,
            say!(
                "Log in with this key and no other.",
                "この鍵だけを使ってログインします。"
            ),
        )
        .run(ssh_with(target, file)),
        Step::new(
            Where::Client,
            say!(
                "So that it works every time, write into ~/.ssh/config, above any \"Host *\":",
                "毎回指定しなくて済むように、~/.ssh/config の \"Host *\" より上に書きます。"
            ),
        )
        .lines(host_block(target, &only_this(file))),
    ]
}

/// How to connect with a key that only the agent holds.
pub(crate) fn use_agent_key(
    target: &Target,
    key: &PublicKey,
    comment: &Untrusted,
    config: Option<&(PathBuf, usize)>,
) -> Vec<Step> {
    let own = config
        .and_then(|(file, _)| file.parent())
        .filter(|directory| directory.ends_with(".ssh"));
    let file = agent_key_file(own.unwrap_or(Path::new("~/.ssh")), key, comment);
    let write = if own.is_some() {
        write_public(key, &file)
    } else {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let script = "umask 077 && mkdir -p ~/.ssh && echo \"$1\" > ~/.ssh/\"$2\"";
        Command::new(["sh", "-c", script, "sh", &key.line(), &name])
    };
    let place = match config {
        Some((path, line)) => say!(
            "So that it works every time, write under the Host line {line} of {path}, or as a block of its own:",
            "毎回指定しなくて済むように、{path} の {line} 行目の Host の下に書くか、独立したブロックとして書きます。",
            line = line,
            path = show(path),
        ),
        None => say!(
            "So that it works every time, write into ~/.ssh/config, above any \"Host *\":",
            "毎回指定しなくて済むように、~/.ssh/config の \"Host *\" より上に書きます。"
        ),
    };
    vec![
        Step::new(
            Where::Client,
            say!(
                "Save the public half of that agent key as {file} and log in with this key alone; the private half stays in the agent.",
                "エージェントの鍵の公開鍵を {file} に保存し、その鍵だけでログインします。秘密鍵はエージェントの中に残ります。",
                file = show(&file),
            ),
        )
        .run(write.and(ssh_with(target, &file))),
        Step::new(Where::Client, place).lines(host_block(target, &only_this(&file))),
    ]
}

fn comment_of(origin: &Origin) -> Untrusted {
    match origin {
        Origin::Agent { comment, .. } => comment.clone(),
        Origin::File(_) => Untrusted::default(),
    }
}
