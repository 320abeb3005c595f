//! A firewall on the server blocks the port.
//!
//! **Known by**: the rule by name, evaluated for the client's address and the port.
//! **Looks the same**: `port-filtered` (a cloud security group or a box in between), `client-banned` (one address
//! only), `sshd-not-running`.
//! **References**: nft(8), iptables(8), ufw(8), firewall-cmd(1).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "server-firewall-blocks",
    stage: Stage::Server,
    fault: Say::fixed(
        "a firewall on the server blocks the port",
        "サーバー上のファイアウォールがポートを塞いでいます",
    ),
    text: Say::fixed(
        "\
sshd may well be running; a packet filter on the server itself stops the connection before sshd sees it. Depending on the rule the client sees a time-out (drop), \"Connection refused\" (reject) or \"No route to host\" (reject with host-prohibited, as firewalld does).

It is certain when the rule is named. Look with the tool that is in use:
  sudo nft list ruleset
  sudo iptables -S; sudo ip6tables -S
  sudo ufw status verbose
  sudo firewall-cmd --list-all

A security group of the cloud provider or a firewall in front of the machine cannot be seen from inside. This tells the difference: if packets arrive here while somebody tries, the block is on this machine; if none arrives, it is outside (port-filtered).
  sudo tcpdump -ni any tcp port 22
A ban hits one address only (client-banned).

Allow the port, for all or better for the networks you come from. ufw, then firewalld:
  sudo ufw allow 22/tcp
  sudo firewall-cmd --permanent --add-service=ssh && sudo firewall-cmd --reload
firewalld, for another port than 22:
  sudo firewall-cmd --permanent --add-port=2222/tcp && sudo firewall-cmd --reload
With plain nft or iptables put the accept rule before the drop and save the rules, or they are gone after a reboot.

Do not flush all rules on a machine you reach by ssh: where the default policy is drop, that locks you out.",
        "\
sshd は動いているかもしれません。サーバー自身のパケットフィルターが、sshd に届く前に接続を止めています。ルールによって、クライアントには時間切れ(drop)、「Connection refused」(reject)、「No route to host」(firewalld のような host-prohibited での reject)と見えます。

ルールを特定できれば確実です。使われているツールで確認します。
  sudo nft list ruleset
  sudo iptables -S; sudo ip6tables -S
  sudo ufw status verbose
  sudo firewall-cmd --list-all

クラウドのセキュリティグループや、手前にあるファイアウォールは、内側からは見えません。次で区別できます。誰かが接続を試しているあいだにパケットが届くなら、塞いでいるのはこのマシンです。届かなければ外側です(port-filtered)。
  sudo tcpdump -ni any tcp port 22
BAN の対象は一つのアドレスだけです(client-banned)。

ポートを許可します。できれば接続元のネットワークに限ります。ufw、次に firewalld:
  sudo ufw allow 22/tcp
  sudo firewall-cmd --permanent --add-service=ssh && sudo firewall-cmd --reload
firewalld で 22 以外のポートの場合:
  sudo firewall-cmd --permanent --add-port=2222/tcp && sudo firewall-cmd --reload
nft や iptables を直接使っているなら、許可のルールを drop より前に置き、保存します。保存しないと再起動で消えます。

ssh で入っているマシンで全ルールを消さないでください。既定のポリシーが drop だと、自分が締め出されます。",
    ),
    sentences: &["[UFW BLOCK]"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerFirewallBlocks {
    /// The port.
    pub port: Option<usize>,
}

impl Cause for ServerFirewallBlocks {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server's own firewall drops what comes to this port.",
            "サーバー自身のファイアウォールが、このポートへの通信を破棄しています。",
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
                Say::fixed("Where ufw is in use", "ufw を使っている場合"),
            )
            .run(Command::new([
                "sudo",
                "ufw",
                "allow",
                &format!("{}/tcp", self.port.unwrap_or(22)),
            ])),
        ]
    }
}
