//! fail2ban, sshguard or a similar tool bans the client's address.
//!
//! **Known by**: the tool's own status command, or the contents of its set.
//! **Looks the same**: `penalised-by-server` (OpenSSH's own), `server-firewall-blocks` (everybody), `hosts-denied`.
//! **References**: fail2ban-client(1), jail.conf(5); sshguard(8); cscli; nft(8).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "client-banned",
    stage: Stage::Server,
    fault: Say::fixed(
        "a ban tool on the server blocks this client's address",
        "サーバーの BAN ツールが、このクライアントのアドレスを遮断しています",
    ),
    text: Say::fixed(
        "\
A program that watches the log (fail2ban, sshguard, CrowdSec, DenyHosts) counted failures from this address and told the firewall to keep it out. fail2ban's own default is five failures in ten minutes, then a ban of ten minutes; distributions and administrators change that.

The typical picture: it worked, a few logins failed, and now the port is refused or silent, for this address only. On the server the tool says so itself:
  sudo fail2ban-client status sshd
  sudo cscli decisions list --ip ADDRESS
  sudo nft list ruleset | grep -F ADDRESS
  sudo grep -F ADDRESS /etc/hosts.deny

A rule for everybody is server-firewall-blocks. OpenSSH's own penalties need no tool (penalised-by-server): there TCP opens and the server hangs up. Behind a shared address somebody else may have earned the ban.

Lift it, with the tool that holds it:
  sudo fail2ban-client set sshd unbanip ADDRESS
  sudo cscli decisions delete --ip ADDRESS
Or wait; fail2ban tells for how long in its log:
  sudo grep -F ADDRESS /var/log/fail2ban.log

First stop what fails over and over (a saved wrong password, an agent that offers many keys, a monitor), or the ban comes back. Addresses you must never lose go into ignoreip in /etc/fail2ban/jail.local.",
        "\
ログを監視するプログラム(fail2ban、sshguard、CrowdSec、DenyHosts)がこのアドレスからの失敗を数え、ファイアウォールで遮断しています。fail2ban 自体の既定は 10 分間に 5 回の失敗で 10 分間の BAN ですが、ディストリビューションや管理者が変えていることがあります。

典型的には、使えていたのに何度かログインに失敗し、その後このアドレスからだけポートが拒否されるか無応答になります。サーバーでは、ツール自身が答えます。
  sudo fail2ban-client status sshd
  sudo cscli decisions list --ip ADDRESS
  sudo nft list ruleset | grep -F ADDRESS
  sudo grep -F ADDRESS /etc/hosts.deny

全員が対象のルールは server-firewall-blocks です。OpenSSH 自身のペナルティはツールなしで働きます(penalised-by-server)。その場合は TCP が開いた後にサーバーが切断します。共有アドレスの内側にいるなら、ほかの人の失敗が原因かもしれません。

遮断しているツールで解除します。
  sudo fail2ban-client set sshd unbanip ADDRESS
  sudo cscli decisions delete --ip ADDRESS
待つこともできます。fail2ban のログに経緯があります。
  sudo grep -F ADDRESS /var/log/fail2ban.log

先に、失敗を繰り返しているもの(保存された誤ったパスワード、多くの鍵を提示する agent、監視ツール)を止めてください。止めないとまた BAN されます。決して遮断されたくないアドレスは /etc/fail2ban/jail.local の ignoreip に書きます。",
    ),
    sentences: &["[sshd] Ban", "on service SSH with danger"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientBanned {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for ClientBanned {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "A ban tool on the server blocks {text}.",
            "サーバーの遮断ツールが {text} を締め出しています。",
            text = self.text.visible(60)
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
                Say::fixed("See whom it bans", "遮断中のアドレスを確認します"),
            )
            .run(Command::new(["sudo", "fail2ban-client", "status", "sshd"])),
            Step::new(Where::Server, Say::fixed("Let it in again", "解除します")).run(
                Command::new([
                    "sudo",
                    "fail2ban-client",
                    "set",
                    "sshd",
                    "unbanip",
                    &self.text.visible(60),
                ]),
            ),
        ]
    }
}
