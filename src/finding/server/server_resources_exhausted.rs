//! Memory, processes, file descriptors or connection tracking are used up.
//!
//! **Known by**: the kernel log, limits against counts, the conntrack table.
//! **Looks the same**: `disk-full`, `session-limit-reached` (one user or connection), `max-startups-exceeded`,
//! `port-filtered` (dropped by a full table).
//! **References**: kernel log (oom-killer, nf_conntrack); proc(5); systemd.resource-control(5) TasksMax; OpenSSH
//! session.c, sshd.c (fork errors).

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "server-resources-exhausted",
    stage: Stage::Server,
    fault: Say::fixed(
        "the server has run out of memory, processes, file descriptors or connection tracking",
        "サーバーのメモリー、プロセス、ファイルディスクリプター、コネクション追跡のどれかが尽きています",
    ),
    text: Say::fixed(
        "\
The machine lacks something every login needs: memory to start a process, a free process number, a file descriptor, or a place in the firewall's table of connections. Logins fail, hang or break off, often by chance, and so do other services.

The kernel's log names it: \"Out of memory: Killed process ... (sshd)\", \"nf_conntrack: table full, dropping packet\"; sshd's own log says \"fork: Cannot allocate memory\" or \"Too many open files\".
  sudo journalctl -k | grep -iE 'out of memory|nf_conntrack|fork rejected' | tail -n 20
  free -m
  cat /proc/sys/fs/file-nr
  sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
  ps -e --no-headers | wc -l; cat /proc/sys/kernel/pid_max

If one user only is affected it is that user's limit (session-limit-reached). If sshd answers \"Exceeded MaxStartups\" or \"Not allowed at this time\", it limits unauthenticated connections by itself (max-startups-exceeded). A full table of connections looks like a filtered port from outside: some attempts pass, some get no answer.

Find what uses it up:
  ps -eo pid,user,rss,nlwp,comm --sort=-rss | head -n 15
Stop or restart that program. For the table of connections, look for the flood before you raise the limit:
  sudo sysctl -w net.netfilter.nf_conntrack_max=262144
If no login gets through, use the console; as a last resort restart the machine there. Then give the program that grew a limit of its own (MemoryMax, TasksMax in its unit).",
        "\
どのログインにも必要なものが尽きています。プロセスを起動するためのメモリー、空きのプロセス番号、ファイルディスクリプター、またはファイアウォールのコネクション追跡表の空きです。ログインは失敗する、固まる、途中で切れるなど、その時々で違う現れ方をします。ほかのサービスも同様です。

カーネルのログに出ます。「Out of memory: Killed process ... (sshd)」「nf_conntrack: table full, dropping packet」などです。sshd のログには「fork: Cannot allocate memory」や「Too many open files」と残ります。
  sudo journalctl -k | grep -iE 'out of memory|nf_conntrack|fork rejected' | tail -n 20
  free -m
  cat /proc/sys/fs/file-nr
  sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
  ps -e --no-headers | wc -l; cat /proc/sys/kernel/pid_max

影響が一人のユーザーだけなら、そのユーザーの上限です(session-limit-reached)。sshd が「Exceeded MaxStartups」または「Not allowed at this time」と返すなら、sshd 自身が未認証の接続を制限しています(max-startups-exceeded)。コネクション追跡表が満杯だと、外からはポートが塞がれているように見え、通る試行と応答のない試行が混ざります。

使い切っているものを探します。
  ps -eo pid,user,rss,nlwp,comm --sort=-rss | head -n 15
そのプログラムを止めるか再起動します。コネクション追跡表の場合は、上限を上げる前に、大量の接続の出どころを探してください。
  sudo sysctl -w net.netfilter.nf_conntrack_max=262144
ログインがまったく通らないなら、コンソールを使います。最後の手段は、コンソールからの再起動です。その後、膨らんだプログラムのユニットに上限(MemoryMax、TasksMax)を設定します。",
    ),
    sentences: &[
        "Out of memory: Killed process",
        "fork: Cannot allocate memory",
        "nf_conntrack: table full, dropping packet",
        "Too many open files",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerResourcesExhausted {
    /// What the sentence turns on.
    pub text: Untrusted,
}

impl Cause for ServerResourcesExhausted {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "The server has run out of memory, processes, descriptors or connections.",
            "サーバーのメモリー、プロセス、ディスクリプター、または接続の枠が尽きています。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Server,
                Say::fixed("See what the kernel says", "カーネルの記録を見ます"),
            )
            .run(Command::new([
                "sudo",
                "sh",
                "-c",
                "journalctl -k -n 50 --no-pager; free -h; ulimit -a",
            ])),
        ]
    }
}
