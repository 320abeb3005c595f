//! StrictModes refuses a file or directory on the path to authorized_keys.
//!
//! **Known by**: sshd's own walk, the one path named; its log line; the `Remote:` line after any other login.
//! **Looks the same**: `key-not-registered` (no line in the log), `home-unusable`, `selinux-denied`.
//! **References**: sshd_config(5) StrictModes; OpenSSH misc.c (`safe_path`), auth2-pubkeyfile.c. Debian and Ubuntu
//! accept a group-writable path if the group is the user's private one.

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "authorized-keys-permissions",
    stage: Stage::Server,
    fault: Say::fixed(
        "owner or mode of a file or directory on the path to authorized_keys is too open",
        "authorized_keys までのパスに、所有者やモードが緩すぎるものがあります",
    ),
    text: Say::fixed(
        "\
sshd ignores an authorized_keys file that somebody else could change. It looks at the file and at each directory above it, up to and including the home (up to / for a file outside the home); each must belong to the user or to root, and neither group nor others may write to it. One of them fails, so the keys in the file do not count.

The log names the path: \"Authentication refused: bad ownership or modes for directory /home/USER\". From outside it shows only after a login by other means: ssh -v then prints \"Remote: Ignored authorized keys: bad ownership or modes for ...\". All of them at one glance:
  sudo namei -l ~USER/.ssh/authorized_keys
Read the real path, after symbolic links. A w in the sixth or ninth place, or a foreign owner, is the fault.

Only writing matters: 755 on the home or 644 on the file is not refused. Debian and Ubuntu also accept a group-writable path where the group is the user's own; elsewhere that is refused. sshd reads the file with the user's own rights: one that belongs to root with mode 600 cannot be opened, and the log says \"Could not open user 'USER' authorized keys '...': Permission denied\". The same words with a right owner point to the home or to SELinux (home-unusable, selinux-denied).

Change the one path that was named, not everything below it:
  sudo chmod go-w PATH
  sudo chown USER PATH
The usual safe state:
  sudo chmod 700 ~USER/.ssh && sudo chmod 600 ~USER/.ssh/authorized_keys
No reload is needed. StrictModes no hides the fault and leaves it open to others; do not use it as a cure.",
        "\
sshd は、ほかの人が書き換えられる authorized_keys を無視します。ファイルと、その上のディレクトリをホームまで(ホームの外にあるファイルなら / まで)順に調べます。どれもそのユーザーまたは root の所有で、グループやその他から書き込めないことが条件です。そのどれかが条件を満たさないため、ファイルの中の鍵は使われません。

パスはログに出ます。「Authentication refused: bad ownership or modes for directory /home/USER」。外からは、別の方法でログインできたときだけ見えます。その場合 ssh -v に「Remote: Ignored authorized keys: bad ownership or modes for ...」と出ます。すべてを一度に確認するには次を使います。
  sudo namei -l ~USER/.ssh/authorized_keys
シンボリックリンクをたどった実際のパスを見ます。6 文字目か 9 文字目の w、または別の所有者が原因です。

問題になるのは書き込みだけです。ホームの 755 やファイルの 644 は拒否されません。Debian と Ubuntu では、グループがユーザー専用のものならグループ書き込みも許されますが、ほかでは拒否されます。sshd はファイルをユーザー自身の権限で読むため、root 所有でモード 600 のファイルは開けず、ログに「Could not open user 'USER' authorized keys '...': Permission denied」と残ります。所有者が正しいのに同じ文が出るなら、ホームか SELinux を疑います(home-unusable、selinux-denied)。

名指しされた一つのパスだけを直します。その下をすべて変える必要はありません。
  sudo chmod go-w PATH
  sudo chown USER PATH
普通の安全な状態は次のとおりです。
  sudo chmod 700 ~USER/.ssh && sudo chmod 600 ~USER/.ssh/authorized_keys
再読み込みは不要です。StrictModes no は問題を隠すだけで、他人による書き換えを許します。対策として使わないでください。",
    ),
    sentences: &[
        "Authentication refused: bad ownership or modes",
        "Ignored authorized keys: bad ownership or modes",
        "Could not open user '",
        "must be owned by user or root, and not writable by group or others",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizedKeysPermissions {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
}

impl Cause for AuthorizedKeysPermissions {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "sshd does not trust {path}: others may write to it, or it belongs to somebody else.",
            "sshd は {path} を信用しません。ほかのユーザーが書き込めるか、所有者が違います。",
            path = path_or(self.path.as_ref(), "the path to authorized_keys")
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed(
                    "Let only its owner write to it",
                    "所有者だけが書き込めるようにします",
                ),
            )
            .run(Command::new([
                "sudo",
                "chmod",
                "go-w",
                &path_or(self.path.as_ref(), "/home"),
            ])),
            Step::new(
                Where::Server,
                Say::fixed("If it belongs to somebody else", "所有者が違う場合"),
            )
            .run(Command::new([
                "sudo",
                "chown",
                &target.user,
                &path_or(self.path.as_ref(), "/home"),
            ])),
        ]
    }
}
