//! A file system sshd or the login needs is full or read-only.
//!
//! **Known by**: df -h and df -i at 100 %, mounted read-only, or a quota reached.
//! **Looks the same**: `server-resources-exhausted` (memory, processes), `identification-timed-out`, `home-unusable`.
//! **References**: df(1), quota(1), ENOSPC and EROFS in errno(3).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "disk-full",
    stage: Stage::Server,
    fault: Say::fixed(
        "a file system that the login needs is full or read-only",
        "ログインに必要なファイルシステムが満杯か、読み取り専用になっています",
    ),
    text: Say::fixed(
        "\
A file system on the server has no room left, no free inodes, or went read-only after an error. sshd needs little of it, so it usually still answers; what fails are the parts around it: records of logins, PAM modules, X11's .Xauthority, start-up files of the shell, and every program that writes.

  df -h
  df -i
  findmnt -O ro
100 % in the first or second for /, /var, /home, /run or /tmp is the finding; in the third a file system that should be writable. A full disk is certain as a state; that it is the reason of a failed login is likely, no more.

A quota stops one user only:
  sudo quota -u USER
Lack of memory or processes gives other words (server-resources-exhausted).

Find what is large; the journal and old packages are quick to free (apt-get on Debian and Ubuntu, dnf on EL and Fedora):
  sudo du -xh --max-depth=2 / 2>/dev/null | sort -h | tail -n 20
  sudo journalctl --vacuum-size=200M
  sudo apt-get clean
  sudo dnf clean all
A deleted file that a program still holds open keeps its room until that program is restarted:
  sudo lsof +L1
Read-only: look at the kernel's messages first; such a disk may be dying. Save the data before you check and remount it.
  sudo journalctl -k | grep -iE 'i/o error|remount'",
        "\
サーバーのファイルシステムに空きがないか、inode が尽きたか、エラーの後で読み取り専用になっています。sshd 自身はほとんど書き込まないので、たいてい応答はします。失敗するのはその周りです。ログインの記録、PAM のモジュール、X11 の .Xauthority、シェルの起動ファイル、そして書き込みをするすべてのプログラムです。

  df -h
  df -i
  findmnt -O ro
一つ目か二つ目で /、/var、/home、/run、/tmp のどれかが 100 %、または三つ目に書き込めるはずのファイルシステムがあれば、それが該当します。満杯という状態は確実ですが、ログイン失敗の原因としては「可能性が高い」までです。

クォータは一人のユーザーだけを止めます。
  sudo quota -u USER
メモリーやプロセスの不足では別の文が出ます(server-resources-exhausted)。

大きいものを探します。ジャーナルと古いパッケージはすぐに減らせます(Debian と Ubuntu では apt-get、EL と Fedora では dnf)。
  sudo du -xh --max-depth=2 / 2>/dev/null | sort -h | tail -n 20
  sudo journalctl --vacuum-size=200M
  sudo apt-get clean
  sudo dnf clean all
削除済みでもプログラムが開いたままのファイルは、そのプログラムを再起動するまで場所を占めます。
  sudo lsof +L1
読み取り専用の場合は、まずカーネルのメッセージを見ます。ディスクが壊れかけているかもしれません。検査や再マウントの前にデータを退避してください。
  sudo journalctl -k | grep -iE 'i/o error|remount'",
    ),
    sentences: &["No space left on device", "Disk quota exceeded", "Read-only file system"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiskFull;

impl Cause for DiskFull {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "A file system on the server is full.",
            "サーバーのファイルシステムがいっぱいです。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(Where::Server, Say::fixed("See which", "どれか確認します"))
                .run(Command::new(["df", "-h"])),
            Step::new(
                Where::Server,
                Say::fixed("Inodes run out, too", "inode の不足も確認します"),
            )
            .run(Command::new(["df", "-i"])),
        ]
    }
}
