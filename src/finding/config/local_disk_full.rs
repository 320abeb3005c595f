//! This machine has no room left where ssh must write: known_hosts, the control socket, a temporary file.
//!
//! Known by ENOSPC or EDQUOT. ssh goes on without known_hosts, so the disk stops a login only where something else
//! depends on the file (a control socket, ssh-keygen -R, an agent socket).

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "local-disk-full",
    stage: Stage::Config,
    fault: Say::fixed(
        "this machine has no space left where ssh must write",
        "この端末の、ssh が書き込む場所に空きがありません",
    ),
    text: Say::fixed(
        "\
ssh writes on this side too: the line of a new host in known_hosts, the control socket, the agent's socket under /tmp or ~/.ssh. Where the file system or your quota is full, these fail.

It is known from the system's words, No space left on device or Disk quota exceeded, for a file of this machine. See which file system it is, and whether blocks or inodes are used up:
  df -h ~ /tmp
  df -i ~ /tmp

The same words may come from the server: after the login, or from the far side of scp and rsync. A line that begins with scp: or names a remote path speaks of the other machine (disk-full).

A full disk alone rarely stops a login: ssh warns Failed to add the host to the list of known hosts and goes on. What fails is what needs the file: multiplexing, ssh-keygen -R, starting an agent.

Free some room, then try again. A known_hosts file that was being written when the room ran out may have lost its end: look at the last lines.",
        "\
ssh は手元にも書き込みます。新しいホストの known_hosts の行、コントロールソケット、/tmp や ~/.ssh のエージェントのソケットなどです。ファイルシステムやクォータが一杯だと失敗します。

この端末のファイルについて、No space left on device または Disk quota exceeded と出ることで分かります。どのファイルシステムか、ブロックと inode のどちらが足りないかを調べます。
  df -h ~ /tmp
  df -i ~ /tmp

同じ文がサーバーから来ることもあります。ログイン後や、scp、rsync の相手側です。scp: で始まる行やリモートのパスを含む行は相手側の話です (disk-full)。

ディスクが一杯なだけでログインが止まることはあまりありません。ssh は Failed to add the host to the list of known hosts と警告して先へ進みます。失敗するのは、多重化、ssh-keygen -R、エージェントの起動など、ファイルが必要なものです。

空きを作ってからやり直してください。書き込み中に空きがなくなった known_hosts は末尾が欠けていることがあるので、最後の数行を確かめてください。",
    ),
    sentences: &[
        "No space left on device",
        "Disk quota exceeded",
    ],
};
