//! ssh has nothing to offer: no identity file is there and the agent, if any, lists no key.
//! Known from: the files `ssh -G` names, the agent's list. sshconnect2.c `pubkey_prepare`, `try_identity`.

use std::path::PathBuf;

use super::words::{
    copy_id, hand_over, join, join_paths, make_default_key, make_key, show, takes_password,
};
use crate::evidence::Agent;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "no-identity",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "there is no key to offer: no identity file, no agent key",
        "提示できる鍵がありません (鍵ファイルもエージェントの鍵もありません)",
    ),
    text: Say::fixed(
        "\
ssh logs in with a key only if it finds one: in the files named by IdentityFile (or, where none is named, ~/.ssh/id_rsa, id_ecdsa, id_ed25519 and their _sk variants), or in the agent behind SSH_AUTH_SOCK. Here it finds none, so it never asks the server about a key at all.

It is known from this side alone: none of the files exists and the agent lists nothing. In \"ssh -v\" the files stand there as \"identity file … type -1\", and no line \"Offering public key\" follows.

A server that refuses every key ends with the very same \"Permission denied (publickey)\"; there \"Offering public key\" does stand in \"ssh -v\". Under sudo, cron or another user, and in WSL beside Windows, the key may lie in another home directory: this is a matter of where ssh runs, not of the server.

Make a key and register its public half; the second command needs a password login:

  ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519
  ssh-copy-id -i ~/.ssh/id_ed25519.pub user@host

Without a password login, send the contents of ~/.ssh/id_ed25519.pub to whoever looks after the server. If the key exists elsewhere, name it: ssh -i FILE user@host. Never copy a private key to the server.",
        "\
ssh が公開鍵認証を行えるのは、鍵が見つかったときだけです。探す場所は IdentityFile で指定したファイル (指定がなければ ~/.ssh/id_rsa、id_ecdsa、id_ed25519 とその _sk 版) と、SSH_AUTH_SOCK の先のエージェントです。今回はどちらにも鍵がないため、サーバーに鍵を問い合わせることもしていません。

これは手元の情報だけで分かります。どのファイルも存在せず、エージェントの一覧も空です。\"ssh -v\" ではファイルが \"identity file … type -1\" と表示され、その後に \"Offering public key\" の行が出ません。

サーバーがすべての鍵を拒否した場合も、最後の文言は同じ \"Permission denied (publickey)\" です。その場合は \"ssh -v\" に \"Offering public key\" が出ます。sudo、cron、別ユーザー、WSL と Windows の併用などでは、鍵が別のホームディレクトリにあることがあります。これはサーバーではなく、ssh を実行している環境の問題です。

鍵を作成し、公開鍵を登録します。2 行目にはパスワードでのログインが必要です。

  ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519
  ssh-copy-id -i ~/.ssh/id_ed25519.pub user@host

パスワードでログインできない場合は、~/.ssh/id_ed25519.pub の内容をサーバーの管理者に送ります。鍵が別の場所にある場合は ssh -i FILE user@host のように指定します。秘密鍵をサーバーにコピーしてはいけません。",
    ),
    sentences: &[
        "The agent has no identities",
        "No authentication methods available",
    ],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoIdentity {
    /// The identity files ssh looked for.
    pub looked: Vec<PathBuf>,
    /// The agent it would ask.
    pub agent: Agent,
    /// The methods the server lists.
    pub methods: Vec<String>,
}

impl NoIdentity {
    /// Where a new key goes: the default name, in the directory of the files ssh looks for.
    fn new_key(&self) -> Option<PathBuf> {
        let beside = || Some(self.looked.first()?.parent()?.join("id_ed25519"));
        self.looked
            .iter()
            .find(|path| path.ends_with("id_ed25519"))
            .cloned()
            .or_else(beside)
    }
}

impl Cause for NoIdentity {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.candidates().is_empty() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn candidates(&self) -> Vec<Code> {
        match self.agent {
            Agent::NotConfigured | Agent::Disabled | Agent::Keys { .. } => Vec::new(),
            Agent::Unreachable { .. } | Agent::Silent { .. } | Agent::Garbage { .. } => {
                vec![&super::agent_unreachable::PAGE]
            }
            Agent::Refused { .. } => vec![&super::agent_refused_to_sign::PAGE],
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        Say::fixed(
            "ssh has no key to offer: none of the identity files exists and the agent gives none.",
            "ssh が提示できる鍵がありません。鍵ファイルがひとつも存在せず、エージェントにも鍵がありません。",
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let files = Seen::new(
            "identity file",
            say!(
                "none of these files exists: {files}",
                "次のファイルはいずれも存在しません: {files}",
                files = join_paths(&self.looked),
            ),
        );
        let agent = match &self.agent {
            Agent::NotConfigured => say!(
                "no agent: SSH_AUTH_SOCK is not set",
                "エージェントなし: SSH_AUTH_SOCK が設定されていません"
            ),
            Agent::Disabled => say!(
                "the configuration says IdentityAgent none",
                "設定が IdentityAgent none です"
            ),
            Agent::Keys { socket, .. } => say!(
                "the agent at {socket} lists no key",
                "エージェント {socket} の鍵の一覧は空です",
                socket = show(socket)
            ),
            Agent::Unreachable { socket, text, .. } => say!(
                "the agent socket {socket} leads nowhere: {text}",
                "エージェントのソケット {socket} に接続できません: {text}",
                socket = show(socket),
                text = text.visible(120),
            ),
            Agent::Refused { socket } => say!(
                "the agent at {socket} refuses to list its keys: it is locked",
                "エージェント {socket} は鍵の一覧を返しません (ロックされています)",
                socket = show(socket)
            ),
            Agent::Silent { socket } => say!(
                "the agent at {socket} does not answer",
                "エージェント {socket} が応答しません",
                socket = show(socket)
            ),
            Agent::Garbage { socket } => say!(
                "what listens at {socket} is not an agent",
                "{socket} で待ち受けているのはエージェントではありません",
                socket = show(socket)
            ),
        };
        let methods = Seen::new(
            "server",
            say!(
                "the server takes: {methods}",
                "サーバーが受け付ける認証方式: {methods}",
                methods = join(&self.methods)
            ),
        );
        vec![files, Seen::new("agent", agent), methods]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Agent::Refused { socket } = &self.agent {
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Unlock the agent; it asks for the password it was locked with.",
                        "エージェントのロックを解除します。ロックしたときのパスワードを尋ねられます。"
                    ),
                )
                .run(Command::new([
                    "env",
                    &format!("SSH_AUTH_SOCK={}", super::words::word(socket)),
                    "ssh-add",
                    "-X",
                ])),
            );
        }
        let Some(key) = self.new_key() else {
            steps.push(make_default_key());
            return steps;
        };
        steps.push(make_key(&key));
        steps.push(if takes_password(&self.methods) {
            copy_id(target, &key)
        } else {
            hand_over(target, &key)
        });
        steps
    }
}
