//! A wrong SELinux context keeps sshd from a file or a port.
//!
//! **Known by**: an AVC denial naming sshd; `ls -Z` against the policy; ssh_port_t for the port.
//! **Looks the same**: `authorized-keys-permissions`, `home-unusable` (modes instead of labels),
//! `sshd-listens-elsewhere` (port in use).
//! **References**: sshd_selinux(8), restorecon(8), semanage-port(8), ausearch(8).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "selinux-denied",
    stage: Stage::Server,
    fault: Say::fixed(
        "SELinux denies sshd access, because of a wrong label",
        "ラベルが誤っているため、SELinux が sshd のアクセスを拒否しています",
    ),
    text: Say::fixed(
        "\
Owner and mode are fine, but the file or port carries the wrong SELinux label, and the kernel keeps sshd from it. Then keys are not found, the port is not opened, or a program is not run, and sshd itself can say no more than \"Permission denied\".

It is certain with a denial in the audit log that names sshd and the file:
  getenforce
  sudo ausearch -m AVC -ts recent | grep ssh
  sudo ls -dZ ~USER ~USER/.ssh ~USER/.ssh/authorized_keys
The last should show ssh_home_t for .ssh and what is in it. Permissive mode only logs: if getenforce does not say Enforcing, look elsewhere.

It comes from files moved (mv keeps the old label) or restored, homes in an unusual place, a home on NFS, or a new port. For one try, permissive mode shows whether SELinux is the reason; switch it back at once:
  sudo setenforce 0
  sudo setenforce 1

Put the labels right instead of switching SELinux off:
  sudo restorecon -Rv ~USER/.ssh
Homes elsewhere, here /srv/home, need a rule first:
  sudo semanage fcontext -a -e /home /srv/home && sudo restorecon -R /srv/home
A port other than 22:
  sudo semanage port -a -t ssh_port_t -p tcp 2222
Homes on NFS:
  sudo setsebool -P use_nfs_home_dirs on",
        "\
所有者とモードは正しくても、ファイルやポートの SELinux ラベルが誤っており、カーネルが sshd のアクセスを止めています。その結果、鍵が見つからない、ポートが開かない、プログラムが動かないといったことになり、sshd 自身は「Permission denied」としか言えません。

監査ログに、sshd とそのファイルの名前を含む拒否の記録があれば確実です。
  getenforce
  sudo ausearch -m AVC -ts recent | grep ssh
  sudo ls -dZ ~USER ~USER/.ssh ~USER/.ssh/authorized_keys
最後のコマンドで、.ssh とその中身が ssh_home_t であれば正常です。Permissive モードは記録するだけです。getenforce が Enforcing でなければ、原因はほかにあります。

ファイルの移動(mv は古いラベルを保ちます)や復元、普通でない場所のホーム、NFS 上のホーム、新しいポートなどで起きます。SELinux が原因かどうかは、一度だけ Permissive モードで試せば分かります。すぐに戻してください。
  sudo setenforce 0
  sudo setenforce 1

SELinux を無効にせず、ラベルを直します。
  sudo restorecon -Rv ~USER/.ssh
ホームが別の場所(ここでは /srv/home)にあるなら、先に規則が必要です。
  sudo semanage fcontext -a -e /home /srv/home && sudo restorecon -R /srv/home
22 以外のポート:
  sudo semanage port -a -t ssh_port_t -p tcp 2222
NFS 上のホーム:
  sudo setsebool -P use_nfs_home_dirs on",
    ),
    sentences: &["avc:  denied", "avc: denied", "Failed to get default SELinux security context"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelinuxDenied {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for SelinuxDenied {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "SELinux on the server keeps sshd from what it needs.",
            "サーバーの SELinux が sshd を妨げています。",
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
                Say::fixed("See what was denied", "拒否された操作を見ます"),
            )
            .run(Command::new([
                "sudo", "ausearch", "-m", "avc", "-c", "sshd", "-ts", "recent",
            ])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Set the labels of the home directory right",
                    "ホームディレクトリのラベルを直します",
                ),
            )
            .run(Command::new([
                "sudo",
                "restorecon",
                "-Rv",
                &format!("/home/{}/.ssh", target.user),
            ])),
        ]
    }
}
