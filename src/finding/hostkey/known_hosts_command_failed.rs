//! The program that should name the host's key does not run or fails.
//!
//! KnownHostsCommand (OpenSSH 8.5), sshconnect.c `load_hostkeys_command`: `fatal("KnownHostsCommand failed")`.

use crate::finding::{Page, Stage};
use crate::lang::Say;

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
