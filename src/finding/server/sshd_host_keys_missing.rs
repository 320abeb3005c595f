//! sshd has no usable host key.
//!
//! **Known by**: `sshd -t`; presence, owner and mode of the key files.
//! **Looks the same**: `sshd-not-running`, `closed-before-identification` (under socket activation),
//! `sshd-config-invalid`.
//! **References**: sshd_config(5) HostKey; ssh-keygen(1) -A; OpenSSH sshd.c, authfile.c (`sshkey_perm_ok`).

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "sshd-host-keys-missing",
    stage: Stage::Server,
    fault: Say::fixed("sshd has no usable host key", "sshd が使えるホスト鍵がありません"),
    text: Say::fixed(
        "\
sshd needs at least one private host key to prove which machine it is. It found none that it can use, so it does not start: \"sshd: no hostkeys available -- exiting.\" Under socket activation every connection is closed at once instead.

  sudo sshd -t
  sudo sshd -T | grep hostkey
  ls -l /etc/ssh/ssh_host_*
show which: no files at all (an image made without keys, a clean-up script, a full disk when they were made), files that others may read (\"Permissions 0644 for '...' are too open\", after a copy or a restore), or empty and damaged files.

A warning about one key only does no harm as long as another loads.

Make what is missing; keys that exist are not touched:
  sudo ssh-keygen -A
Correct the mode. On EL and older Fedora the keys may belong to the group ssh_keys with mode 640, which is right there:
  sudo chmod 600 /etc/ssh/ssh_host_*_key
Then start it (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl restart ssh

Look for a backup of the old keys before you make new ones: with new keys every client that knows this machine will report a changed host key. If you made new ones, give people the fingerprints:
  for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf \"$f\"; done",
        "\
sshd は、自分がどのマシンかを証明するために、少なくとも一つのホスト鍵(秘密鍵)を必要とします。使えるものが一つもないため、「sshd: no hostkeys available -- exiting.」と出て起動しません。ソケットアクティベーションでは、すべての接続がすぐに切られます。

  sudo sshd -t
  sudo sshd -T | grep hostkey
  ls -l /etc/ssh/ssh_host_*
で原因が分かります。ファイルがない(鍵なしで作られたイメージ、掃除用スクリプト、作成時のディスク不足)、ほかのユーザーが読める(コピーや復元の後の「Permissions 0644 for '...' are too open」)、空または壊れている、のどれかです。

一つの鍵についての警告だけなら、ほかの鍵が読めているかぎり害はありません。

足りないものを作ります。すでにある鍵は変更されません。
  sudo ssh-keygen -A
モードを直します。EL や古い Fedora では、鍵が ssh_keys グループ所有のモード 640 になっていることがあり、それは正常です。
  sudo chmod 600 /etc/ssh/ssh_host_*_key
その後、起動します(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  sudo sshd -t && sudo systemctl restart ssh

新しく作る前に、古い鍵のバックアップを探してください。新しい鍵にすると、このマシンを知っているすべてのクライアントがホスト鍵の変更を警告します。作り直したときは、指紋を利用者に知らせます。
  for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf \"$f\"; done",
    ),
    sentences: &["no hostkeys available", "Unable to load host key", "Could not load host key"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshdHostKeysMissing {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
}

impl Cause for SshdHostKeysMissing {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "sshd has no host key it can use ({path}).",
            "sshd が使えるホスト鍵がありません ({path})。",
            path = path_or(self.path.as_ref(), "/etc/ssh")
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
                Say::fixed("Make those that are missing", "足りないものを作ります"),
            )
            .run(Command::new(["sudo", "ssh-keygen", "-A"])),
            Step::new(
                Where::Server,
                Say::fixed("Only root may read them", "root だけが読めるようにします"),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "chmod 600 /etc/ssh/ssh_host_*_key",
            ])),
            Step::new(Where::Server, Say::fixed("Then", "続けて")).run(steps::start_sshd()),
        ]
    }
}
