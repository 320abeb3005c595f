//! A configuration file that ssh does not trust, because somebody else could have written it.
//!
//! readconf.c: the owner must be root or this user, and neither group nor others may write (mode & 022). It holds for
//! the person's own file and what it includes, not for a file given with `-F`.

use std::path::PathBuf;

use crate::finding::{Cause, Certainty, Code, Page, Repair, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "config-bad-permissions",
    stage: Stage::Config,
    fault: Say::fixed(
        "ssh refuses a config file for its owner or mode",
        "設定ファイルの所有者またはパーミッションのため、ssh が読み込みを拒否しています",
    ),
    text: Say::fixed(
        "\
Whoever can write to ~/.ssh/config can make ssh run programs. So ssh reads the file only if it belongs to you or to root and nobody else may write to it. Being readable by others is no reason.

It is known from ssh's own sentence, Bad owner or permissions on FILE, together with the owner and mode of the file named.

Files that are included are checked as well. A file given with -F is not, which is why ssh -F ~/.ssh/config seems to mend it.

If the file is yours:
  chmod go-w ~/.ssh/config

If it belongs to somebody else, usually because it was edited or copied with sudo:
  sudo chown \"$(id -u)\" ~/.ssh/config

Under WSL a file below /mnt has no Unix permissions unless the drive is mounted with metadata: copy it to the Linux home. On Windows it is the access list that counts: icacls shows which other account it names.",
        "\
~/.ssh/config に書き込める人は、ssh に任意のプログラムを実行させることができます。そのため ssh は、所有者が本人か root で、ほかの誰も書き込めないファイルだけを読みます。ほかの人が読めることは問題になりません。

ssh 自身の Bad owner or permissions on FILE という文と、そのファイルの所有者とモードから分かります。

Include されたファイルも調べられます。-F で指定したファイルは調べられないので、ssh -F ~/.ssh/config とすると直ったように見えます。

自分のファイルなら次のとおりです。
  chmod go-w ~/.ssh/config

所有者が違う場合 (sudo で編集、コピーしたときによく起こります):
  sudo chown \"$(id -u)\" ~/.ssh/config

WSL では、metadata 付きでマウントされていない /mnt 以下のファイルに Unix のパーミッションがありません。Linux 側のホームにコピーしてください。Windows では ACL が調べられます。icacls で余分なアカウントが分かります。",
    ),
    sentences: &[
        "Bad owner or permissions on",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigBadPermissions {
    /// The file.
    pub file: PathBuf,
    /// Its mode bits, where it could be looked at.
    pub mode: Option<u32>,
    /// Its owner's uid, where it could be looked at.
    pub owner: Option<u32>,
    /// This user's uid.
    pub uid: u32,
}

impl ConfigBadPermissions {
    /// The owner, if it is one that ssh refuses.
    fn foreign_owner(&self) -> Option<u32> {
        self.owner.filter(|&owner| owner != 0 && owner != self.uid)
    }

    /// The permission bits, if ssh refuses them.
    fn lax_mode(&self) -> Option<u32> {
        self.mode
            .map(|mode| mode & 0o7777)
            .filter(|mode| mode & 0o022 != 0)
    }
}

impl Cause for ConfigBadPermissions {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        let file = self.file.display();
        match (self.foreign_owner(), self.lax_mode()) {
            (Some(owner), _) => say!(
                "ssh refuses {file}, because it belongs to another user (uid {owner}).",
                "{file} の所有者が別のユーザー (uid {owner}) のため、ssh が読み込みを拒否しています。",
                file = file,
                owner = owner
            ),
            (None, Some(mode)) => say!(
                "ssh refuses {file}, because other users may write to it (mode {mode:04o}).",
                "{file} にほかのユーザーが書き込めるため (モード {mode:04o})、ssh が読み込みを拒否しています。",
                file = file,
                mode = mode
            ),
            (None, None) => say!(
                "ssh refuses {file} for its owner or permissions.",
                "{file} の所有者またはパーミッションのため、ssh が読み込みを拒否しています。",
                file = file
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let file = self.file.display();
        let mut seen = vec![
            Seen::new(
                "ssh -G",
                Say::verbatim(format!("Bad owner or permissions on {file}")),
            )
            .in_file(&self.file),
        ];
        if let (Some(mode), Some(owner)) = (self.mode, self.owner) {
            seen.push(
                Seen::new(
                    "stat",
                    say!(
                        "mode {mode:04o}, owner uid {owner}; you are uid {uid}",
                        "モード {mode:04o}、所有者 uid {owner}、実行しているのは uid {uid}",
                        mode = mode & 0o7777,
                        owner = owner,
                        uid = self.uid
                    ),
                )
                .in_file(&self.file),
            );
        }
        seen
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        let file = self.file.to_string_lossy();
        let chown = Command::new(["sudo", "chown", &self.uid.to_string(), &file]);
        let chmod = Command::new(["chmod", "go-w", &file]);
        let mine = self.owner == Some(self.uid);
        let command = match (self.foreign_owner(), self.lax_mode()) {
            (None, Some(_)) if mine => chmod,
            (None, Some(_)) => Command::new(["sudo", "chmod", "go-w", &file]),
            (Some(_), None) => chown,
            (Some(_), Some(_)) | (None, None) => chown.and(chmod),
        };
        let step = Step::new(
            Where::Client,
            Say::fixed(
                "Make the file yours, and writable by nobody else",
                "ファイルを自分の所有にし、ほかの人が書き込めないようにします",
            ),
        )
        .run(command);
        vec![match mine {
            true => step.repair(Repair::SetMode {
                file: self.file.clone(),
                keep: 0o7755,
            }),
            false => step,
        }]
    }
}
