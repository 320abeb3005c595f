//! Login works, the home directory is absent.
//!
//! **Known by**: sshd's own sentence on standard error; stat on the server.
//! **Looks the same**: `home-unusable` (keys below the home cannot be read, so the login fails), `disk-full`,
//! `selinux-denied`.
//! **References**: OpenSSH session.c (`do_child`); pam_mkhomedir(8).

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "home-directory-missing",
    stage: Stage::Session,
    fault: Say::fixed(
        "login works, but the home directory is absent",
        "ログインはできますが、ホームディレクトリがありません",
    ),
    text: Say::fixed(
        "\
The login works, and sshd then could not enter the account's home directory. It says \"Could not chdir to home directory\" with the reason and starts the shell in / instead.

The words after the path decide. \"No such file or directory\": the directory was never made, or the file system it lives on is not mounted. \"Permission denied\": it is there and this user may not enter it, by mode, by SELinux, or because a network file system refuses.

On the server:
  getent passwd USER
  ls -ldZ \"$(getent passwd USER | cut -d: -f6)\"

A new local account: make the directory, give it to the user, and copy the usual start-up files if they are wanted:
  sudo install -d -o USER -g USER -m 700 /home/USER
Network homes: check the mount (systemctl --failed, mount) rather than making an empty directory that hides it. Accounts from LDAP or SSSD: pam_mkhomedir or oddjob makes the directory at the first login.

Keys in ~/.ssh/authorized_keys cannot be read while the home is absent. If you logged in by password this time, the key will fail for the same reason (home-unusable).",
        "\
ログインは成功しましたが、sshd がアカウントのホームディレクトリに入れませんでした。「Could not chdir to home directory」に理由を添えて表示し、代わりに / でシェルを起動します。

パスの後ろの文が決め手です。「No such file or directory」なら、ディレクトリが作られていないか、置かれているファイルシステムがマウントされていません。「Permission denied」なら、存在はしますが、モード、SELinux、またはネットワークファイルシステムのためにこのユーザーが入れません。

サーバーで確認します。
  getent passwd USER
  ls -ldZ \"$(getent passwd USER | cut -d: -f6)\"

新しいローカルアカウントなら、ディレクトリを作ってユーザーの所有にします。必要なら起動ファイルもコピーします。
  sudo install -d -o USER -g USER -m 700 /home/USER
ネットワーク上のホームなら、空のディレクトリを作って隠してしまうより、まずマウントを確認してください(systemctl --failed、mount)。LDAP や SSSD のアカウントなら、pam_mkhomedir または oddjob が最初のログイン時に作ります。

ホームがないあいだは ~/.ssh/authorized_keys の鍵も読めません。今回パスワードでログインできたのなら、鍵では同じ理由で失敗します(home-unusable)。",
    ),
    sentences: &["Could not chdir to home directory"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeDirectoryMissing {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
}

impl Cause for HomeDirectoryMissing {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "The login works, and the home directory {path} is not there.",
            "ログインは成功しますが、ホームディレクトリ {path} がありません。",
            path = path_or(self.path.as_ref(), "?")
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(Where::Server, Say::fixed("Make it", "作ります")).run(Command::new([
                "sudo",
                "mkhomedir_helper",
                &target.user,
            ])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "A home on the network may not be mounted",
                    "ネットワーク上のホームがマウントされていない可能性もあります",
                ),
            )
            .run(Command::new(["findmnt"])),
        ]
    }
}
