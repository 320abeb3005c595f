//! The agent is not there on the far side.
//!
//! **Known by**: SSH_AUTH_SOCK empty or dead on the far side; the request is sent without wanting a reply, so the
//! client sees no refusal.
//! **Looks the same**: `no-identity`, `agent-unreachable` and `git-key-not-registered` as seen by an inner ssh or
//! git.
//! **References**: ssh_config(5) ForwardAgent; sshd_config(5) AllowAgentForwarding; OpenSSH clientloop.c
//! (`client_channel_reqest_agent_forwarding`), session.c (`session_auth_agent_req`).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "agent-forwarding-absent",
    stage: Stage::Session,
    fault: Say::fixed("the agent is not available on the far side", "接続先で agent が使えません"),
    text: Say::fixed(
        "\
You are logged in, and a second ssh or git started there finds no key: your agent did not travel with you. Its \"Permission denied (publickey)\" belongs to that inner connection, not to the login you came through.

On the far side this shows it; an empty first line means that no agent was forwarded:
  echo \"$SSH_AUTH_SOCK\"; ssh-add -l

ssh prints nothing when forwarding is refused, because it asks without waiting for an answer. So check both ends. Here: is an agent running with a key in it, and is forwarding on for this host?
  ssh-add -l
  ssh -G HOST | grep forwardagent
There: AllowAgentForwarding or DisableForwarding in sshd_config, or restrict or no-agent-forwarding on the key. ssh -v prints \"Remote: ... key options: ...\"; without \"agent-forwarding\" there the key forbids it. On the far side sudo, tmux and screen may have lost the variable although the forwarding works. From 10.1 on sshd puts the socket under ~/.ssh/agent, so a home that cannot be written prevents it.

Turn it on for this one host, never for all:
  ssh -A USER@HOST
If the second step is only a jump to another server, no agent is needed there. This is safer, since whoever is root on the machine in between can use a forwarded agent:
  ssh -J USER@HOST USER@TARGET",
        "\
ログインはできていますが、そこから実行した二つ目の ssh や git が鍵を見つけられません。手元の agent が転送されていないためです。そのとき出る「Permission denied (publickey)」は内側の接続のもので、最初のログインのものではありません。

接続先で次を実行すると分かります。一行目が空なら agent は転送されていません。
  echo \"$SSH_AUTH_SOCK\"; ssh-add -l

転送が拒否されても ssh は何も表示しません。返事を待たない要求だからです。そのため両側を確認します。手元では、鍵を持つ agent が動いているか、このホストへの転送が有効かを見ます。
  ssh-add -l
  ssh -G HOST | grep forwardagent
接続先では、sshd_config の AllowAgentForwarding と DisableForwarding、鍵の restrict と no-agent-forwarding を見ます。ssh -v の「Remote: ... key options: ...」に agent-forwarding がなければ、鍵の行で禁じられています。転送は成功していても、接続先の sudo、tmux、screen が変数を失っていることもあります。10.1 からの sshd はソケットを ~/.ssh/agent に置くので、ホームに書き込めないと転送できません。

すべてのホストではなく、このホストに限って有効にします。
  ssh -A USER@HOST
二段目が別のサーバーへのログインだけなら、途中に agent は要りません。途中のマシンの root は転送された agent を使えるので、踏み台を経由するこちらのほうが安全です。
  ssh -J USER@HOST USER@TARGET",
    ),
    sentences: &[
        "Agent forwarding disabled: couldn't create listener socket",
        "Could not open a connection to your authentication agent",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentForwardingAbsent;

impl Cause for AgentForwardingAbsent {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The agent is not there on the far side.",
            "接続先でエージェントが使えません。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Ask for it, and see what it lists there",
                    "転送を求め、接続先で一覧を確認します",
                ),
            )
            .run(target.ssh_running(&["-A"], "ssh-add -l")),
        ]
    }
}
