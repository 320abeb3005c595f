//! Somebody marked the offered key as not to be trusted any more; or the list of such keys cannot be read.
//!
//! hostfile.c `@revoked` lines; RevokedHostKeys: a file that is missing or unreadable refuses every host (ssh_config(5)).

use std::path::Path;

use crate::evidence::{HostKeyStanding, StandingKind};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "host-key-revoked",
    stage: Stage::Hostkey,
    fault: Say::fixed(
        "the offered key is marked revoked",
        "サーバーが示した鍵は失効済みです",
    ),
    text: Say::fixed(
        "\
Stop here. An administrator marked this host key as revoked, usually because the private half was copied or the machine was given away. Whoever shows it may be anybody.

It is known from the line that lists the key: @revoked in a known_hosts file, or the file named by RevokedHostKeys.

If RevokedHostKeys names a file that is missing or cannot be read, ssh refuses every host, and its error ends in revoked keys file FILE. Then no key is revoked, and the file is what must be mended:
  ssh -G HOST | grep -i revokedhostkeys

A key that merely differs from the one on record is host-key-changed.

Type no password. Ask whoever keeps the list. If the server is the right one, it needs a new host key, and everybody the new fingerprint; on the server:
  sudo ssh-keygen -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key

Never delete the revoked line yourself to get in.",
        "\
ここで止まってください。管理者がこのホスト鍵を失効させています。秘密鍵がコピーされた、マシンを手放した、といった理由が普通です。この鍵を示す相手は誰なのか分かりません。

鍵が載っている行から分かります。known_hosts の @revoked の行か、RevokedHostKeys で指定されたファイルです。

RevokedHostKeys のファイルがないか読めない場合、ssh はすべてのホストを拒否し、末尾が revoked keys file FILE のエラーを表示します。その場合、失効した鍵はなく、直すべきなのはファイルです。
  ssh -G HOST | grep -i revokedhostkeys

記録と違うだけの鍵は host-key-changed です。

パスワードを入力しないでください。失効の一覧を管理している人に確認します。正しいサーバーであれば、新しいホスト鍵を作り、フィンガープリントを全員に知らせる必要があります。サーバーでは次のとおりです。
  sudo ssh-keygen -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key

ログインするために失効の行を自分で削除してはいけません。",
    ),
    sentences: &[
        "REVOKED HOST KEY DETECTED",
        "is marked as revoked",
        "was revoked and you have requested strict checking",
        "revoked by file",
        "in revoked keys file",
        "a stolen key is being used to",
        "revoked HostKey",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKeyRevoked {
    /// The offered key against known_hosts and RevokedHostKeys.
    pub standing: HostKeyStanding,
}

impl HostKeyRevoked {
    /// The list of revoked keys that cannot be read, and why.
    fn unreadable_list(&self) -> Option<(&Path, &Untrusted)> {
        match &self.standing.kind {
            StandingKind::RevokedFileUnreadable { file, text } => Some((file, text)),
            StandingKind::Revoked(_)
            | StandingKind::Known(_)
            | StandingKind::ByAuthority(_)
            | StandingKind::Unknown
            | StandingKind::Changed(_)
            | StandingKind::OtherTypes(_)
            | StandingKind::CertificateInvalid { .. } => None,
        }
    }

    fn mend_list(file: &Path, text: &Untrusted, target: &Target) -> Vec<Step> {
        let name = file.to_string_lossy();
        let mut steps = Vec::new();
        if text.contains("ermission") {
            let words = ["chmod", "a+r", name.as_ref()];
            let sudo = steps::is_systems(file).then_some("sudo");
            let text = Say::fixed("Make the list readable", "一覧を読めるようにします");
            let command = Command::new(sudo.into_iter().chain(words));
            steps.push(Step::new(Where::Client, text).run(command));
        } else {
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "Connect without the list, and have it put back, or delete the RevokedHostKeys line",
                        "一覧なしで接続します。そのあと、一覧を戻してもらうか、RevokedHostKeys の行を削除します",
                    ),
                )
                .run(steps::ssh_with(target, &[("RevokedHostKeys", "none")]))
                .caution(Say::fixed(
                    "Without the list a revoked key is not noticed",
                    "一覧がないと、失効した鍵に気付けません",
                )),
            );
        }
        steps
    }
}

impl Cause for HostKeyRevoked {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        match self.unreadable_list() {
            Some((file, _)) => say!(
                "ssh refuses every host, because the list of revoked host keys cannot be read: {file}",
                "失効したホスト鍵の一覧を読めないため、ssh がすべてのホストを拒否しています: {file}",
                file = file.display()
            ),
            None => say!(
                "STOP: the host key that {name} shows is marked as revoked.",
                "中止してください: {name} が示したホスト鍵は失効済みです。",
                name = self.standing.name
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        if let Some((file, text)) = self.unreadable_list() {
            return vec![
                Seen::new("RevokedHostKeys", Say::verbatim(text.visible(120))).in_file(file),
            ];
        }
        let mut seen = Vec::new();
        if let StandingKind::Revoked(known) = &self.standing.kind {
            let text = Say::fixed("this line revokes the key", "この行が鍵を失効させています");
            seen.push(
                Seen::new("known_hosts", text)
                    .in_file(&known.file)
                    .at_line(known.line),
            );
        }
        seen.push(super::offered(&self.standing));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if let Some((file, text)) = self.unreadable_list() {
            return HostKeyRevoked::mend_list(file, text, target);
        }
        vec![
            Step::new(
                Where::Administrator,
                Say::fixed(
                    "Type no password. Ask whoever keeps the list of revoked keys whether this server may be trusted; do not delete the line yourself",
                    "パスワードを入力せず、失効の一覧を管理している人に、このサーバーを信頼してよいか確認します。行を自分で削除しないでください",
                ),
            ),
            steps::fingerprint_on_server(&self.standing.offered).caution(Say::fixed(
                "If it is the same, the server itself still uses the revoked key and needs a new one",
                "同じであれば、サーバー自身が失効した鍵を使い続けているので、新しい鍵が必要です",
            )),
        ]
    }
}
