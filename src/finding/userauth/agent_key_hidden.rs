//! The agent holds a key the server accepts, and IdentitiesOnly keeps ssh from offering it.
//! Known from: `identitiesonly yes` in `ssh -G`, no IdentityFile that matches the agent's key, PK_OK for it. sshconnect2.c `pubkey_prepare`.

use std::path::PathBuf;

use super::words::{host, key_name, use_agent_key, use_key_of_environment, viewed};
use crate::evidence::{BlockView, PublicKey};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "agent-key-hidden",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the agent holds a key the server accepts, but IdentitiesOnly keeps ssh from offering it",
        "サーバーが受け付ける鍵はエージェントにありますが、IdentitiesOnly のため ssh が提示しません",
    ),
    text: Say::fixed(
        "\
IdentitiesOnly yes tells ssh to offer only the keys that IdentityFile (or -i) names, whatever else the agent holds. The key this server wants is in the agent, but no IdentityFile names it, so it is never offered.

It is known by asking: the server answers \"acceptable\" to a key the agent lists, and \"ssh -G host\" prints \"identitiesonly yes\" with files that do not match it. In \"ssh -v\" the line \"get_agent_identities: agent returned N keys\" stands there, and no \"Offering public key\" for that key.

Without IdentitiesOnly the key would be offered; then this would be other-key-accepted or too-many-authentication-failures.

IdentityFile may name a public key: ssh then takes the private half from the agent. So keep IdentitiesOnly and add the key:

  ssh-add -L | grep COMMENT > ~/.ssh/work.pub
  ssh -o IdentitiesOnly=yes -i ~/.ssh/work.pub user@host

and in ~/.ssh/config, under the Host block: IdentityFile ~/.ssh/work.pub",
        "\
IdentitiesOnly yes を指定すると、ssh はエージェントに何があっても、IdentityFile (または -i) で指定した鍵だけを提示します。このサーバーが求める鍵はエージェントにありますが、IdentityFile で指定されていないため提示されません。

実際に問い合わせて分かりました。サーバーはエージェントの鍵のひとつに「受け付ける」と答え、\"ssh -G host\" は \"identitiesonly yes\" と、その鍵に一致しないファイルを表示します。\"ssh -v\" には \"get_agent_identities: agent returned N keys\" と出ますが、その鍵の \"Offering public key\" は出ません。

IdentitiesOnly がなければ鍵は提示されます。その場合は other-key-accepted や too-many-authentication-failures になります。

IdentityFile には公開鍵も指定できます。その場合、秘密鍵はエージェントのものが使われます。IdentitiesOnly は残したまま、鍵を追加します。

  ssh-add -L | grep COMMENT > ~/.ssh/work.pub
  ssh -o IdentitiesOnly=yes -i ~/.ssh/work.pub user@host

~/.ssh/config の Host ブロックには IdentityFile ~/.ssh/work.pub と書きます。",
    ),
    sentences: &[],
};

/// What keeps ssh from offering it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HiddenBy {
    /// IdentitiesOnly, and no IdentityFile names the key.
    IdentitiesOnly,
    /// IdentityAgent, which leads to another agent than SSH_AUTH_SOCK or to none: its value.
    IdentityAgent(String),
}

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentKeyHidden {
    /// What hides it.
    pub by: HiddenBy,
    /// The key the agent holds and the server accepts.
    pub key: PublicKey,
    /// Its comment in the agent.
    pub comment: Untrusted,
    /// File and line of the Host block that applies.
    pub block: Option<(PathBuf, usize)>,
    /// ssh's own view of the block that is printed; nothing where it was not asked.
    pub view: Option<BlockView>,
    /// Keys ssh does offer, all refused.
    pub refused: usize,
}

impl Cause for AgentKeyHidden {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        let option = match &self.by {
            HiddenBy::IdentitiesOnly => "IdentitiesOnly",
            HiddenBy::IdentityAgent(_) => "IdentityAgent",
        };
        say!(
            "The agent holds the key {host} wants ({key}), but {option} keeps ssh from offering it.",
            "{host} が受け付ける鍵 ({key}) はエージェントにありますが、{option} のため ssh が提示していません。",
            host = host(target),
            key = key_name(&self.key),
            option = option,
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let line = match &self.by {
            HiddenBy::IdentitiesOnly => String::from("identitiesonly yes"),
            HiddenBy::IdentityAgent(agent) => {
                format!(
                    "identityagent {}",
                    Untrusted::from(agent.as_str()).visible(120)
                )
            }
        };
        let setting = Seen::new("ssh -G", Say::verbatim(line));
        let mut seen = vec![
            Seen::new(
                "server",
                say!(
                    "the server accepts {key} ({comment}), which the agent lists",
                    "サーバーは {key} ({comment}) を受け付けます。この鍵はエージェントにあります",
                    key = key_name(&self.key),
                    comment = self.comment.visible(60),
                ),
            ),
            match &self.block {
                Some((file, line)) => setting.in_file(file).at_line(*line),
                None => setting,
            },
        ];
        if self.refused > 0 {
            seen.push(Seen::new(
                "server",
                say!(
                    "it refuses the {count} key(s) ssh does offer",
                    "ssh が提示する鍵 {count} 個は拒否されました",
                    count = self.refused
                ),
            ));
        }
        seen.extend(self.view.as_ref().and_then(viewed));
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        match self.by {
            HiddenBy::IdentitiesOnly => {
                use_agent_key(target, &self.key, &self.comment, self.block.as_ref())
            }
            HiddenBy::IdentityAgent(_) => {
                use_key_of_environment(target, &self.key, &self.comment, self.block.as_ref())
            }
        }
    }
}
