//! A gate in front of (or instead of) sshd refuses by its own policy: Tailscale SSH, Teleport, Warpgate, IAP, OS Login, EC2 Instance Connect.
//! Known from: its identification string, its banner, its command's own error.

use super::words::quotes;
use crate::evidence::gate::Gate;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "vendor-policy-refused",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "a gate in front of the server (Tailscale, Teleport, IAP, OS Login, EC2 Instance Connect) refuses by its own policy",
        "サーバーの手前のゲート (Tailscale、Teleport、IAP、OS Login、EC2 Instance Connect) が独自のポリシーで拒否しています",
    ),
    text: Say::fixed(
        "\
What answers is not plain sshd but a gate with rules of its own, or sshd with a provider's key look-up behind it. It refuses by a role, an access rule or a missing permission; authorized_keys on the server does not matter.

It is known from its identification string (\"SSH-2.0-Tailscale\", \"SSH-2.0-Teleport\"), its banner (\"tailscale: tailnet policy does not permit you to SSH as user …\"), or the provider's own error text (IAP \"4003\", \"4033: not authorized\").

A plain \"Permission denied (publickey)\" from OpenSSH on a cloud machine may still be this: OS Login and EC2 Instance Connect feed keys through AuthorizedKeysCommand, and a key pushed by EC2 Instance Connect is good for sixty seconds only.

Ask the gate, by its own command:

  tailscale status
  tsh status && tsh ls
  gcloud compute os-login describe-profile
  gcloud compute ssh NAME --tunnel-through-iap --troubleshoot
  aws ec2-instance-connect send-ssh-public-key --instance-id ID --instance-os-user ec2-user --ssh-public-key file://$HOME/.ssh/id_ed25519.pub

What must change is the policy: send its owner the quoted line, the account and the host.",
        "\
応答しているのは通常の sshd ではなく独自の規則を持つゲート、またはプロバイダーの鍵照会を使う sshd です。ロール、アクセス規則、権限不足によって拒否されており、サーバーの authorized_keys は関係ありません。

識別文字列 (\"SSH-2.0-Tailscale\"、\"SSH-2.0-Teleport\")、バナー (\"tailscale: tailnet policy does not permit you to SSH as user …\")、プロバイダーのエラー文言 (IAP の \"4003\"、\"4033: not authorized\") で分かります。

クラウドの OpenSSH からの単なる \"Permission denied (publickey)\" もこれに当たることがあります。OS Login と EC2 Instance Connect は AuthorizedKeysCommand で鍵を渡し、EC2 Instance Connect で送った鍵は 60 秒間しか使えません。

ゲート自身のコマンドで確認します。

  tailscale status
  tsh status && tsh ls
  gcloud compute os-login describe-profile
  gcloud compute ssh NAME --tunnel-through-iap --troubleshoot
  aws ec2-instance-connect send-ssh-public-key --instance-id ID --instance-os-user ec2-user --ssh-public-key file://$HOME/.ssh/id_ed25519.pub

直すべきなのはポリシーです。表示された文言、アカウント、ホストをポリシーの管理者に送ります。",
    ),
    sentences: &["tailnet policy does not permit you to SSH", "4033: 'not authorized'", "4003: 'failed to connect to backend'", "access denied to"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorPolicyRefused {
    /// Which gate.
    pub gate: Gate,
    /// The server's identification string.
    pub ident: Untrusted,
    /// The banner or text, line by line.
    pub said: Vec<Untrusted>,
    /// It does not refuse but waits for an approval in a browser.
    pub waits: bool,
}

impl Cause for VendorPolicyRefused {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn candidates(&self) -> Vec<Code> {
        // A gate that names no reason may refuse for what sshd would refuse for.
        match self.said.is_empty() {
            true => vec![
                &super::certificate_expired::PAGE,
                &super::certificate_not_accepted::PAGE,
                &super::key_not_accepted::PAGE,
            ],
            false => Vec::new(),
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        let gate = self.gate.name();
        if self.waits {
            return say!(
                "{gate} answers in front of the server, and waits until this login is approved in a browser.",
                "サーバーの手前で {gate} が応答し、ブラウザーでこのログインが承認されるのを待っています。",
                gate = gate,
            );
        }
        say!(
            "{gate} answers in front of the server, and refuses this login by a policy of its own: no key on the server is asked.",
            "サーバーの手前で {gate} が応答し、独自のポリシーでこのログインを拒否しています。サーバーに登録された鍵は関係ありません。",
            gate = gate,
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = quotes(&self.said);
        if !self.ident.is_empty() {
            seen.push(Seen::new("server", Say::verbatim(self.ident.visible(120))));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.waits {
            steps.push(Step::new(
                Where::Client,
                say!(
                    "Log in again, open the address that it prints, and approve there while ssh waits. See first that it is an address of {gate}.",
                    "もう一度ログインし、ssh が待っている間に、表示されたアドレスを開いて承認します。先に {gate} のアドレスであることを確かめてください。",
                    gate = self.gate.name(),
                ),
            ).run(target.ssh(&[])));
        }
        steps.extend(self.gate.status().map(|words| {
            Step::new(
                Where::Client,
                say!(
                    "See who you are to {gate}, and what it lets you reach.",
                    "{gate} でのログイン状態と、接続を許可されている範囲を確認します。",
                    gate = self.gate.name(),
                ),
            )
            .run(Command::new(words))
        }));
        steps.push(Step::new(
            Where::Administrator,
            say!(
                "Send whoever looks after the policy of {gate} the quoted line, the host {host} and the login name {user}: a rule there must allow it.",
                "{gate} のポリシーの管理者に、引用した文言、ホスト {host}、ログイン名 {user} を送り、許可する規則を追加してもらいます。",
                gate = self.gate.name(),
                host = super::words::host(target),
                user = super::words::user(target),
            ),
        ));
        steps
    }
}
