//! A gate in front of (or instead of) sshd refuses by its own policy: Tailscale SSH, Teleport, Warpgate, IAP, OS Login, EC2 Instance Connect.
//! Known from: its identification string, its banner, its command's own error.

use crate::finding::{Page, Stage};
use crate::lang::Say;

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
