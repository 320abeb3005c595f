//! The key stands in a file sshd does not read.
//!
//! **Known by**: the key is found in a file that AuthorizedKeysFile, for this very login, does not name.
//! **Looks the same**: `authorized-keys-missing`, `key-not-registered`, `key-registered-for-other-user`.
//! **References**: sshd_config(5) AuthorizedKeysFile, Match, TOKENS; the default configuration of Win32-OpenSSH
//! (administrators_authorized_keys).

use std::path::PathBuf;

use crate::finding::server::mend;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "authorized-keys-elsewhere",
    stage: Stage::Server,
    fault: Say::fixed(
        "the key stands in a file that sshd does not read",
        "鍵は、sshd が読まないファイルに書かれています",
    ),
    text: Say::fixed(
        "\
The key was installed, but into a file that sshd does not look at for this user. So every login with it is refused, and nothing in the log says why.

Which files it reads for this very login; Match blocks count only with -C:
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep authorizedkeysfile
Relative paths are below the home, %h is the home, %u the user's name. Compare with where the key is:
  sudo grep -rlF 'AAAA...' ~USER/.ssh /etc/ssh

The usual cases: the administrator moved keys to /etc/ssh/authorized_keys/%u; the file is called authorized_keys2 or authorized_key; an account in a chroot whose home, as sshd sees it, is another directory than the one seen by sftp; a home that was moved. On Windows, accounts in the group Administrators have one common file instead of their own:
  C:\\ProgramData\\ssh\\administrators_authorized_keys

Put the line into the file sshd reads, with the owner and mode it asks for. On Windows, in an administrator's shell:
  icacls C:\\ProgramData\\ssh\\administrators_authorized_keys /inheritance:r /grant \"Administrators:F\" /grant \"SYSTEM:F\"
Changing AuthorizedKeysFile instead changes it for everybody it applies to.",
        "\
鍵は登録されていますが、sshd がこのユーザーについて見ないファイルに書かれています。そのためこの鍵でのログインはすべて拒否され、ログにも理由は残りません。

このログインで読まれるファイルを確認します。Match ブロックは -C を付けたときだけ反映されます。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep authorizedkeysfile
相対パスはホームの下、%h はホーム、%u はユーザー名です。鍵のある場所と比べます。
  sudo grep -rlF 'AAAA...' ~USER/.ssh /etc/ssh

よくあるのは、管理者が鍵を /etc/ssh/authorized_keys/%u に移した、ファイル名が authorized_keys2 や authorized_key になっている、chroot されたアカウントで sshd から見たホームと sftp から見たホームが違う、ホームを移動した、といった場合です。Windows では、Administrators グループのアカウントは自分のファイルではなく共通のファイルを使います。
  C:\\ProgramData\\ssh\\administrators_authorized_keys

sshd が読むファイルに、求められる所有者とモードで行を書きます。Windows では管理者のシェルで次を実行します。
  icacls C:\\ProgramData\\ssh\\administrators_authorized_keys /inheritance:r /grant \"Administrators:F\" /grant \"SYSTEM:F\"
代わりに AuthorizedKeysFile を変えると、その設定が適用される全員に影響します。",
    ),
    sentences: &[],
};

/// This case of it, as seen on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizedKeysElsewhere {
    /// Where the key stands.
    pub found: PathBuf,
    /// On which line.
    pub line: usize,
    /// The files that sshd reads.
    pub read: Vec<PathBuf>,
}

impl Cause for AuthorizedKeysElsewhere {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        let read: Vec<String> = self
            .read
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        say!(
            "The key of {user} stands in {found}, and sshd reads {read}.",
            "{user} の鍵は {found} に書かれていますが、sshd が読むのは {read} です。",
            user = target.user,
            found = self.found.display(),
            read = if read.is_empty() {
                String::from("-")
            } else {
                read.join(", ")
            }
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let words = say!("the key stands here", "この鍵はここにあります");
        vec![
            Seen::new("authorized_keys", words)
                .in_file(&self.found)
                .at_line(self.line),
        ]
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![mend::show_line(&self.found, self.line), mend::load()]
    }
}
