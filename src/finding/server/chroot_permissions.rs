//! ChrootDirectory has an owner or mode that sshd refuses.
//!
//! **Known by**: stat of each component of the expanded path; "bad ownership or modes for chroot directory" in the
//! log.
//! **Looks the same**: `session-dropped` (the client's view), `pam-denied` (session stage), `forced-command`.
//! **References**: sshd_config(5) ChrootDirectory; OpenSSH session.c (`safely_chroot`).

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "chroot-permissions",
    stage: Stage::Server,
    fault: Say::fixed(
        "owner or mode of the ChrootDirectory, or of a directory above it, is refused by sshd",
        "ChrootDirectory またはその上のディレクトリの所有者かモードを、sshd が拒否しています",
    ),
    text: Say::fixed(
        "\
The account is locked into a directory (ChrootDirectory), and sshd does so only if nobody but root could change that directory or any directory above it. One of them belongs to someone else, or is writable by group or others. The login succeeds, and the connection breaks at once with \"client_loop: send disconnect: Broken pipe\".

The log names the place: \"bad ownership or modes for chroot directory component \"/srv/sftp/\"\". Without the log:
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep chrootdirectory
  namei -l /srv/sftp/USER
(Put the path from the first line into the second; %h is the home, %u the name.) Every line must show root as owner and no w for group or others.

The common mistake is to give the user's own home as ChrootDirectory, which the user must be able to write. StrictModes and its exceptions do not apply here: the owner must be root.

Mend the one component that was named:
  sudo chown root:root /srv/sftp/USER && sudo chmod 755 /srv/sftp/USER
and give the user a folder below it to write in:
  sudo install -d -o USER -g USER -m 755 /srv/sftp/USER/upload
No reload is needed. For a shell instead of internal-sftp the directory also needs that shell, its libraries and /dev.",
        "\
このアカウントは一つのディレクトリ(ChrootDirectory)に閉じ込められます。sshd がそうするのは、そのディレクトリとその上のすべてのディレクトリを root だけが変更できるときに限られます。そのどれかが root 以外の所有か、グループやその他から書き込めます。ログインは成功しますが、すぐに「client_loop: send disconnect: Broken pipe」で切れます。

場所はログに出ます。「bad ownership or modes for chroot directory component \"/srv/sftp/\"」。ログを使わずに確認するには次のとおりです。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep chrootdirectory
  namei -l /srv/sftp/USER
(一つ目で出たパスを二つ目に入れます。%h はホーム、%u は名前です。)すべての行で、所有者が root で、グループとその他に w がないことが条件です。

よくある間違いは、ユーザーが書き込むホームそのものを ChrootDirectory にすることです。StrictModes とその例外はここでは関係なく、所有者は root でなければなりません。

名指しされた一か所を直します。
  sudo chown root:root /srv/sftp/USER && sudo chmod 755 /srv/sftp/USER
そして、その下にユーザーが書き込むフォルダーを用意します。
  sudo install -d -o USER -g USER -m 755 /srv/sftp/USER/upload
再読み込みは不要です。internal-sftp ではなくシェルを使わせるなら、ディレクトリの中にそのシェル、ライブラリ、/dev も必要です。",
    ),
    sentences: &["bad ownership or modes for chroot directory"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChrootPermissions {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
}

impl Cause for ChrootPermissions {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "sshd refuses the ChrootDirectory: {path} must belong to root, and only root may write to it.",
            "sshd は ChrootDirectory を拒否しています。{path} は root の所有で、root だけが書き込める必要があります。",
            path = path_or(self.path.as_ref(), "a directory on its path")
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed(
                    "See every directory on the way",
                    "途中の各ディレクトリを見ます",
                ),
            )
            .run(Command::new([
                "namei",
                "-l",
                &path_or(self.path.as_ref(), "/"),
            ])),
            Step::new(
                Where::Server,
                Say::fixed("Give it to root", "root の所有にします"),
            )
            .run(Command::new([
                "sudo",
                "chown",
                "root:root",
                &path_or(self.path.as_ref(), "/"),
            ])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Let only root write to it",
                    "root だけが書き込めるようにします",
                ),
            )
            .run(Command::new([
                "sudo",
                "chmod",
                "go-w",
                &path_or(self.path.as_ref(), "/"),
            ])),
        ]
    }
}
