//! The program that should carry the connection is missing, or ends before any byte of SSH came through.
//!
//! Known by its exit status and its last words. ssh only says `Connection closed by UNKNOWN port 65535`, because there
//! is no peer address. A ProxyJump is an inner ssh; its own message names the fault.

use super::met::{HttpProxy, met};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "proxy-command-failed",
    stage: Stage::Connect,
    fault: Say::fixed(
        "the ProxyCommand program is missing or exits before any SSH byte",
        "ProxyCommand のプログラムがないか、SSH のデータが届く前に終了しています",
    ),
    text: Say::fixed(
        "\
ssh does not connect by itself here: it starts a program (ProxyCommand) and speaks through it. The program ended before a single byte of SSH came back.

It is known from its exit status and its own words, which stand above ssh's. ssh itself only knows Connection closed by UNKNOWN port 65535: a program has no address. Status 127 means that it was not found, 126 that it may not be run.

If the program itself reports refused, timed out or an unknown name, it works and what it meets is the fault: read that sentence as if ssh had printed it. An HTTP proxy answers with a number: 407 means that it wants a user name and a password, 403 that it forbids this connection (many let port 443 through only), 502 to 504 that it cannot reach the server itself. A ProxyJump is an ssh of its own; its message belongs to the jump host. A program that prints greetings on its standard output spoils the stream instead: Bad packet length (key-exchange-failed).

See the setting, and run the command by itself with the host and port filled in:
  ssh -G HOST | grep -i proxycommand

Install the program, or correct the line. Where a direct way exists:
  ssh -o ProxyCommand=none USER@HOST

The program runs with the PATH of whatever started ssh: in cron or an IDE it may be missing; write the whole path.",
        "\
この接続では、ssh が自分で接続せず、プログラム (ProxyCommand) を起動してそれを通して通信します。そのプログラムが、SSH のデータが 1 バイトも届かないうちに終了しました。

終了ステータスと、ssh の行の上に出るプログラム自身のメッセージから分かります。プログラムにはアドレスがないため、ssh は Connection closed by UNKNOWN port 65535 としか表示しません。ステータス 127 は見つからない、126 は実行できないという意味です。

プログラムが拒否、タイムアウト、名前の不明を報告しているなら、プログラムは正常で、その先に原因があります。その文を ssh が出したものとして読んでください。HTTP プロキシは番号で答えます。407 はユーザー名とパスワードが必要、403 はその接続が禁止されている (ポート 443 だけを通すものが多くあります)、502 から 504 はプロキシ自身がサーバーに届かないという意味です。ProxyJump は別の ssh なので、そのメッセージは踏み台についてのものです。標準出力に余計な文字を出すプログラムの場合は Bad packet length になります (key-exchange-failed)。

設定を確かめ、ホストとポートを埋めて単独で実行します。
  ssh -G HOST | grep -i proxycommand

プログラムをインストールするか、行を直します。直接届くなら次のとおりです。
  ssh -o ProxyCommand=none USER@HOST

プログラムは ssh を起動した側の PATH で探されます。cron や IDE では見つからないことがあるので、フルパスで書いてください。",
    ),
    sentences: &[
        "UNKNOWN port 65535",
        "nc: not found",
        "nc: command not found",
        "cloudflared: command not found",
        "aws: command not found",
        "Failed running proxy command",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyCommandFailed {
    /// The command, as `ssh -G` prints it.
    pub command: String,
    /// Its last lines on standard error, and what it printed in the place of SSH.
    pub said: Vec<Untrusted>,
    /// Its exit status, if it ended by itself.
    pub status: Option<i32>,
    /// Where it is an ssh that runs a program on another machine: that machine.
    pub relay: Option<Target>,
}

/// What remains where the program ended without complaint.
const WITHOUT_COMPLAINT: &[Code] = &[
    &crate::finding::identify::closed_before_identification::PAGE,
    &super::jump_target_unreachable::PAGE,
];

/// What remains where it failed and said nothing: nc and its like are silent about a port that refuses or never answers.
const IN_SILENCE: &[Code] = &[
    &super::connection_refused::PAGE,
    &super::connection_timed_out::PAGE,
    &super::jump_target_unreachable::PAGE,
];

impl ProxyCommandFailed {
    /// The code of what it met, where its words name that.
    fn met(&self) -> Option<Code> {
        met(&self.said)
    }

    /// It said in its own words why it cannot, and ended: what it was to reach has not even been tried.
    fn gave_up(&self) -> bool {
        let complained = !self.said.is_empty() && !matches!(self.status, None | Some(0));
        complained && self.met().is_none()
    }

    /// The shell did not find it, or could not run it (POSIX sh, exit status).
    fn cannot_run(&self) -> bool {
        matches!(self.status, Some(126 | 127))
    }

    /// It is an ssh, so that "not found" is said by the other side.
    fn runs_a_program_elsewhere(&self) -> bool {
        self.cannot_run() && self.program() == Some("ssh")
    }

    /// The first word, without `exec`.
    fn program(&self) -> Option<&str> {
        let mut words = self.command.split_ascii_whitespace();
        words.find(|word| *word != "exec")
    }

    /// The command; where a log does not name it, the last thing it said.
    fn named(&self) -> String {
        if !self.command.is_empty() {
            return self.command.clone();
        }
        let mut said = self.said.iter().map(|line| line.visible(120)).rev();
        let last = said.find(|line| !line.trim().is_empty());
        last.unwrap_or_default()
    }

    /// It ended without an error of its own: the far side hung up.
    fn without_complaint(&self) -> bool {
        self.said.is_empty() && matches!(self.status, None | Some(0))
    }

    /// It failed and did not say why.
    fn in_silence(&self) -> bool {
        self.said.is_empty() && !self.without_complaint() && !self.cannot_run()
    }

    /// The step for an HTTP proxy's answer.
    fn by_http_proxy(&self, target: &Target) -> Option<Step> {
        let (answer, _) = HttpProxy::answer(&self.said)?;
        Some(match answer {
            HttpProxy::WantsLogin => Step::new(
                Where::Client,
                Say::fixed(
                    "Give the program the proxy's user name and password: --proxy-auth (ncat), -P (nc), proxyauth= (socat), a file as the fifth word (corkscrew), HTTP_PROXY_PASSWORD and user@ (connect-proxy), -P (proxytunnel)",
                    "プロキシのユーザー名とパスワードをプログラムに渡します: --proxy-auth (ncat)、-P (nc)、proxyauth= (socat)、5 番目の引数のファイル (corkscrew)、HTTP_PROXY_PASSWORD と user@ (connect-proxy)、-P (proxytunnel)",
                ),
            ),
            HttpProxy::Forbids => Step::new(
                Where::Administrator,
                say!(
                    "Ask whoever runs the proxy to allow CONNECT to {host} port {port}, or let sshd listen on port 443 as well: most proxies let that one through",
                    "プロキシの管理者に {host} のポート {port} への CONNECT を許可してもらうか、sshd をポート 443 でも待ち受けさせます (多くのプロキシはこのポートだけを通します)",
                    host = target.hostname,
                    port = target.port
                ),
            ),
            HttpProxy::CannotReach => Step::new(
                Where::Administrator,
                say!(
                    "The proxy is asked for {host} port {port} and cannot reach it: is the name known there, does sshd listen, do the firewalls between let the proxy through?",
                    "プロキシから {host} のポート {port} に届きません。プロキシ側でこの名前が解決できるか、sshd が待ち受けているか、間のファイアウォールがプロキシからの通信を許可しているかを確認します",
                    host = target.hostname,
                    port = target.port
                ),
            ),
        })
    }

    /// The step for an ssh that runs nc or the like on another machine: that machine by itself, or without the program.
    fn by_relay(&self, target: &Target) -> Option<Step> {
        let relay = self.relay.as_ref()?;
        if self.runs_a_program_elsewhere() {
            let alone = relay.ssh(&["-W", "%h:%p"]);
            let line = alone.line()?;
            let text = Say::fixed(
                "Let ssh carry the connection itself, without that program (nc): write -W %h:%p into the ProxyCommand line",
                "そのプログラム (nc など) を使わず、ssh 自身に中継させます。ProxyCommand の行で -W %h:%p を使います",
            );
            let step = Step::new(Where::Client, text)
                .run(steps::ssh_with(target, &[("ProxyCommand", line)]));
            return Some(step.lines([format!("ProxyCommand {line}")]));
        }
        let text = say!(
            "The command is an ssh to {relay}: examine that login by itself",
            "このコマンドは {relay} への ssh です。そのログインを単独で診断します",
            relay = relay.as_hop()
        );
        Some(Step::new(Where::Client, text).run(relay.again()))
    }

    /// Run by itself; what is silent about its failures is made to talk.
    fn alone(&self, target: &Target) -> Step {
        if self.command.is_empty() {
            return Step::new(
                Where::Client,
                Say::fixed(
                    "See which ProxyCommand counts for this host, and run it by itself; when it works it prints SSH-2.0-...",
                    "このホストに適用される ProxyCommand を確認し、単独で実行します。正常なら SSH-2.0-... と表示されます",
                ),
            )
            .run(target.ssh(&["-G"]).pipe(Command::new(["grep", "-i", "^proxycommand"])));
        }
        let line = target.filled_in(&self.command);
        let talks = self.program().filter(|name| {
            let name = name.rsplit('/').next().unwrap_or_default();
            self.in_silence() && matches!(name, "nc" | "ncat" | "netcat" | "nc.openbsd")
        });
        let line = talks.map_or(line.clone(), |name| {
            line.replacen(name, &format!("{name} -v"), 1)
        });
        let text = if self.cannot_run() && !self.runs_a_program_elsewhere() {
            Say::fixed(
                "Install the program, or correct the ProxyCommand line; by itself the command must print SSH-2.0-...",
                "プログラムをインストールするか、ProxyCommand の行を直します。単独で実行して SSH-2.0-... と表示されれば正常です",
            )
        } else {
            Say::fixed(
                "Run it by itself and mend what it says; when it works it prints SSH-2.0-...",
                "単独で実行し、表示される原因を直します。正常なら SSH-2.0-... と表示されます",
            )
        };
        Step::new(Where::Client, text).run(Command::new(["sh", "-c", &line]))
    }
}

impl Cause for ProxyCommandFailed {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.cannot_run() || self.gave_up() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn cause(&self, _: &Target) -> Say {
        if self.runs_a_program_elsewhere() {
            return say!(
                "The ssh in ProxyCommand gets in, and the program it runs there is missing: {command}",
                "ProxyCommand の ssh はログインできますが、その先で実行するプログラムがありません: {command}",
                command = self.named()
            );
        }
        if self.cannot_run() {
            return say!(
                "The ProxyCommand program cannot be started: {command}",
                "ProxyCommand のプログラムを起動できません: {command}",
                command = self.named()
            );
        }
        if let Some((answer, line)) = HttpProxy::answer(&self.said) {
            let line = line.visible(120);
            return match answer {
                HttpProxy::WantsLogin => say!(
                    "The HTTP proxy that ProxyCommand goes through wants a user name and a password: {line}",
                    "ProxyCommand が経由する HTTP プロキシが、ユーザー名とパスワードを要求しています: {line}",
                    line = line
                ),
                HttpProxy::Forbids => say!(
                    "The HTTP proxy that ProxyCommand goes through forbids this connection: {line}",
                    "ProxyCommand が経由する HTTP プロキシが、この接続を禁止しています: {line}",
                    line = line
                ),
                HttpProxy::CannotReach => say!(
                    "The HTTP proxy that ProxyCommand goes through cannot reach the server itself: {line}",
                    "ProxyCommand が経由する HTTP プロキシ自身が、サーバーに接続できません: {line}",
                    line = line
                ),
            };
        }
        if let (Some(code), Some(last)) = (self.met(), self.said.last()) {
            return say!(
                "The ProxyCommand program runs and ends before any byte of SSH came through; what it met is {code}: {said}",
                "ProxyCommand のプログラムは動作しますが、SSH のデータが届く前に終了しています。その原因は {code} です: {said}",
                code = code.code,
                said = last.visible(120)
            );
        }
        if self.in_silence() {
            return say!(
                "The ProxyCommand program fails and says nothing, before any byte of SSH came through: {command}",
                "ProxyCommand のプログラムが、SSH のデータが届く前に、何も表示せずに失敗しています: {command}",
                command = self.named()
            );
        }
        if self.named().is_empty() {
            return Say::fixed(
                "The ProxyCommand program ends before any byte of SSH came through.",
                "ProxyCommand のプログラムが、SSH のデータが届く前に終了しています。",
            );
        }
        say!(
            "The ProxyCommand program ends before any byte of SSH came through: {command}",
            "ProxyCommand のプログラムが、SSH のデータが届く前に終了しています: {command}",
            command = self.named()
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let said = self.said.iter();
        let mut seen: Vec<Seen> = said
            .map(|line| Seen::new("proxy", Say::verbatim(line.visible(120))))
            .collect();
        seen.push(Seen::new(
            "proxy",
            match self.status {
                Some(status) => say!(
                    "exit status {status}",
                    "終了ステータス {status}",
                    status = status
                ),
                None => Say::fixed("it closed its output", "出力を閉じました"),
            },
        ));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        if self.without_complaint() {
            return WITHOUT_COMPLAINT.to_vec();
        }
        if self.in_silence() {
            return IN_SILENCE.to_vec();
        }
        match self.cannot_run() {
            true => Vec::new(),
            false => self.met().into_iter().collect(),
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let direct = Step::new(
            Where::Client,
            Say::fixed(
                "Or connect without it, if this machine can reach the server directly",
                "この端末から直接届くなら、プロキシを使わずに接続します",
            ),
        )
        .run(steps::ssh_with(target, &[("ProxyCommand", "none")]));
        let first = self.by_relay(target).or_else(|| self.by_http_proxy(target));
        let steps = first.into_iter().chain([self.alone(target), direct]);
        // An administrator's step stands behind what can be done here.
        let mut steps: Vec<Step> = steps.collect();
        steps.sort_by_key(|step| step.place == Where::Administrator);
        steps
    }
}
