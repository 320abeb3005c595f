//! The ControlPath cannot become a socket: too long for a Unix socket address, or on a file system without sockets.
//!
//! mux.c: `ControlPath too long ('…' >= 108 bytes)` (104 on BSD and macOS); ssh itself adds a suffix while it binds.

use std::path::PathBuf;

use crate::evidence::Unusable;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "control-path-unusable",
    stage: Stage::Config,
    fault: Say::fixed(
        "the ControlPath cannot be used: too long, or on a file system without sockets",
        "ControlPath が長すぎるか、ソケットを作れないファイルシステム上にあるため、使えません",
    ),
    text: Say::fixed(
        "\
ControlPath names a Unix socket. Its whole path must fit into 108 bytes (104 on macOS and the BSDs), and while the socket is made ssh adds some seventeen more. Some file systems (certain network and shared folders, Windows drives under WSL) have no sockets at all.

It is known from ssh's own sentence: ControlPath too long, or an error of muxserver_listen with the system's reason behind it.

A deep home directory together with %r@%h:%p and a long host name of a cloud is the usual way to get there; the same configuration works for short names. That is what tells it from a stale socket, which fails for a host that worked before.

Use the hash instead of names, in a directory that exists and belongs to you:
  mkdir -p -m 700 ~/.ssh/cm
  ControlPath ~/.ssh/cm/%C

For one connection it can be switched off:
  ssh -S none USER@HOST",
        "\
ControlPath は Unix ソケットのパスです。全体が 108 バイト (macOS と BSD では 104 バイト) に収まる必要があり、作成中は ssh がさらに 17 バイトほど付け足します。ネットワークドライブ、共有フォルダ、WSL から見た Windows のドライブなど、ソケットをまったく作れないファイルシステムもあります。

ssh 自身の文で分かります。ControlPath too long か、理由の付いた muxserver_listen のエラーです。

ホームディレクトリのパスが深く、%r@%h:%p にクラウドの長いホスト名が入ると起こりがちです。短い名前なら同じ設定で動きます。以前は使えていたホストで急に失敗する古いソケットの問題とは、この点で区別できます。

名前の代わりにハッシュを使い、自分が所有する既存のディレクトリに置きます。
  mkdir -p -m 700 ~/.ssh/cm
  ControlPath ~/.ssh/cm/%C

1 回だけなら無効にして接続できます。
  ssh -S none USER@HOST",
    ),
    sentences: &[
        "ControlPath too long",
        "muxserver_listen",
        "unix_listener: path",
        "too long for Unix domain socket",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlPathUnusable {
    /// ControlPath, as ssh expands it.
    pub socket: PathBuf,
    /// What is wrong with it.
    pub why: Unusable,
}

impl Cause for ControlPathUnusable {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        match &self.why {
            Unusable::TooLong {
                while_made: false, ..
            } => say!(
                "ssh gives up before it connects: ControlPath is too long for a socket: {socket}",
                "ControlPath がソケットのパスとして長すぎるため、ssh は接続前に終了します: {socket}",
                socket = self.socket.display()
            ),
            Unusable::TooLong {
                while_made: true, ..
            } => say!(
                "ssh ends right after the login: ControlPath is too long for the socket it makes there: {socket}",
                "ControlPath がソケットの作成には長すぎるため、ssh はログイン直後に終了します: {socket}",
                socket = self.socket.display()
            ),
            Unusable::CannotBeMade { .. } => say!(
                "ssh ends right after the login: it cannot make its control socket {socket}",
                "コントロールソケット {socket} を作成できないため、ssh はログイン直後に終了します",
                socket = self.socket.display()
            ),
        }
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let text = match &self.why {
            Unusable::TooLong {
                bytes,
                limit,
                while_made: false,
            } => say!(
                "ControlPath too long: {bytes} bytes, and a socket's path must have less than {limit}",
                "ControlPath too long: {bytes} バイトあり、ソケットのパスの上限 {limit} バイトに収まりません",
                bytes = bytes,
                limit = limit
            ),
            Unusable::TooLong {
                bytes,
                limit,
                while_made: true,
            } => say!(
                "with the 17 bytes ssh adds while it makes the socket it has {bytes} bytes, and must have less than {limit}",
                "作成時に ssh が付け足す 17 バイトを含めると {bytes} バイトになり、上限 {limit} バイトに収まりません",
                bytes = bytes,
                limit = limit
            ),
            Unusable::CannotBeMade { text } => Say::verbatim(text.visible(120)),
        };
        vec![Seen::new("ssh -G", text).in_file(&self.socket)]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let once = Step::new(
            Where::Client,
            Say::fixed(
                "Connect without a control socket, once",
                "今回だけコントロールソケットを使わずに接続します",
            ),
        )
        .run(steps::ssh_with(target, &[("ControlPath", "none")]));
        let keep = match (&self.why, self.socket.parent()) {
            (Unusable::CannotBeMade { .. }, Some(directory)) => Step::new(
                Where::Client,
                Say::fixed(
                    "Make its directory, for yourself only; if it is there, you may not write into it",
                    "そのディレクトリを自分専用で作成します。すでにある場合は、書き込み権限がありません",
                ),
            )
            .run(Command::new(["mkdir", "-p", "-m", "700", &directory.to_string_lossy()])),
            (Unusable::CannotBeMade { .. } | Unusable::TooLong { .. }, _) => {
                steps::write_host_block(target, &[("ControlPath", "~/.ssh/%C")])
            }
        };
        vec![once, keep]
    }
}
