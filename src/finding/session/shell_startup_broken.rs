//! A start-up file of the shell hangs, exits or prints.
//!
//! **Known by**: a command without start-up files works, the login shell does not; sftp or scp reads text where
//! packets belong.
//! **Looks the same**: `shell-not-available`, `slow-login`, `traffic-class-dropped`, `mtu-black-hole`.
//! **References**: bash(1) INVOCATION; OpenSSH sftp-client.c (`get_msg_extended`); rsync's "is your shell clean?".

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "shell-startup-broken",
    stage: Stage::Session,
    fault: Say::fixed(
        "a start-up file of the shell hangs, exits or prints text",
        "シェルの起動ファイルが止まる、終了する、または文字を出力しています",
    ),
    text: Say::fixed(
        "\
The login works. The shell then reads its start-up files, and one of them waits for something, ends the shell, or prints text. A hang or an exit keeps you from a prompt; printed text breaks sftp, scp and rsync, because they read it where their own data should be (\"Received message too long\", \"is your shell clean?\").

Text is tested so; nothing at all may be printed:
  ssh -T USER@HOST true
A hang or an exit is tested by starting a shell that leaves the start-up files out. If this gives a prompt, one of them is to blame:
  ssh -t USER@HOST bash --norc --noprofile

From there, this shows the commands as they run, and the last one is the culprit:
  bash -xlic true
The usual places are ~/.bashrc, ~/.bash_profile, ~/.profile, /etc/profile.d, and ~/.ssh/rc.

A wait of about 25 seconds that ends by itself is usually logind or a directory service (slow-login). A stall that also hits plain commands points to the network (traffic-class-dropped, mtu-black-hole).

Put everything that prints or asks behind a guard near the top of .bashrc:
  [[ $- != *i* ]] && return
If even that command hangs, it is a file that every command reads (.bashrc on some systems, .zshenv, ~/.ssh/rc), or a home on a network mount that does not answer. sftp still gets in where the server uses internal-sftp, and lets you rename the file.",
        "\
ログインは成功しています。その後シェルが起動ファイルを読み、そのどれかが何かを待ち続けるか、シェルを終わらせるか、文字を出力しています。止まったり終了したりするとプロンプトが出ません。文字の出力は sftp、scp、rsync を壊します。本来のデータの位置でその文字を読むからです(「Received message too long」「is your shell clean?」)。

出力の有無は次で確かめます。何も表示されないのが正常です。
  ssh -T USER@HOST true
止まる、または終了する場合は、起動ファイルを読まないシェルを起動します。これでプロンプトが出れば、起動ファイルが原因です。
  ssh -t USER@HOST bash --norc --noprofile

そのシェルから次を実行すると、実行されるコマンドが順に表示され、最後に出たものが原因です。
  bash -xlic true
調べる場所は ~/.bashrc、~/.bash_profile、~/.profile、/etc/profile.d、~/.ssh/rc です。

25 秒ほどで自然に進む待ち時間は、たいてい logind かディレクトリサービスです(slow-login)。単純なコマンドでも止まるなら、ネットワークを疑います(traffic-class-dropped、mtu-black-hole)。

出力や入力をするものは、.bashrc の先頭近くに次の一行を置き、その後ろにまとめます。
  [[ $- != *i* ]] && return
先のコマンドでも止まるなら、どのコマンドでも読まれるファイル(システムによっては .bashrc、.zshenv、~/.ssh/rc)か、応答しないネットワークマウント上のホームが原因です。サーバーが internal-sftp を使っていれば sftp では入れるので、問題のファイルの名前を変えられます。",
    ),
    sentences: &[
        "Received message too long",
        "Ensure the remote shell produces no output for non-interactive sessions",
        "is your shell clean?",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellStartupBroken {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for ShellStartupBroken {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "A start-up file on the server prints text into the transfer{text}.",
            "サーバーの起動ファイルが、転送の中に文字を出力しています{text}。",
            text = printed(&self.text)
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
                    "See what it prints: nothing should come",
                    "何が出力されるか確認します。何も出ないのが正常です",
                ),
            )
            .run(target.ssh_running(&["-T"], "true")),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Put this above what prints, in ~/.bashrc",
                    "~/.bashrc の出力する行より上にこれを書きます",
                ),
            )
            .lines([String::from("[[ $- == *i* ]] || return")]),
        ]
    }
}

/// What the first letters were, where the transfer's length shows them.
fn printed(text: &Untrusted) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(": \"{}\"", text.visible(20))
    }
}
