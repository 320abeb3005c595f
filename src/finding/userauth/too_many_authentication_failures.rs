//! Each key offered and refused counts against MaxAuthTries (6 by default, per connection; the first `none` is free); the server hangs up before
//! the right one. Known from: SSH_MSG_DISCONNECT reason 2 (auth2.c `userauth_finish`, packet.c), or the right key's place in ssh's offer.

use super::words::{again_with, key_name, use_offer};
use crate::evidence::Offer;
use crate::finding::steps::ssh_with;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "too-many-authentication-failures",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the server hangs up before the right key's turn",
        "正しい鍵の順番が来る前にサーバーが切断します",
    ),
    text: Say::fixed(
        "\
ssh offers its keys one after another, those of the agent first. The server counts every refused key as a failed attempt and hangs up at the limit (MaxAuthTries, 6 by default): \"Received disconnect from …: 2: Too many authentication failures\". No password is asked for either, since that would come after the keys.

It is known from that disconnect message. Whether the right key was among those not yet asked shows only when that key is offered alone and accepted.

It says nothing about the account or the key: those who hold six keys in their agent get it from every server that knows none of the first five. A hardened server (MaxAuthTries 3) does it sooner. A disconnect in the first seconds without this text is another fault.

Offer one key only:

  ssh -o IdentitiesOnly=yes -i ~/.ssh/work_key user@host

and for good, in ~/.ssh/config under the Host block: IdentityFile ~/.ssh/work_key and IdentitiesOnly yes. For a password login: ssh -o PubkeyAuthentication=no user@host. \"ssh-add -D\" empties the agent for all hosts and cures only until the next ssh-add.",
        "\
ssh は鍵を順に提示します (エージェントの鍵が先)。サーバーは拒否した鍵を 1 回の失敗と数え、上限 (MaxAuthTries、既定は 6) に達すると切断します: \"Received disconnect from …: 2: Too many authentication failures\"。パスワードは鍵の後なので、尋ねられることもありません。

この切断メッセージで分かります。正しい鍵がまだ提示されていない中にあるかどうかは、その鍵だけを提示して受け付けられたときに初めて分かります。

アカウントや鍵に問題があるという意味ではありません。エージェントに鍵が 6 個あると、最初の 5 個を知らないサーバーではどこでも起こります。MaxAuthTries 3 のような厳しい設定のサーバーではもっと早く起こります。この文言のない切断は別の原因です。

提示する鍵をひとつに絞ります。

  ssh -o IdentitiesOnly=yes -i ~/.ssh/work_key user@host

恒久的には ~/.ssh/config の Host ブロックに IdentityFile ~/.ssh/work_key と IdentitiesOnly yes を書きます。パスワードでログインする場合は ssh -o PubkeyAuthentication=no user@host です。\"ssh-add -D\" はすべてのホストに影響し、次に ssh-add するまでしか効きません。",
    ),
    sentences: &["Too many authentication failures", "maximum authentication attempts exceeded", "Max auth tries reached"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooManyAuthenticationFailures {
    /// Keys the server was asked about before it hung up.
    pub asked: usize,
    /// Keys ssh offers.
    pub offered: usize,
    /// How many of them come from the agent, not from a file the configuration names.
    pub from_agent: usize,
    /// The key the server accepts and its place in ssh's offer, from 1.
    pub right: Option<(usize, Offer)>,
}

impl Cause for TooManyAuthenticationFailures {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.right.is_some() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn candidates(&self) -> Vec<Code> {
        if self.right.is_some() {
            Vec::new()
        } else {
            vec![
                &super::other_key_accepted::PAGE,
                &super::agent_key_hidden::PAGE,
                &super::key_not_accepted::PAGE,
            ]
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        match &self.right {
            Some((place, offer)) => say!(
                "ssh offers the right key ({key}) as number {place}, and the server hangs up before that.",
                "正しい鍵 ({key}) を ssh が提示するのは {place} 番目で、サーバーはその前に切断します。",
                key = key_name(&offer.key),
                place = place,
            ),
            None => say!(
                "The server hung up after {asked} refused key(s), before ssh had offered all of its {offered}.",
                "サーバーは鍵を {asked} 個拒否したところで切断し、ssh が持つ {offered} 個すべては試されていません。",
                asked = self.asked,
                offered = self.offered,
            ),
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![Seen::new(
            "server",
            say!(
                "\"Too many authentication failures\" after {asked} of {offered} keys",
                "鍵 {offered} 個のうち {asked} 個の後に \"Too many authentication failures\"",
                asked = self.asked,
                offered = self.offered,
            ),
        )];
        if let Some((place, offer)) = &self.right {
            seen.insert(
                0,
                Seen::new(
                    "server",
                    say!(
                        "asked alone, the server accepts {key}, number {place} in ssh's order",
                        "単独で提示すると、サーバーは {key} (ssh の順番では {place} 番目) を受け付けます",
                        key = key_name(&offer.key),
                        place = place,
                    ),
                ),
            );
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        match &self.right {
            Some((_, offer)) => use_offer(target, offer),
            None => {
                let fewer = Step::new(
                    Where::Client,
                    say!(
                        "Offer only the keys the configuration names, not all of the agent's.",
                        "エージェントのすべての鍵ではなく、設定で指定した鍵だけを提示します。"
                    ),
                )
                .run(ssh_with(target, &[("IdentitiesOnly", "yes")]));
                let ask = Step::new(
                    Where::Client,
                    say!(
                        "Let this program ask about the remaining keys, at most five a connection; it names the right one.",
                        "残りの鍵をこのプログラムで確認し (1 接続あたり最大 5 個)、正しい鍵を特定します。"
                    ),
                )
                .run(again_with(target, &["--answer", "other-keys=yes"]));
                let none = Step::new(
                    Where::Client,
                    say!(
                        "For a login by password, leave the keys out.",
                        "パスワードでログインする場合は、鍵を提示しません。"
                    ),
                )
                .run(ssh_with(target, &[("PubkeyAuthentication", "no")]));
                // Where the agent adds nothing, IdentitiesOnly takes nothing away.
                let fewer = (self.from_agent > 0).then_some(fewer);
                fewer.into_iter().chain([ask, none]).collect()
            }
        }
    }
}
