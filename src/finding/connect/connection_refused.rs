//! The host lives, and nothing listens on the port.
//!
//! Known by a RST that answers the SYN. A client cannot see the process table: sshd stopped, listening elsewhere, or a
//! firewall's tcp-reset look alike.

use std::net::SocketAddr;

use crate::evidence::OtherPorts;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "connection-refused",
    stage: Stage::Connect,
    fault: Say::fixed(
        "the host is up and nothing listens on the port",
        "ホストは動いていますが、そのポートで待ち受けているものがありません",
    ),
    text: Say::fixed(
        "\
The host answered at once: nobody listens on this port. It is switched on and reachable, and sshd is not there: stopped, not installed, failed at its start, on another port, or on another address of the machine. Or the name leads to the wrong host.

It is known from the reset that answers the first packet (Connection refused). This is not a refused login: no sshd has been reached yet.

A firewall that rejects with a reset, and a ban that does so, look the same. In favour of those speaks that it worked minutes ago, or works from elsewhere. A firewall that answers with an ICMP error can be told apart (connection-rejected-by-firewall). A port that gives no answer at all is port-filtered.

On the server's console, Debian and Ubuntu, then everybody else:
  sudo systemctl enable --now ssh
  sudo systemctl enable --now sshd

If it will not start, its configuration is broken; if it runs, see where it listens:
  sudo /usr/sbin/sshd -t
  sudo ss -ltnp

In a container or in WSL no sshd runs unless somebody starts it. On Windows: Start-Service sshd. On macOS: System Settings, General, Sharing, Remote Login.",
        "\
ホストはすぐに「このポートでは誰も待ち受けていない」と返しました。電源は入っていて届きますが、sshd がいません。停止している、インストールされていない、起動に失敗した、別のポートや別のアドレスで待ち受けている、のいずれかです。名前が違うホストを指していることもあります。

最初のパケットに RST が返ったこと (Connection refused) から分かります。ログインの拒否ではありません。まだ sshd に届いていません。

RST で拒否するファイアウォールや BAN も同じに見えます。数分前まで使えていた、別の場所からは使える、といった場合はそちらが疑われます。ICMP エラーで拒否するファイアウォールは区別できます (connection-rejected-by-firewall)。まったく応答しないポートは port-filtered です。

サーバーのコンソールで起動します。1 つ目は Debian と Ubuntu、2 つ目はそれ以外です。
  sudo systemctl enable --now ssh
  sudo systemctl enable --now sshd

起動しないなら設定が壊れています。動いているなら、待ち受け先を調べます。
  sudo /usr/sbin/sshd -t
  sudo ss -ltnp

コンテナや WSL では、誰かが起動しない限り sshd は動きません。Windows では Start-Service sshd、macOS では「システム設定」→「一般」→「共有」→「リモートログイン」です。",
    ),
    sentences: &[
        "Connection refused",
        "No connection could be made because the target machine actively refused it",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRefused {
    /// Address and port.
    pub address: SocketAddr,
    /// Other ports of the host, if the person let them be looked at.
    pub looked: Option<OtherPorts>,
    /// It was seen to be a reset; some systems do not tell one from a firewall's reject.
    pub reset_seen: bool,
    /// Did several logins fail just before, as the person says?
    pub just_failed: Option<bool>,
    /// When it was seen, seconds since 1970; none in a log.
    pub now: Option<u64>,
}

/// What remains while other ports were not looked at.
const NOT_LOOKED: &[Code] = &[
    &crate::finding::server::sshd_not_running::PAGE,
    &super::wrong_port::PAGE,
    &crate::finding::server::sshd_listens_elsewhere::PAGE,
    &crate::finding::server::sshd_config_invalid::PAGE,
    &crate::finding::server::sshd_host_keys_missing::PAGE,
    &crate::finding::server::sshd_privsep_missing::PAGE,
    &crate::finding::server::server_firewall_blocks::PAGE,
    &super::connection_rejected_by_firewall::PAGE,
    &super::local_firewall_blocks::PAGE,
    &crate::finding::server::client_banned::PAGE,
    &crate::finding::resolve::name_resolves_elsewhere::PAGE,
];

/// What remains when no other port has SSH.
const LOOKED: &[Code] = &[
    &crate::finding::server::sshd_not_running::PAGE,
    &crate::finding::server::sshd_listens_elsewhere::PAGE,
    &crate::finding::server::sshd_config_invalid::PAGE,
    &crate::finding::server::sshd_host_keys_missing::PAGE,
    &crate::finding::server::sshd_privsep_missing::PAGE,
    &crate::finding::server::server_firewall_blocks::PAGE,
    &super::connection_rejected_by_firewall::PAGE,
    &super::local_firewall_blocks::PAGE,
    &crate::finding::server::client_banned::PAGE,
    &crate::finding::resolve::name_resolves_elsewhere::PAGE,
];

impl Cause for ConnectionRefused {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "{host} is up, and nothing listens on port {port}: no sshd is there.",
            "{host} は動いていますが、ポート {port} で待ち受けているものがありません (sshd がいません)。",
            host = self.address.ip(),
            port = self.address.port()
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let words = match self.reset_seen {
            true => "Connection refused (RST)",
            false => "Connection refused",
        };
        let mut seen = vec![super::tcp(self.address, words)];
        if let Some(ports) = &self.looked {
            seen.extend(super::other_ports(ports));
        }
        seen.extend(super::just_failed(self.just_failed));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        let mut reasons = match self.looked {
            Some(_) => LOOKED.to_vec(),
            None => NOT_LOOKED.to_vec(),
        };
        let banned = |code: &Code| code.code == "client-banned";
        match self.just_failed {
            Some(true) => reasons.sort_by_key(|code| !banned(code)),
            Some(false) => reasons.sort_by_key(banned),
            None => {}
        }
        reasons
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let start = Step::new(
            Where::Server,
            Say::fixed(
                "On the server's console: start sshd (the unit is ssh on Debian and Ubuntu, sshd elsewhere)",
                "サーバーのコンソールで sshd を起動します (ユニット名は Debian と Ubuntu では ssh、ほかでは sshd です)",
            ),
        )
        .run(steps::start_sshd());
        let test = Step::new(
            Where::Server,
            Say::fixed(
                "If it will not start: this names the broken line",
                "起動しない場合は、壊れている行が次のコマンドで分かります",
            ),
        )
        .run(Command::new(["sudo", "/usr/sbin/sshd", "-t"]));
        let listens = Step::new(
            Where::Server,
            say!(
                "If it runs: see whether it listens on port {port}, and on which address",
                "動いている場合は、ポート {port} で待ち受けているか、どのアドレスかを調べます",
                port = self.address.port()
            ),
        )
        .run(Command::new(["sudo", "ss", "-ltnp"]));
        let mut steps = Vec::new();
        if self.just_failed == Some(true) {
            steps.extend(super::lift_the_ban());
            steps.push(super::wait_for_the_ban(self.now, target));
        }
        steps.extend([start, test, listens]);
        if self.looked.is_none() {
            steps.push(steps::look_at_other_ports(target));
        }
        steps
    }
}
