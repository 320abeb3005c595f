//! The home directory is missing or cannot be entered, so sshd cannot read what lies below.
//!
//! **Known by**: stat of the home as the user; "Could not open user … authorized keys" in the log.
//! **Looks the same**: `authorized-keys-missing`, `authorized-keys-permissions`, `selinux-denied`;
//! `home-directory-missing` (the login worked by other means).
//! **References**: OpenSSH auth2-pubkeyfile.c (`auth_openfile`), sshd_config(5) AuthorizedKeysFile.

use std::path::PathBuf;

use crate::finding::by_sentence::path_or;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "home-unusable",
    stage: Stage::Server,
    fault: Say::fixed(
        "the home directory is missing or cannot be entered",
        "ホームディレクトリがないか、入ることができません",
    ),
    text: Say::fixed(
        "\
sshd looks for authorized_keys below the home directory, with the user's own rights. The home is not there, not mounted, or does not let the user in, so no key can be found and every key is refused.

See what the user sees:
  getent passwd USER
  sudo -u USER ls -ld \"$(getent passwd USER | cut -d: -f6)\"
  sudo namei -l \"$(getent passwd USER | cut -d: -f6)/.ssh/authorized_keys\"
The log has a line \"Could not open user 'USER' authorized keys '...': Permission denied\" (from 9.1 on for every reason except a file that does not exist; before that only at debug level).

\"Permission denied\" in that line can also be a key file that belongs to root, or SELinux: compare the owner in the output above (authorized-keys-permissions) and look for a denial (selinux-denied). Network homes add reasons of their own: not mounted, no Kerberos ticket before the login, root turned away by the file server. An encrypted home is opened by the login itself, so nothing in it can be read before.

Missing:
  sudo install -d -o USER -g USER -m 700 /home/USER
Not mounted: mend the mount, not the directory.
  findmnt -T /home/USER; systemctl --failed
Encrypted or on the network: keep the keys outside, with this line in sshd_config and the files owned by root or by the user:
  AuthorizedKeysFile /etc/ssh/authorized_keys/%u
Then (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl reload ssh",
        "\
sshd は、ユーザー自身の権限で、ホームディレクトリの下の authorized_keys を探します。ホームがないか、マウントされていないか、ユーザーが入れないため、鍵が見つからず、すべての鍵が拒否されます。

ユーザーから見た状態を確認します。
  getent passwd USER
  sudo -u USER ls -ld \"$(getent passwd USER | cut -d: -f6)\"
  sudo namei -l \"$(getent passwd USER | cut -d: -f6)/.ssh/authorized_keys\"
ログには「Could not open user 'USER' authorized keys '...': Permission denied」という行が残ります(9.1 以降では、ファイルが存在しない場合を除くすべての理由で。それより前はデバッグレベルだけ)。

この行の「Permission denied」は、鍵のファイルが root の所有である場合や SELinux でも出ます。上の出力で所有者を確かめ(authorized-keys-permissions)、拒否の記録を探してください(selinux-denied)。ネットワーク上のホームには固有の理由もあります。マウントされていない、ログイン前なので Kerberos のチケットがない、ファイルサーバーが root を拒む、などです。暗号化されたホームはログインによって開かれるので、その前に中を読むことはできません。

ない場合:
  sudo install -d -o USER -g USER -m 700 /home/USER
マウントされていない場合は、ディレクトリではなくマウントを直します。
  findmnt -T /home/USER; systemctl --failed
暗号化されている、またはネットワーク上にある場合は、鍵を外に置きます。sshd_config に次の行を書き、ファイルは root またはそのユーザーの所有にします。
  AuthorizedKeysFile /etc/ssh/authorized_keys/%u
その後(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd):
  sudo sshd -t && sudo systemctl reload ssh",
    ),
    sentences: &["Could not open user '", "Could not chdir to home directory"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeUnusable {
    /// The file or directory the sentence names.
    pub path: Option<PathBuf>,
}

impl Cause for HomeUnusable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "sshd cannot open {path} for {user}.",
            "sshd は {user} の {path} を開けません。",
            user = target.user,
            path = path_or(self.path.as_ref(), "~/.ssh/authorized_keys")
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
                    "See every directory on the way, with owner and mode",
                    "途中の各ディレクトリの所有者とモードを見ます",
                ),
            )
            .run(Command::new([
                "namei",
                "-l",
                &path_or(self.path.as_ref(), "/home"),
            ])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Where SELinux is in use, set its labels right",
                    "SELinux を使っている場合はラベルを直します",
                ),
            )
            .run(Command::new([
                "sudo",
                "restorecon",
                "-Rv",
                &path_or(self.path.as_ref(), "/home"),
            ])),
        ]
    }
}
