//! Parts of sshd do not fit together: half-finished upgrade, missing sshd-session, library mismatch.
//!
//! **Known by**: sshd's own start-up message or the loader's; package state; a listener older than the file on disk.
//! **Looks the same**: `sshd-not-running`, `key-exchange-closed`, `closed-before-identification`.
//! **References**: OpenSSH sshd.c (sshd-session since 9.8, sshd-auth since 10.0; "-R not supported here"),
//! sshd-session.c, entropy.c.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "sshd-upgrade-incomplete",
    stage: Stage::Server,
    fault: Say::fixed(
        "parts of sshd do not fit together, as after a half-finished upgrade",
        "更新が途中で止まるなどして、sshd の部品どうしの版が合っていません",
    ),
    text: Say::fixed(
        "\
sshd is not one program any more: the listener starts sshd-session for each connection (since 9.8), and that starts sshd-auth (since 10.0). All of them and the libraries must come from the same installation. Here one part is missing, or older than the others.

The server's log says which: \"/usr/lib/openssh/sshd-session does not exist or is not executable\", \"-R not supported here\" or \"rexec version mismatch\" (the running listener is older than the program on disk), \"OpenSSL version mismatch. Built against ...\" or the loader's \"error while loading shared libraries\".

From outside it looks like many other things: refused, or closed at once, or closed in key exchange. sshd -t can be silent, because it ends before it looks for the other programs. A listener that was not restarted after an upgrade keeps old sessions alive and fails for every new one.

Finish the upgrade, then restart. Debian and Ubuntu:
  sudo dpkg --configure -a && sudo apt-get -f install
  sudo systemctl restart ssh
EL and Fedora, then Arch, then SUSE:
  sudo dnf distro-sync openssh-server openssh openssl-libs
  sudo pacman -Syu
  sudo zypper verify
  sudo systemctl restart sshd

Do not close your last session before a new login works. If sshd was built by hand, install all of its programs again, and check that the unit starts the sshd you mean:
  systemctl cat ssh sshd | grep ExecStart",
        "\
今の sshd は一つのプログラムではありません。待ち受けるプロセスが接続ごとに sshd-session を起動し(9.8 以降)、それが sshd-auth を起動します(10.0 以降)。これらとライブラリはすべて同じ版でなければなりません。そのどれかが欠けているか、ほかより古くなっています。

どれかはサーバーのログに出ます。「/usr/lib/openssh/sshd-session does not exist or is not executable」、「-R not supported here」や「rexec version mismatch」(動いているプロセスがディスク上のプログラムより古い)、「OpenSSL version mismatch. Built against ...」、ローダーの「error while loading shared libraries」などです。

外からは、接続の拒否、直後の切断、鍵交換中の切断など、いろいろな姿に見えます。sshd -t はほかのプログラムを調べる前に終わるので、何も言わないことがあります。更新後に再起動されていない sshd は、古いセッションを保ったまま、新しい接続ではすべて失敗します。

更新を最後まで終わらせ、再起動します。Debian と Ubuntu:
  sudo dpkg --configure -a && sudo apt-get -f install
  sudo systemctl restart ssh
EL と Fedora、次に Arch、次に SUSE:
  sudo dnf distro-sync openssh-server openssh openssl-libs
  sudo pacman -Syu
  sudo zypper verify
  sudo systemctl restart sshd

新しいログインが成功するまで、最後のセッションを閉じないでください。自分でビルドした sshd なら、すべてのプログラムを入れ直し、ユニットが目的の sshd を起動しているか確認します。
  systemctl cat ssh sshd | grep ExecStart",
    ),
    sentences: &[
        "does not exist or is not executable",
        "-R not supported here",
        "rexec version mismatch",
        "rexec of",
        "OpenSSL version mismatch. Built against",
        "symbol lookup error",
        "error while loading shared libraries",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshdUpgradeIncomplete {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for SshdUpgradeIncomplete {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "Parts of sshd on the server do not fit together: {text}",
            "サーバーの sshd の部品どうしが合っていません: {text}",
            text = self.text.visible(120)
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
                    "On Debian and Ubuntu, finish the upgrade",
                    "Debian と Ubuntu では更新を完了させます",
                ),
            )
            .run(Command::new([
                "sudo",
                "apt-get",
                "install",
                "--reinstall",
                "openssh-server",
            ])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "On Fedora and the Red Hat family",
                    "Fedora と Red Hat 系では",
                ),
            )
            .run(Command::new(["sudo", "dnf", "reinstall", "openssh-server"])),
            Step::new(Where::Server, Say::fixed("Then", "続けて"))
                .run(steps::restart_sshd_if_valid()),
        ]
    }
}
