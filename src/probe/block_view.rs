//! Asks ssh itself what the printed Host block makes of the person's configuration: `ssh -G` with the block in front.
//! The amended copy goes through standard input; no file is written.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::time::timeout;

use crate::evidence::block::{BlockView, config_path, host_block, only_this};
use crate::evidence::{Evidence, SshConfig};
use crate::text::Untrusted;

/// `ssh -G` answers in milliseconds; a `Match exec` may take longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// One run of ssh.
pub(super) async fn look(config: &SshConfig, evidence: &Evidence) -> BlockView {
    let asked = timeout(PATIENCE, ask(config, evidence)).await;
    asked.ok().flatten().unwrap_or(BlockView::CouldNotAsk)
}

async fn ask(config: &SshConfig, evidence: &Evidence) -> Option<BlockView> {
    let file = evidence.block_file()?;
    let target = &evidence.target;
    let (options, own) = without_file(&target.options);
    let mut text = host_block(target, &only_this(&file)).join("\n");
    text.push_str("\nHost *\n");
    match own {
        Some("none") => {}
        Some(own) => text.push_str(&format!("Include {}\n", config_path(own.as_ref()))),
        None => text.push_str("Include ~/.ssh/config\nInclude /etc/ssh/ssh_config\n"),
    }
    let mut child = Command::new(config.program.as_ref()?)
        .args(["-G", "-F", "/dev/stdin"])
        .args(options)
        .args(["--", &target.given])
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take()?;
    // It may exit before it has read all.
    let _ = stdin.write_all(text.as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await.ok()?;
    output
        .status
        .success()
        .then(|| judge(&String::from_utf8_lossy(&output.stdout), &file))
}

/// Does the view hold what the block says?
fn judge(printed: &str, file: &std::path::Path) -> BlockView {
    let line = |keyword: &str| {
        printed
            .lines()
            .find(|line| line.split(' ').next() == Some(keyword))
            .unwrap_or_default()
    };
    let only = line("identitiesonly");
    let first = line("identityfile");
    let meant = file.to_string_lossy().replace('%', "%%");
    let named = first
        .split_once(' ')
        .map(|(_, name)| name.trim_matches('"'));
    let otherwise = if only != "identitiesonly yes" {
        only
    } else if named != Some(meant.as_str()) {
        first
    } else {
        return BlockView::AsMeant;
    };
    BlockView::Overruled(Untrusted::from(otherwise))
}

/// The options without `-F`, and the file it names.
fn without_file(options: &[String]) -> (Vec<&str>, Option<&str>) {
    let (mut rest, mut file) = (Vec::new(), None);
    let mut words = options.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "-F" => file = words.next(),
            word => rest.push(word),
        }
    }
    (rest, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_view_is_held_against_the_block() {
        let file = std::path::Path::new("/home/u/.ssh/a key");
        for (printed, expected) in [
            (
                "user bob\nidentitiesonly yes\nidentityfile /home/u/.ssh/a key\nidentityfile ~/.ssh/x\n",
                BlockView::AsMeant,
            ),
            (
                "identitiesonly no\nidentityfile /home/u/.ssh/a key\n",
                BlockView::Overruled(Untrusted::from("identitiesonly no")),
            ),
            (
                "identitiesonly yes\nidentityfile ~/.ssh/x\nidentityfile /home/u/.ssh/a key\n",
                BlockView::Overruled(Untrusted::from("identityfile ~/.ssh/x")),
            ),
        ] {
            assert_eq!(judge(printed, file), expected, "{printed}");
        }
    }
}
