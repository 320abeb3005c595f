//! The privilege separation directory (or user) is missing or has the wrong owner or mode.
//!
//! **Known by**: `sshd -t`; stat of the directory its sentence names.
//! **Looks the same**: `sshd-not-running`, `closed-before-identification`; on Debian and Ubuntu a false alarm while
//! the service is stopped.
//! **References**: OpenSSH sshd.c (`_PATH_PRIVSEP_CHROOT_DIR`, `SSH_PRIVSEP_USER`); tmpfiles.d(5); systemd.exec(5)
//! RuntimeDirectory.

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "sshd-privsep-missing",
    stage: Stage::Server,
    fault: Say::fixed(
        "sshd's privilege separation directory or user is missing or wrong",
        "sshd の特権分離用のディレクトリまたはユーザーがないか、誤っています",
    ),
    text: Say::fixed(
        "\
sshd locks the part of itself that talks to strangers into an empty directory, under an account of its own. The directory is missing, belongs to someone else or can be written by others, or the account is gone; so sshd does not start, or turns every connection away.

Its own test names the path:
  sudo sshd -t
\"Missing privilege separation directory: /run/sshd\", \"... must be owned by root and not group or world-writable.\" or \"Privilege separation user sshd does not exist\".

The path differs: /run/sshd on Debian and Ubuntu, /var/empty or /usr/share/empty.sshd elsewhere. /run is empty after each boot. On Debian and Ubuntu the service usually makes /run/sshd itself, so while it is stopped sshd -t may complain although nothing is wrong; in containers and scripts that start sshd by hand nobody makes it.

Make it with the path from the sentence:
  sudo install -d -o root -g root -m 755 /run/sshd
If it is gone again after a reboot, a rule for tmpfiles keeps it:
  echo 'd /run/sshd 0755 root root' | sudo tee /etc/tmpfiles.d/sshd.conf
The user:
  sudo useradd -r -d /run/sshd -s /usr/sbin/nologin sshd
Then start the service (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl restart ssh",
        "\
sshd は、外部とやり取りする部分を、空のディレクトリと専用のユーザーに閉じ込めます。そのディレクトリがないか、所有者が違うか、ほかから書き込めるか、専用のユーザーがありません。そのため sshd は起動しないか、すべての接続を断ります。

sshd 自身の検査がパスを示します。
  sudo sshd -t
「Missing privilege separation directory: /run/sshd」「... must be owned by root and not group or world-writable.」「Privilege separation user sshd does not exist」のどれかです。

パスは環境によって違います。Debian と Ubuntu では /run/sshd、ほかでは /var/empty や /usr/share/empty.sshd です。/run は起動のたびに空になります。Debian と Ubuntu では、普通はサービスが /run/sshd を作るので、サービスの停止中は問題がなくても sshd -t がエラーを出すことがあります。コンテナや、sshd を直接起動するスクリプトでは、作るものがいません。

文に出ているパスで作ります。
  sudo install -d -o root -g root -m 755 /run/sshd
再起動でまた消えるなら、tmpfiles のルールで残します。
  echo 'd /run/sshd 0755 root root' | sudo tee /etc/tmpfiles.d/sshd.conf
ユーザーがない場合:
  sudo useradd -r -d /run/sshd -s /usr/sbin/nologin sshd
その後、サービスを起動します(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  sudo sshd -t && sudo systemctl restart ssh",
    ),
    sentences: &[
        "Missing privilege separation directory",
        "must be owned by root and not group or world-writable",
        "Privilege separation user",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshdPrivsepMissing {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
}

impl Cause for SshdPrivsepMissing {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "{path}, which sshd needs to drop its privileges, is missing or has wrong owners.",
            "sshd が権限を落とすために必要な {path} がないか、所有者が違います。",
            path = path_or(self.path.as_ref(), "/run/sshd")
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(Where::Server, Say::fixed("Make it", "作ります")).run(Command::new([
                "sudo",
                "install",
                "-d",
                "-m",
                "755",
                "-o",
                "root",
                "-g",
                "root",
                &path_or(self.path.as_ref(), "/run/sshd"),
            ])),
            Step::new(Where::Server, Say::fixed("Then", "続けて"))
                .run(steps::restart_sshd_if_valid()),
        ]
    }
}
