//! TCP opens, and no byte comes.
//!
//! ssh prints its time-out only where ConnectTimeout is set, otherwise it waits without end (kex.c). Overload, a full
//! disk, a suspended machine, a proxy that accepts for a dead one, slow reverse look-ups, a service that waits.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "identification-timed-out",
    stage: Stage::Identify,
    fault: Say::fixed(
        "TCP opens but the server stays silent",
        "TCP はつながりますが、サーバーが何も送ってきません",
    ),
    text: Say::fixed(
        "\
The connection opens and then nothing happens. An SSH server speaks first, within a moment; this one does not. The system accepts connections on its own, so an open port proves only that the kernel, or a box in front of it, is alive.

It is known from the silence after the connection opened. ssh says Connection timed out during banner exchange only where ConnectTimeout is set; without it, it waits for ever.

Usual reasons: the machine is overloaded, out of memory or its disk is full; it is suspended or its sshd stopped; a balancer, NAT or container proxy accepts in the place of a dead machine; the port belongs to a service that waits for the client to speak.

If the server's string arrives as soon as the client keeps its own back, something on the path swallows SSH (identification-blocked). About five seconds of silence and then a close is hosts-denied.

On the server's console:
  uptime; df -h; free -m
  sudo systemctl restart ssh

No console? Wait a few minutes once: a machine that swaps may answer late.",
        "\
接続は確立しますが、その後何も起こりません。SSH サーバーは自分から先に、すぐに識別文字列を送ります。このサーバーは送ってきません。接続の受け付けはシステムが行うので、ポートが開いていることから分かるのは、カーネルか手前の機器が動いていることだけです。

接続が確立したあとの無応答から分かります。ssh は、ConnectTimeout を設定しているときだけ Connection timed out during banner exchange と表示します。設定がなければ待ち続けます。

よくある理由は、過負荷、メモリー不足、ディスクの空き不足、サスペンド、停止した sshd、落ちたマシンに代わって接続を受け付けるロードバランサー、NAT、コンテナのプロキシ、クライアントが先に話すのを待つ別のサービスです。

クライアントが自分の識別文字列を送らなければサーバーの文字列が届く場合は、途中の何かが SSH を捨てています (identification-blocked)。5 秒ほど無応答のあと切断されるなら hosts-denied です。

サーバーのコンソールで調べます。
  uptime; df -h; free -m
  sudo systemctl restart ssh

コンソールがなければ、一度だけ数分待ってみてください。スワップ中のマシンは遅れて応答することがあります。",
    ),
    sentences: &[
        "Connection timed out during banner exchange",
        "Timed out waiting for SSH identification string",
        "Error reading SSH protocol banner",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentificationTimedOut {
    /// Seconds waited.
    pub seconds: f64,
    /// The ProxyCommand that is to carry the connection: then no connection was seen to open.
    pub proxy: Option<String>,
    /// What had come of its identification string when it stopped.
    pub begun: Option<Untrusted>,
}

/// Why a server may stay silent.
const REASONS: &[Code] = &[
    &crate::finding::server::server_resources_exhausted::PAGE,
    &super::identification_blocked::PAGE,
    &super::not_ssh::PAGE,
    &crate::finding::server::disk_full::PAGE,
];

/// The same behind a program that may still be trying to connect.
const REASONS_BEHIND_A_PROXY: &[Code] = &[
    &crate::finding::connect::connection_timed_out::PAGE,
    &crate::finding::connect::port_filtered::PAGE,
    &crate::finding::connect::proxy_command_failed::PAGE,
    &crate::finding::server::server_resources_exhausted::PAGE,
    &super::identification_blocked::PAGE,
    &super::not_ssh::PAGE,
    &crate::finding::server::disk_full::PAGE,
];

/// What is told of such a program.
fn of_the_proxy(command: &str, target: &Target) -> [Step; 2] {
    let alone = Say::fixed(
        "Run the program by itself (with -v, if it knows that): SSH-2.0-... must appear at once",
        "プログラムを単独で実行します (-v があれば付けます)。正常なら SSH-2.0-... がすぐに表示されます",
    );
    let direct = Say::fixed(
        "Or connect without it, if this machine can reach the server directly",
        "この端末から直接届くなら、プロキシを使わずに接続します",
    );
    let line = target.filled_in(command);
    [
        Step::new(Where::Client, alone).run(Command::new(["sh", "-c", &line])),
        Step::new(Where::Client, direct).run(steps::ssh_with(target, &[("ProxyCommand", "none")])),
    ]
}

impl Cause for IdentificationTimedOut {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        if let Some(command) = &self.proxy {
            return say!(
                "The ProxyCommand program runs, and nothing has come through it: {command}",
                "ProxyCommand のプログラムは動いていますが、何も届きません: {command}",
                command = command
            );
        }
        if self.begun.is_some() {
            return say!(
                "Port {port} of {host} opens, and its SSH server stops in the middle of its identification string.",
                "{host} のポート {port} は開きますが、SSH サーバーが識別文字列の途中で止まっています。",
                host = target.host,
                port = target.port
            );
        }
        say!(
            "Port {port} of {host} opens, and no SSH server speaks there.",
            "{host} のポート {port} は開きますが、SSH サーバーが何も送ってきません。",
            host = target.host,
            port = target.port
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        if self.proxy.is_some() {
            let text = say!(
                "it has neither ended nor passed a byte on within {seconds:.0} s",
                "{seconds:.0} 秒たっても終了せず、1 バイトも中継していません",
                seconds = self.seconds
            );
            return vec![Seen::new("proxy", text)];
        }
        if let Some(begun) = &self.begun {
            let text = say!(
                "it began with \"{begun}\" and did not end the line within {seconds:.0} s",
                "\"{begun}\" まで送り、{seconds:.0} 秒たっても行が終わりません",
                begun = begun.visible(120),
                seconds = self.seconds
            );
            return vec![Seen::new("server", text)];
        }
        vec![Seen::new(
            "server",
            say!(
                "no byte within {seconds:.0} s after the connection opened",
                "接続の確立後 {seconds:.0} 秒間、1 バイトも届いていません",
                seconds = self.seconds
            ),
        )]
    }

    fn candidates(&self) -> Vec<Code> {
        match &self.proxy {
            Some(_) => REASONS_BEHIND_A_PROXY.to_vec(),
            None => REASONS.to_vec(),
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        if let Some(command) = &self.proxy {
            return of_the_proxy(command, target).to_vec();
        }
        vec![
            Step::new(
                Where::Server,
                Say::fixed(
                    "On the server's console: does it respond, is it overloaded, is a disk full?",
                    "サーバーのコンソールで、反応があるか、過負荷やディスクの空き不足でないかを調べます",
                ),
            )
            .run(Command::new(["uptime"]).and(Command::new(["df", "-h"]))),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Then start sshd anew; sessions that are open stay open",
                    "そのあと sshd を再起動します。接続中のセッションは切れません",
                ),
            )
            .run(steps::restart_sshd_if_valid()),
            Step::new(
                Where::Client,
                Say::fixed(
                    "Without a console: give it two minutes once",
                    "コンソールがなければ、一度だけ 2 分待って接続します",
                ),
            )
            .run(steps::ssh_with(target, &[("ConnectTimeout", "120")])),
        ]
    }
}
