//! The ControlPath cannot become a socket: too long for a Unix socket address, or on a file system without sockets.
//!
//! mux.c: `ControlPath too long ('…' >= 108 bytes)` (104 on BSD and macOS); ssh itself adds a suffix while it binds.

use crate::finding::{Page, Stage};
use crate::lang::Say;

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
