//! The person's own configuration, before any packet.

use super::{Walk, found, hops, logged, undecided};
use crate::evidence::{Configuration, Evidence, Place};
use crate::finding::config::config_bad_permissions::ConfigBadPermissions;
use crate::finding::config::config_proxy_conflict::ConfigProxyConflict;
use crate::finding::config::config_refuses_connection::ConfigRefusesConnection;
use crate::finding::config::config_syntax_error::ConfigSyntaxError;
use crate::finding::config::ssh_client_broken::SshClientBroken;
use crate::finding::resolve::host_name_empty::HostNameEmpty;
use crate::finding::{Diagnosis, Step, Where, config};
use crate::say;
use crate::text::Untrusted;

pub(super) fn configuration(evidence: &Evidence) -> Walk {
    if let Some(walk) = logged::listen(Place::Config, evidence) {
        return walk;
    }
    match evidence.configuration()?.clone() {
        Configuration::Effective(config) | Configuration::Defaults(config) => Ok(announced(
            hops::control_socket(evidence)?,
            &config.match_exec,
        )),
        Configuration::Syntax { file, line, text } => found(ConfigSyntaxError { file, line, text }),
        Configuration::Permissions {
            file,
            mode,
            owner,
            uid,
        } => found(ConfigBadPermissions {
            file,
            mode,
            owner,
            uid,
        }),
        Configuration::RefusesConnection { file, line, text } => {
            found(ConfigRefusesConnection { file, line, text })
        }
        Configuration::Proxy { text } => found(ConfigProxyConflict::Said(text)),
        Configuration::HostName { text } => found(HostNameEmpty { text }),
        Configuration::ClientBroken { program, text } => found(SshClientBroken { program, text }),
        Configuration::Failed { text, .. } => undecided(
            say!(
                "ssh itself ended with an error when it was asked for its configuration: {text}",
                "設定を問い合わせたところ、ssh 自身がエラーで終了しました: {text}",
                text = text.visible(160)
            ),
            vec![
                &config::ssh_client_broken::PAGE,
                &config::config_syntax_error::PAGE,
            ],
            Step::new(
                Where::Client,
                say!(
                    "Run this and read its last lines.",
                    "次を実行し、最後の数行を確認します。"
                ),
            )
            .run(evidence.target.ssh(&["-G", "-v"])),
        ),
    }
}

/// Nothing runs without a word: `Match exec` is the person's own, and runs with every ssh that reads the file.
fn announced(diagnosis: Diagnosis, commands: &[Untrusted]) -> Diagnosis {
    commands.iter().fold(diagnosis, |diagnosis, command| {
        diagnosis.note(say!(
            "To learn what ssh would do, ssh -G read your configuration, and a Match exec line there ran, as with every ssh: {command}",
            "ssh の動作を調べるため ssh -G で設定を読み込みました。その際、ssh の実行時と同じく Match exec の行のコマンドが実行されました: {command}",
            command = command.visible(120)
        ))
    })
}
