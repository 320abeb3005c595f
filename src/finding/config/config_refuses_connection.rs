//! A `RefuseConnection` line in ssh_config: somebody decided that this connection shall not be made.
//!
//! readconf.c (OpenSSH 10.1): ssh and `ssh -G` end with `FILE line N: RefuseConnection: TEXT`. It is no mistake of
//! syntax, although it ends in the same way.

use std::path::PathBuf;

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "config-refuses-connection",
    stage: Stage::Config,
    fault: Say::fixed(
        "the person's own ssh_config refuses this connection (RefuseConnection, OpenSSH 10.1)",
        "手元の ssh_config がこの接続を拒否しています (RefuseConnection、OpenSSH 10.1)",
    ),
    text: Say::fixed(
        "\
Since OpenSSH 10.1 a configuration may hold RefuseConnection with a message. Where such a line applies, ssh prints the message and stops before it connects. Somebody wrote it on purpose: a host that moved, a name that is ambiguous, a rule of the company.

It is known from ssh's own line, which names the file, the line, the word RefuseConnection and the message.

A mistake in the file ends ssh in the same way, with file and line; it does not have the word RefuseConnection in it. And nothing of this comes from the server: a server that refuses a user does so after the key exchange.

Do what the message says. If the line is yours and no longer wanted, delete it; if it stands under /etc, ask whoever looks after this machine.

The line may stand in an included file, or in a Match block that applies only here and now (a network, a command, a user): ssh -v prints each file and block it applies.",
        "\
OpenSSH 10.1 以降では、設定にメッセージ付きの RefuseConnection を書けます。この行が当てはまると、ssh はメッセージを表示して接続前に終了します。移転したホスト、紛らわしい名前、社内の規則など、誰かが意図して書いたものです。

ssh 自身の出力で分かります。ファイル名、行番号、RefuseConnection という語、メッセージが 1 行に出ます。

設定の書き間違いもファイル名と行番号を出して終わりますが、RefuseConnection という語は入りません。また、これはサーバーの返答ではありません。サーバーがユーザーを拒否するのは鍵交換の後です。

まずメッセージの指示に従ってください。自分で書いた行で、もう不要なら削除します。/etc 以下にある場合は、この端末の管理者に確認してください。

Include されたファイルや、特定の条件 (ネットワーク、コマンド、ユーザー) でだけ当てはまる Match ブロックにあることもあります。ssh -v に、使われたファイルとブロックが出ます。",
    ),
    sentences: &[
        "RefuseConnection:",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigRefusesConnection {
    /// The file, where ssh names it.
    pub file: Option<PathBuf>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// ssh's own words.
    pub text: Untrusted,
}

impl Cause for ConfigRefusesConnection {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "The ssh configuration of this machine refuses connections to {host} on purpose.",
            "この端末の ssh の設定が、{host} への接続を意図的に拒否しています。",
            host = target.host
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = Seen::new("ssh -G", Say::verbatim(self.text.visible(120)));
        seen.file = self.file.clone();
        seen.line = self.line;
        vec![seen]
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        let mut steps = vec![Step::new(
            Where::Client,
            Say::fixed("Do what the message says", "メッセージの指示に従います"),
        )];
        if let (Some(file), Some(line)) = (&self.file, self.line) {
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "If it no longer holds: take line {line} out; the old file stays as {file}.before",
                        "もう当てはまらない場合は {line} 行目を外します。元のファイルは {file}.before に残ります",
                        line = line,
                        file = file.display()
                    ),
                )
                .run(steps::comment_out(file, line))
                .caution(Say::fixed(
                    "Somebody wrote this line on purpose: ask first, unless it was you",
                    "意図して書かれた行です。自分で書いたのでなければ、先に確認してください",
                )),
            );
        }
        steps
    }
}
