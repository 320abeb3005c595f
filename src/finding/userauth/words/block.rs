//! How ssh is brought to use one key and no other: at once, and in ssh_config(5).

use std::path::{Path, PathBuf};

use super::names::{private_file, show, word};
use crate::evidence::block::agent_key_file;
pub(crate) use crate::evidence::block::{config_path, host_block, only_this};
use crate::evidence::{Offer, Origin, PublicKey};
pub(crate) use crate::finding::steps::again_with;
use crate::finding::{Step, Where};
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// `ssh` with this one key and nothing else.
pub(crate) fn ssh_with(target: &Target, file: &Path) -> Command {
    target.ssh(&["-o", "IdentitiesOnly=yes", "-i", &word(file)])
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
    let file = agent_key_file(config, key, comment);
    vec![
        save_and_try(target, key, &file, &[]),
        Step::new(Where::Client, place).lines(host_block(target, &only_this(&file.0))),
    ]
}

/// The same with a key that only the agent at SSH_AUTH_SOCK holds, while IdentityAgent leads elsewhere.
pub(crate) fn use_key_of_environment(
    target: &Target,
    key: &PublicKey,
    comment: &Untrusted,
    config: Option<&(PathBuf, usize)>,
) -> Vec<Step> {
    let file = agent_key_file(config, key, comment);
    let mut settings = only_this(&file.0);
    settings.push(String::from("IdentityAgent SSH_AUTH_SOCK"));
    vec![
        save_and_try(target, key, &file, &["-o", "IdentityAgent=SSH_AUTH_SOCK"]),
        Step::new(
            Where::Client,
            say!(
                "So that it works every time, write this block at the top of ~/.ssh/config: ssh takes the first value it reads.",
                "毎回指定しなくて済むように、このブロックを ~/.ssh/config の先頭に書きます (ssh は最初に読んだ値を使います)。"
            ),
        )
        .lines(host_block(target, &settings)),
    ]
}

/// Saves the public half, so that ssh can be told to ask the agent for this one key, and logs in with it.
fn save_and_try(
    target: &Target,
    key: &PublicKey,
    (file, known): &(PathBuf, bool),
    extra: &[&str],
) -> Step {
    let write = if *known {
        Command::new(["echo", &key.line()]).into_file(file)
    } else {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let script = "umask 077 && mkdir -p ~/.ssh && echo \"$1\" > ~/.ssh/\"$2\"";
        Command::new(["sh", "-c", script, "sh", &key.line(), &name])
    };
    let shown = word(file);
    let mut words = vec!["-o", "IdentitiesOnly=yes", "-i", &shown];
    words.extend(extra);
    Step::new(
        Where::Client,
        say!(
            "Save the public half of that agent key as {file} and log in with this key alone; the private half stays in the agent.",
            "エージェントの鍵の公開鍵を {file} に保存し、その鍵だけでログインします。秘密鍵はエージェントの中に残ります。",
            file = show(file),
        ),
    )
    .run(write.and(target.ssh(&words)))
}

fn comment_of(origin: &Origin) -> Untrusted {
    match origin {
        Origin::Agent { comment, .. } => comment.clone(),
        Origin::File(_) => Untrusted::default(),
    }
}
