//! ProxyJump and ProxyCommand on one command line, or a jump host that jumps over itself.
//!
//! ssh.c: `Cannot specify -J with ProxyCommand`, `inconsistent options: ProxyCommand+ProxyJump`, `jumphost loop via`
//! (same host, port and user; OpenSSH 8.3). Within files the first of the two wins without a word (ssh_config(5)).
//! A longer loop ssh does not see: it starts one ssh after another until the system has no more processes.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "config-proxy-conflict",
    stage: Stage::Config,
    fault: Say::fixed(
        "ProxyJump and ProxyCommand contradict each other or loop",
        "ProxyJump と ProxyCommand が矛盾しているか、ループしています",
    ),
    text: Say::fixed(
        "\
A connection can go through a jump host (ProxyJump, -J) or through a program (ProxyCommand), not through both. And a jump host must be reached without itself: Host * with ProxyJump jump sends even the connection to jump through jump.

It is known from ssh's own sentence: Cannot specify -J with ProxyCommand, inconsistent options: ProxyCommand+ProxyJump, or jumphost loop via HOST.

Inside configuration files no error is printed: of ProxyJump and ProxyCommand the one that is read first is used and the other is dropped. A connection that goes another way than expected, without an error, is that case; ssh -G HOST shows the one in force.

For the loop, write this above the Host * block:
  Host jump
      ProxyJump none

To see whether the target can be reached without any proxy:
  ssh -o ProxyJump=none USER@HOST",
        "\
接続は踏み台 (ProxyJump、-J) かプログラム (ProxyCommand) のどちらか一方を通ります。両方は使えません。また、踏み台への接続が踏み台自身を通ることはできません。Host * に ProxyJump jump と書くと、jump への接続まで jump を通そうとします。

ssh 自身の文で分かります。Cannot specify -J with ProxyCommand、inconsistent options: ProxyCommand+ProxyJump、jumphost loop via HOST のいずれかです。

設定ファイルの中ではエラーになりません。ProxyJump と ProxyCommand は先に読まれたほうが使われ、もう一方は黙って無視されます。エラーなしに想定と違う経路を通るのはこの場合です。有効なほうは ssh -G HOST に出ます。

ループの場合は、Host * より上に次のように書きます。
  Host jump
      ProxyJump none

プロキシなしで届くかどうかは次のコマンドで分かります。
  ssh -o ProxyJump=none USER@HOST",
    ),
    sentences: &[
        "Cannot specify -J with ProxyCommand",
        "inconsistent options: ProxyCommand+ProxyJump",
        "jumphost loop via",
        "Only a single -J option is permitted",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigProxyConflict {
    /// ssh says so itself.
    Said(Untrusted),
    /// Each of these machines is reached through the next, and the last is the first.
    Round(Vec<Target>),
    /// Each of these machines is reached through the next, and no end was found.
    Endless(Vec<Target>),
}

impl ConfigProxyConflict {
    /// The jump host that would be reached through itself, as a word of a `Host` line.
    fn looping(&self) -> Option<String> {
        let text = match self {
            Self::Said(text) => text.visible(400),
            Self::Round(round) => return round.last().map(|again| again.host.clone()),
            Self::Endless(_) => return None,
        };
        let (_, host) = text.split_once("jumphost loop via ")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_:".contains(c);
        let host = host.trim_end();
        (!host.is_empty() && host.chars().all(plain)).then(|| host.to_owned())
    }
}

impl ConfigProxyConflict {
    /// The machine to try without any proxy: of a chain without end the one that was asked for.
    fn nearest<'a>(&'a self, target: &'a Target) -> &'a Target {
        match self {
            Self::Endless(chain) => chain.first().unwrap_or(target),
            Self::Said(_) | Self::Round(_) => target,
        }
    }
}

/// So many machines of a chain without end are named.
const SHOWN: usize = 4;

impl Cause for ConfigProxyConflict {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        if let Self::Endless(chain) = self {
            return say!(
                "One jump host is reached through another without end: ssh starts one ssh after another ({count} so far).",
                "踏み台への接続が、さらに別の踏み台を際限なく経由する設定になっています。ssh が次々に起動されます (確認できた範囲で {count} 台)。",
                count = chain.len()
            );
        }
        match self.looping() {
            Some(host) => say!(
                "The jump host {host} is to be reached through itself.",
                "踏み台 {host} への接続が、その {host} 自身を通る設定になっています。",
                host = host
            ),
            None => Say::fixed(
                "ProxyJump (-J) and ProxyCommand are both set, and ssh takes only one of them.",
                "ProxyJump (-J) と ProxyCommand の両方が指定されています。ssh はどちらか一方しか使えません。",
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let chain = match self {
            Self::Said(text) => {
                return vec![Seen::new("ssh -G", Say::verbatim(text.visible(120)))];
            }
            Self::Round(chain) => chain.as_slice(),
            Self::Endless(chain) => chain.get(..SHOWN).unwrap_or(chain),
        };
        let words: Vec<String> = chain.iter().map(Target::as_hop).collect();
        let round = say!(
            "each is reached through the next: {round}",
            "それぞれが次のホストを経由します: {round}",
            round = words.join(" -> ")
        );
        vec![Seen::new("ssh -G", round)]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let direct = Step::new(
            Where::Client,
            Say::fixed(
                "Connect without any proxy, if this machine can reach the server directly",
                "この端末から直接届くなら、プロキシを使わずに接続します",
            ),
        )
        .run(steps::ssh_with(
            self.nearest(target),
            &[("ProxyJump", "none"), ("ProxyCommand", "none")],
        ));
        if let Some(host) = self.looping() {
            let exempt = Step::new(
                Where::Client,
                Say::fixed(
                    "Write into ~/.ssh/config, above the block with the ProxyJump line",
                    "~/.ssh/config の、ProxyJump の行があるブロックより上に書きます",
                ),
            )
            .lines([format!("Host {host}"), String::from("    ProxyJump none")]);
            return vec![exempt, direct];
        }
        if let Self::Endless(chain) = self {
            let first = chain.get(1).map_or("*", |jump| jump.host.as_str());
            let exempt = Step::new(
                Where::Client,
                Say::fixed(
                    "Say which jump host is reached without another: write into ~/.ssh/config, above the block with the ProxyJump line",
                    "ほかの踏み台を経由せずに接続する踏み台を指定します。~/.ssh/config の、ProxyJump の行があるブロックより上に書きます",
                ),
            )
            .lines([format!("Host {first}"), String::from("    ProxyJump none")]);
            return vec![exempt, direct];
        }
        let jump_only = Step::new(
            Where::Client,
            Say::fixed(
                "Keep one of the two: the same command without ProxyCommand",
                "どちらか一方だけにします。ProxyCommand を除いた同じコマンドです",
            ),
        )
        .run(steps::without(target, &["ProxyCommand"]).ssh(&[]));
        vec![jump_only, direct]
    }
}
