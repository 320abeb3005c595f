//! ssh does not use a private key that others can read.
//! Known from: `st_uid == getuid() && (st_mode & 077) != 0`, as authfile.c `sshkey_perm_ok` has it.

use std::path::PathBuf;

use super::words::{others_refused, show, word};
use crate::finding::{Cause, Certainty, Code, Page, Repair, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "identity-file-permissions",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "ssh ignores the private key because others can read it",
        "他のユーザーから読めるため、ssh が秘密鍵を無視しています",
    ),
    text: Say::fixed(
        "\
A private key must be closed for everybody but its owner. ssh prints \"WARNING: UNPROTECTED PRIVATE KEY FILE!\", \"Permissions 0644 for '…' are too open\" and \"This private key will be ignored\", and the login fails with \"Permission denied\" although the key itself is the right one.

It is known from the mode of the file: any bit for group or others is too much, when the file belongs to the user who runs ssh. A readable .pub beside it makes things look odd: the server accepts the key, and then ssh stops without signing.

If chmod seems to do nothing, the file lies on a file system without Unix modes: /mnt/c in WSL without the metadata option, FAT, some container volumes. Copy the key into your home directory there and use the copy.

Close the file:

  chmod 600 ~/.ssh/id_ed25519

A key that others could read for a long time, on a machine that others use, is better replaced.",
        "\
秘密鍵は所有者以外から読めてはいけません。ssh は \"WARNING: UNPROTECTED PRIVATE KEY FILE!\"、\"Permissions 0644 for '…' are too open\"、\"This private key will be ignored\" と表示し、鍵そのものは正しくても \"Permission denied\" で終わります。

ファイルのモードで分かります。ssh を実行するユーザーが所有するファイルで、group か others に 1 ビットでも許可があれば拒まれます。読める .pub が隣にあると、サーバーが鍵を受け付けた後に ssh が署名せず止まるという、分かりにくい見え方になります。

chmod しても変わらない場合、そのファイルは Unix のモードを持たないファイルシステム (metadata オプションのない WSL の /mnt/c、FAT、一部のコンテナのボリューム) にあります。鍵をホームディレクトリにコピーし、コピーを使います。

モードを 600 にします。

  chmod 600 ~/.ssh/id_ed25519

複数人が使うマシンで長期間ほかの人から読める状態だった鍵は、作り直すほうが安全です。",
    ),
    sentences: &[
        "WARNING: UNPROTECTED PRIVATE KEY FILE!",
        "are too open",
        "It is required that your private key files are NOT accessible by others",
        "This private key will be ignored",
        "\": bad permissions",
    ],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityFilePermissions {
    /// The file.
    pub path: PathBuf,
    /// Its mode bits.
    pub mode: u32,
    /// The server accepts this key's public half.
    pub accepted: bool,
    /// Other keys ssh offers, all refused.
    pub others_refused: usize,
}

impl Cause for IdentityFilePermissions {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.accepted || self.others_refused == 0 {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn candidates(&self) -> Vec<Code> {
        if self.accepted || self.others_refused == 0 {
            Vec::new()
        } else {
            vec![&super::key_not_accepted::PAGE]
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "ssh ignores the private key {path} because its mode {mode:04o} lets other users read it.",
            "秘密鍵 {path} のモードが {mode:04o} で他のユーザーから読めるため、ssh はこの鍵を無視しています。",
            path = show(&self.path),
            mode = self.mode & 0o7777,
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            Seen::new(
                "identity file",
                say!(
                    "mode {mode:04o}; ssh: \"Permissions {mode:04o} for '{path}' are too open.\"",
                    "モード {mode:04o}。ssh の文言: \"Permissions {mode:04o} for '{path}' are too open.\"",
                    mode = self.mode & 0o7777,
                    path = show(&self.path),
                ),
            )
            .in_file(&self.path),
        ];
        if self.accepted {
            seen.push(Seen::new(
                "server",
                say!(
                    "the server accepts this key: only the mode is in the way",
                    "サーバーはこの鍵を受け付けます。妨げているのはモードだけです"
                ),
            ));
        }
        seen.extend(others_refused(self.others_refused));
        seen
    }

    fn next(&self, _target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Close the file for everybody else.",
                    "他のユーザーから読めないようにします。"
                ),
            )
            .run(Command::new(["chmod", "600", &word(&self.path)]))
            .repair(Repair::SetMode {
                file: self.path.clone(),
                keep: 0o600,
            })
            .caution(say!(
                "If the mode stays as it is, the file system has no Unix modes (WSL /mnt, FAT): copy the key into your home directory and use the copy.",
                "モードが変わらない場合、ファイルシステムが Unix のモードを持っていません (WSL の /mnt、FAT)。鍵をホームディレクトリにコピーして使います。"
            )),
        ]
    }
}
