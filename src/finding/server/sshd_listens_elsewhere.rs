//! sshd listens on another port or address than the one tried.
//!
//! **Known by**: the socket table and `sshd -T` against the port and address tried.
//! **Looks the same**: `wrong-port` is the same fault seen from the client; `sshd-not-running`,
//! `server-firewall-blocks`, `selinux-denied`.
//! **References**: sshd_config(5) Port, ListenAddress; systemd.socket(5); OpenSSH sshd.c (`listen_on_addrs`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "sshd-listens-elsewhere",
    stage: Stage::Server,
    fault: Say::fixed(
        "sshd listens on another port or address",
        "sshd は別のポートまたはアドレスで待ち受けています",
    ),
    text: Say::fixed(
        "\
sshd runs, but not where the connection goes: on another port, or only on some of the machine's addresses (only IPv4, only 127.0.0.1, only the inside network). From outside the port tried is refused.

What it does, and what its files say:
  sudo ss -ltnp | grep -E 'sshd|systemd'
  sudo sshd -T | grep -E '^(port|listenaddress)'

The two can differ for three reasons. The file was edited and not loaded (sshd-config-not-loaded). Under ssh.socket (Ubuntu from 22.10) systemd listens, and an edit of Port counts only after a daemon-reload. Or sshd could not take the port: \"Bind to port 22 on 0.0.0.0 failed:\" with \"Address already in use\" (another program has it), \"Cannot assign requested address\" (the address was not up yet at boot) or \"Permission denied\" (usually SELinux, see selinux-denied).

Either connect where it listens:
  ssh -p 2222 USER@HOST
or correct Port or ListenAddress and restart (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl restart ssh
Ubuntu with ssh.socket:
  sudo systemctl daemon-reload && sudo systemctl restart ssh.socket

A new port must be allowed by the firewall and by SELinux as well, before you leave the old one.",
        "\
sshd は動いていますが、接続しようとした場所にはいません。別のポートか、マシンの一部のアドレス(IPv4 だけ、127.0.0.1 だけ、内部ネットワークだけ)で待ち受けています。外からは、試したポートで接続を拒否されます。

実際の状態と、ファイルの内容を確認します。
  sudo ss -ltnp | grep -E 'sshd|systemd'
  sudo sshd -T | grep -E '^(port|listenaddress)'

二つが食い違う理由は三つあります。編集したファイルが読み込まれていない(sshd-config-not-loaded)。ssh.socket の下では(Ubuntu 22.10 以降)systemd が待ち受けており、Port の変更は daemon-reload の後で有効になる。または sshd がそのポートを使えなかった。最後の場合は「Bind to port 22 on 0.0.0.0 failed:」の後ろに「Address already in use」(別のプログラムが使用中)、「Cannot assign requested address」(起動時にアドレスがまだなかった)、「Permission denied」(たいてい SELinux。selinux-denied を参照)と出ます。

待ち受けている場所へ接続します。
  ssh -p 2222 USER@HOST
または Port か ListenAddress を直して再起動します(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd)。
  sudo sshd -t && sudo systemctl restart ssh
ssh.socket を使う Ubuntu の場合:
  sudo systemctl daemon-reload && sudo systemctl restart ssh.socket

新しいポートは、ファイアウォールと SELinux でも許可が必要です。古いポートをやめる前に済ませてください。",
    ),
    sentences: &["Bind to port", "Cannot bind any address"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshdListensElsewhere {
    /// The port.
    pub port: Option<usize>,
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for SshdListensElsewhere {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "sshd could not listen on port {port}: {text}",
            "sshd はポート {port} で待ち受けできませんでした: {text}",
            port = self
                .port
                .map_or_else(|| String::from("?"), |port| port.to_string()),
            text = self.text.visible(80)
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
                    "See who has the port, and where sshd listens",
                    "そのポートを使っているものと、sshd の待ち受け先を確認します",
                ),
            )
            .run(Command::new(["sudo", "ss", "-ltnp"])),
        ]
    }
}
