//! ssh works; what fails is the command run over it.
//!
//! **Known by**: authenticated, the command ran, its own error or exit status.
//! **Looks the same**: ssh's own failures also end with status 255; `shell-startup-broken`, `forced-command`.
//! **References**: ssh(1) EXIT STATUS; RFC 4254 section 6.10.

use crate::evidence::git::Repository;
use crate::finding::git::list;
use crate::finding::userauth::words::quotes;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "remote-command-failed",
    stage: Stage::Session,
    fault: Say::fixed(
        "ssh works, and the command run over it fails",
        "ssh は正常で、その上で実行したコマンドが失敗しています",
    ),
    text: Say::fixed(
        "\
Nothing is wrong with ssh. The login worked, the command was started on the server, and the error you see is the command's own.

It is known because the command ran: its output or its own error text arrived, and ssh passed on its exit status. By the shell's convention 127 means that the command was not found and 126 that it could not be executed. 255 is not clear by itself: ssh uses it for its own failures, and a command may end with it too. This separates the two:
  ssh USER@HOST true; echo $?
0 there means that ssh is healthy.

The most frequent reason is that a command over ssh runs in a shell that is neither a login shell nor interactive: other start-up files are read, and PATH is shorter than what you see after logging in. Compare:
  ssh USER@HOST 'echo \"$PATH\"; command -v NAME'

Give the full path, or set PATH in a file that such a shell reads. For rsync the program must exist on the far side too:
  rsync --rsync-path=/usr/local/bin/rsync FILE USER@HOST:
Quote the command once more: what is not quoted is expanded on this side. A command that asks something or draws on the screen needs a terminal:
  ssh -t USER@HOST COMMAND",
        "\
ssh に問題はありません。ログインは成功し、サーバーでコマンドが起動しました。表示されているのはそのコマンド自身のエラーです。

コマンドの出力やエラー文が届き、ssh がその終了ステータスをそのまま返していることから分かります。シェルの慣例で、127 はコマンドが見つからないこと、126 は実行できないことを表します。255 だけでは判断できません。ssh 自身の失敗にも使われ、コマンドが 255 で終わることもあります。次で区別できます。
  ssh USER@HOST true; echo $?
0 なら ssh は正常です。

最も多い理由は、ssh 経由のコマンドが、ログインシェルでも対話シェルでもないシェルで動くことです。読まれる起動ファイルが違い、PATH もログイン後に見えるものより短くなります。比べてみてください。
  ssh USER@HOST 'echo \"$PATH\"; command -v NAME'

フルパスで指定するか、そのようなシェルが読むファイルで PATH を設定します。rsync は相手側にもプログラムが必要です。
  rsync --rsync-path=/usr/local/bin/rsync FILE USER@HOST:
コマンド全体を引用符で囲んでください。囲まない部分は手元で展開されます。入力を求めるコマンドや画面を使うコマンドには端末が必要です。
  ssh -t USER@HOST COMMAND",
    ),
    sentences: &["remote command not found", "remote command could not be run"],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteCommandFailed {
    /// Its exit status.
    pub status: Option<usize>,
    /// What the sentence turns on.
    pub text: Untrusted,
    /// All that was heard of it; nothing where the lines of a log stand for it.
    pub said: Vec<Untrusted>,
    /// What git was asked for, in a live run.
    pub repository: Option<Repository>,
}

impl Cause for RemoteCommandFailed {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "ssh works; what fails is the command run over it: {text}",
            "ssh は正常です。失敗しているのは、その上で実行したコマンドです: {text}",
            text = self.text.visible(100)
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        quotes(&self.said)
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if let Some(repository) = &self.repository {
            let text = say!(
                "Check the path {path}: the server looks for it as {user}, below that account's home directory unless it begins with \"/\". Then ask again:",
                "パス {path} を確認します。サーバーは {user} の権限で探し、\"/\" で始まらないパスはホームディレクトリからの相対です。その後、もう一度確認します。",
                path = Untrusted::from(repository.path().unwrap_or_default().as_str()).visible(120),
                user = Untrusted::from(target.user.as_str()).visible(64)
            );
            return vec![Step::new(Where::Client, text).run(list(repository))];
        }
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "See that ssh itself is well",
                    "ssh 自体が正常なことを確かめます",
                ),
            )
            .run(target.ssh_running(&["-T"], "true")),
            Step::new(
                Where::Client,
                Say::fixed(
                    "See which programs a command over ssh finds",
                    "ssh 経由のコマンドから見える PATH を確認します",
                ),
            )
            .run(target.ssh_running(&[], "echo $PATH")),
        ]
    }
}
