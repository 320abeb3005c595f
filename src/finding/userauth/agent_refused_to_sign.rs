//! PK_OK for the key, then the agent answers SSH_AGENT_FAILURE to the request to sign.
//! Known from: `agent refused operation` (sshconnect2.c `sign_and_send_pubkey`, ssherr.c). Which of the reasons it is, the agent does not say.

use super::words::key_name;
use crate::evidence::PublicKey;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "agent-refused-to-sign",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the server accepts the key but the agent will not sign",
        "サーバーは鍵を受け付けますが、エージェントが署名しません",
    ),
    text: Say::fixed(
        "\
The server accepts the key, ssh asks the agent to sign with it, and the agent says no: \"signing failed … agent refused operation\" (OpenSSH up to 6.7: \"Agent admitted failure to sign using the key\"). The server side is fine.

It is known from the agent's answer after the server's yes. Why, the agent does not say: it may be locked (ssh-add -x, a locked 1Password or KeePassXC), a token was not touched or its PIN not given, a confirmation window (ssh-add -c) could not open or was denied, the key may be used towards other hosts only (ssh-add -h), an old gpg-agent cannot make rsa-sha2 signatures, gpg-agent has no terminal for its PIN window.

A permission denied without that line is another fault; and \"device not found\" speaks of a missing token (security-key-unavailable).

Unlock the program that holds the key, then test the agent alone, without a server; it must say nothing:

  ssh-add -T ~/.ssh/id_ed25519.pub

For gpg-agent: gpg-connect-agent updatestartuptty /bye. For a key with a confirmation or a destination: ssh-add -d FILE, then ssh-add FILE.",
        "\
サーバーは鍵を受け付け、ssh がエージェントに署名を依頼し、エージェントが断りました: \"signing failed … agent refused operation\" (OpenSSH 6.7 までは \"Agent admitted failure to sign using the key\")。サーバー側に問題はありません。

サーバーが受け付けた後のエージェントの応答で分かります。理由をエージェントは言いません。ロックされている (ssh-add -x、ロック中の 1Password や KeePassXC)、トークンに触れていない、PIN を入力していない、確認ウィンドウ (ssh-add -c) が開けない・拒否された、宛先が制限された鍵 (ssh-add -h)、rsa-sha2 の署名ができない古い gpg-agent、PIN の画面を出す端末がない gpg-agent などがあります。

この行のない Permission denied は別の原因です。\"device not found\" はトークンがない場合 (security-key-unavailable) です。

鍵を持つプログラムのロックを解除し、サーバーを使わずにエージェントだけで確認します。何も表示されなければ正常です。

  ssh-add -T ~/.ssh/id_ed25519.pub

gpg-agent の場合は gpg-connect-agent updatestartuptty /bye を実行します。確認付き・宛先制限付きの鍵は ssh-add -d FILE の後、ssh-add FILE で読み込み直します。",
    ),
    sentences: &["agent refused operation", "Agent admitted failure to sign using the key", "returned incorrect signature type", "Agent failed signing key"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRefusedToSign {
    /// The key the server accepts.
    pub key: PublicKey,
    /// ssh's words.
    pub text: Untrusted,
    /// How it shows.
    pub how: Refusal,
}

/// How an agent refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It answered the request to sign with a failure.
    Signing,
    /// It lists the key here and did not even show it to ssh for this host: it is for other hosts (ssh-add -h).
    Hidden,
    /// It refuses to list its keys, and the private half of this one is not on disk.
    Locked,
}

impl Cause for AgentRefusedToSign {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.how {
            Refusal::Signing => Certainty::Certain,
            Refusal::Hidden | Refusal::Locked => Certainty::Likely,
        }
    }

    fn candidates(&self) -> Vec<Code> {
        match self.how {
            Refusal::Signing | Refusal::Hidden => Vec::new(),
            Refusal::Locked => vec![&super::identity_file_missing::PAGE],
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        if self.how == Refusal::Locked {
            return say!(
                "The server accepts the key {key}, whose private half is not on disk, and the agent is locked: it lists no key.",
                "サーバーは鍵 {key} を受け付けますが、秘密鍵はディスクになく、エージェントはロックされていて鍵を一覧しません。",
                key = key_name(&self.key),
            );
        }
        if self.how == Refusal::Hidden {
            return say!(
                "The server accepts the key {key}, but the agent keeps it back towards this host: it was added for other hosts only (ssh-add -h).",
                "サーバーは鍵 {key} を受け付けますが、エージェントはこのホストに対してこの鍵を使わせません。ほかのホスト専用に追加された鍵です (ssh-add -h)。",
                key = key_name(&self.key),
            );
        }
        say!(
            "The server accepts the key {key}, but the agent refuses to sign with it.",
            "サーバーは鍵 {key} を受け付けますが、エージェントがこの鍵での署名を拒否しています。",
            key = key_name(&self.key),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let agent = match self.how {
            Refusal::Hidden => say!(
                "the agent lists the key, and ssh was not given it for this login",
                "エージェントの一覧にはこの鍵がありますが、このログインでは ssh に渡されませんでした"
            ),
            Refusal::Locked => say!(
                "the agent answers the request for its keys with a failure",
                "エージェントは鍵の一覧の要求に失敗を返します"
            ),
            Refusal::Signing => say!(
                "ssh: \"{text}\"",
                "ssh の文言: 「{text}」",
                text = self.text.visible(120)
            ),
        };
        vec![
            Seen::new("agent", agent),
            Seen::new(
                "server",
                say!(
                    "the server accepts {key}",
                    "サーバーは {key} を受け付けます",
                    key = key_name(&self.key)
                ),
            ),
        ]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if self.how == Refusal::Hidden {
            return vec![
                Step::new(
                    Where::Client,
                    say!(
                        "Take the key out of the agent, then add it again with ssh-add, without -h or with -h naming this host as well.",
                        "鍵をエージェントから削除し、ssh-add で追加し直します (-h を付けないか、このホストも -h で指定します)。"
                    ),
                )
                .run(
                    Command::new(["echo", &self.key.line()])
                        .pipe(Command::new(["ssh-add", "-d", "-"])),
                ),
                Step::new(
                    Where::Client,
                    say!(
                        "If the private key also lies in a file, log in without the agent.",
                        "秘密鍵がファイルにもある場合は、エージェントを使わずにログインします。"
                    ),
                )
                .run(target.ssh(&["-o", "IdentityAgent=none"])),
            ];
        }
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Unlock the program that holds the key, touch the token or confirm the question it shows, then test the agent alone; this must say nothing.",
                    "鍵を持つプログラムのロックを解除し、トークンに触れるか、表示された確認に応じます。その後エージェントだけで確認します。何も表示されなければ正常です。"
                ),
            )
            .run(
                Command::new(["echo", &self.key.line()])
                    .pipe(Command::new(["ssh-add", "-T", "/dev/stdin"])),
            ),
            Step::new(
                Where::Client,
                say!(
                    "If the agent was locked with ssh-add -x, unlock it with the password given then.",
                    "ssh-add -x でロックした場合は、そのときのパスワードで解除します。"
                ),
            )
            .run(Command::new(["ssh-add", "-X"])),
            Step::new(
                Where::Client,
                say!(
                    "If the private key also lies in a file, log in without the agent.",
                    "秘密鍵がファイルにもある場合は、エージェントを使わずにログインします。"
                ),
            )
            .run(target.ssh(&["-o", "IdentityAgent=none"])),
        ]
    }
}
