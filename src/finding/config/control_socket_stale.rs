//! A ControlMaster socket without a living master behind it.
//!
//! Known by the socket file, `ssh -O check` that fails or hangs, and a connection with `-S none` that works. mux.c
//! removes a refusing socket by itself only where ControlMaster is on.

use std::path::PathBuf;

use crate::finding::{Cause, Certainty, Code, Page, Repair, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "control-socket-stale",
    stage: Stage::Config,
    fault: Say::fixed(
        "a ControlMaster socket exists but nothing (or a hung master) answers on it",
        "ControlMaster のソケットはありますが、応答する接続がありません (またはマスターが固まっています)",
    ),
    text: Say::fixed(
        "\
With ControlMaster, later connections to a host travel through the first one, found by a socket file (ControlPath). If the first process has died, or its network has gone away under it, the file is still there and new connections wait for nobody.

It is known when the socket exists, this fails or hangs, and the second command gets through:
  ssh -O check HOST
  ssh -S none USER@HOST

A hang without a word right after the command is typed looks like a dead server. ssh -v prints auto-mux: Trying existing master as its last line, and a connection with -S none works.

If the master answers and says Session open refused by peer, it is alive and the server's MaxSessions is reached: session-limit-reached.

Close what is left, and remove the file if it stays:
  ssh -O exit HOST
  ssh -G HOST | grep controlpath

After a change of network (VPN, sleep) masters die this way again and again. ServerAliveInterval 15 for the host makes them notice within a minute.",
        "\
ControlMaster を使うと、2 本目以降の接続は最初の接続を通ります。目印はソケットファイル (ControlPath) です。最初のプロセスが終了したり、ネットワークが切れたりしてもファイルは残り、新しい接続は応答のない相手を待ち続けます。

ソケットがあり、1 つ目のコマンドが失敗するか固まり、2 つ目ではつながるときに、これと分かります。
  ssh -O check HOST
  ssh -S none USER@HOST

コマンドの直後に何も出ずに固まるので、サーバーが落ちているように見えます。ssh -v の最後の行が auto-mux: Trying existing master で、-S none ならつながります。

マスターが応答して Session open refused by peer と出る場合、マスターは生きていて、サーバーの MaxSessions に達しています (session-limit-reached)。

残っているものを閉じ、それでもファイルが残れば削除します。
  ssh -O exit HOST
  ssh -G HOST | grep controlpath

VPN の切り替えやスリープのたびに起こることがあります。そのホストに ServerAliveInterval 15 を設定すると、1 分以内に気付いて終了します。",
    ),
    sentences: &[
        "Control socket connect(",
        "disabling multiplexing",
        "master hello exchange failed",
        "master alive check failed",
        "mux_client_hello_exchange",
        "read from master failed",
    ],
};

/// This case of it: a master that hangs. A socket nobody listens on does not keep ssh back.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlSocketStale {
    /// The socket.
    pub socket: PathBuf,
    /// Seconds waited for its first message.
    pub seconds: f64,
}

impl Cause for ControlSocketStale {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        say!(
            "ssh waits for an older connection (ControlMaster) that no longer answers on {socket}.",
            "ssh は以前の接続 (ControlMaster) の応答を待っていますが、{socket} からの応答がありません。",
            socket = self.socket.display()
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let said = say!(
            "it takes a connection and sends no hello within {seconds:.0} s",
            "接続は受け付けられますが、{seconds:.0} 秒間 hello が届きません",
            seconds = self.seconds
        );
        vec![Seen::new("control socket", said).in_file(&self.socket)]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let remove = Step::new(
            Where::Client,
            Say::fixed(
                "Remove the socket; the next ssh connects by itself again",
                "ソケットを削除します。次の ssh からは自分で接続します",
            ),
        )
        .run(Command::new(["rm", &self.socket.to_string_lossy()]))
        .repair(Repair::RemoveSocket {
            file: self.socket.clone(),
        })
        .caution(Say::fixed(
            "sessions that still run through the old connection stay as they are, and new ones no longer find it",
            "古い接続を通っているセッションはそのまま残りますが、新しいセッションからは使えなくなります",
        ));
        let once = Step::new(
            Where::Client,
            Say::fixed(
                "Or connect past it, once",
                "または、今回だけ使わずに接続します",
            ),
        )
        .run(steps::ssh_with(target, &[("ControlPath", "none")]));
        vec![remove, once]
    }
}
