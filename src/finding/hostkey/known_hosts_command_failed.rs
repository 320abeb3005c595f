//! The program that should name the host's key does not run or fails.
//!
//! KnownHostsCommand (OpenSSH 8.5), sshconnect.c `load_hostkeys_command`: `fatal("KnownHostsCommand failed")`.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "known-hosts-command-failed",
    stage: Stage::Hostkey,
    fault: Say::fixed(
        "KnownHostsCommand fails",
        "KnownHostsCommand が失敗しています",
    ),
    text: Say::fixed(
        "\
KnownHostsCommand names a program that ssh runs to learn the right host keys, besides the files. It could not be started or ended with an error, and ssh refuses to go on without it.

It is known from ssh's own words, KnownHostsCommand failed, with the program's message or exit status above it.

An empty answer of the program is no failure: then the host is simply unknown (host-key-unknown).

See the line, and run the command by hand with its tokens filled in; it must print lines as they stand in known_hosts and end with status 0:
  ssh -G HOST | grep -i knownhostscommand

The program needs an absolute path, and it runs as you. Commonly a tool of a company's certificate authority is not installed, not logged in, or without network.

To connect once by the files alone:
  ssh -o KnownHostsCommand=none USER@HOST",
        "\
KnownHostsCommand は、ファイルのほかに正しいホスト鍵を調べるために ssh が実行するプログラムです。これを起動できないかエラーで終わったため、ssh は先へ進むのを拒否しています。

ssh 自身の KnownHostsCommand failed という文と、その上に出るプログラムのメッセージや終了ステータスから分かります。

プログラムが何も出力しないのは失敗ではありません。その場合は、単に未知のホストになります (host-key-unknown)。

設定を確かめ、トークンを埋めて手で実行します。known_hosts と同じ形式の行を出力し、ステータス 0 で終わる必要があります。
  ssh -G HOST | grep -i knownhostscommand

プログラムは絶対パスで書く必要があり、利用者の権限で動きます。社内の認証局のツールがインストールされていない、ログインしていない、ネットワークにつながっていない、といった原因がよくあります。

ファイルだけを使って 1 回接続するには、次のとおりです。
  ssh -o KnownHostsCommand=none USER@HOST",
    ),
    sentences: &[
        "KnownHostsCommand failed",
        "KnownHostsCommand:",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHostsCommandFailed {
    /// The command as configured.
    pub command: String,
    /// Its exit status, if it ended by itself.
    pub status: Option<i32>,
    /// Its last words, or the system's.
    pub text: Untrusted,
}

impl Cause for KnownHostsCommandFailed {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "KnownHostsCommand fails, so ssh learns no host key for {host} and stops.",
            "KnownHostsCommand が失敗するため、ssh は {host} のホスト鍵を得られずに止まります。",
            host = target.host
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let command = Untrusted::from(self.command.as_str()).visible(100);
        let ended = match self.status {
            Some(status) => say!(
                "{command} exits with status {status}",
                "{command} は終了ステータス {status} で終わります",
                command = command,
                status = status
            ),
            None => say!(
                "{command} cannot run",
                "{command} を実行できません",
                command = command
            ),
        };
        let mut seen = vec![Seen::new("ssh -G", ended)];
        if !self.text.is_empty() {
            seen.push(Seen::new("ssh -G", Say::verbatim(self.text.visible(120))));
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Mend the command or its service; until then go without it (ssh then looks at known_hosts alone)",
                    "コマンドまたはその接続先のサービスを直します。それまでは、このコマンドなしで接続します (known_hosts だけで確認されます)"
                ),
            )
            .run(crate::finding::steps::ssh_with(target, &[("KnownHostsCommand", "none")])),
        ]
    }
}
