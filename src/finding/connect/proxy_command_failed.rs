//! The program that should carry the connection is missing, or ends before any byte of SSH came through.
//!
//! Known by its exit status and its last words. ssh only says `Connection closed by UNKNOWN port 65535`, because there
//! is no peer address. A ProxyJump is an inner ssh; its own message names the fault.

use crate::finding::{
    Cause, Certainty, Code, Page, Seen, Stage, Step, Where, hostkey, resolve, steps, userauth,
};
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

If the program itself reports refused, timed out or an unknown name, it works and what it meets is the fault: read that sentence as if ssh had printed it. A ProxyJump is an ssh of its own; its message belongs to the jump host. A program that prints greetings on its standard output spoils the stream instead: Bad packet length (key-exchange-failed).

See the setting, and run the command by itself with the host and port filled in:
  ssh -G HOST | grep -i proxycommand

Install the program, or correct the line. Where a direct way exists:
  ssh -o ProxyCommand=none USER@HOST

The program runs with the PATH of whatever started ssh: in cron or an IDE it may be missing; write the whole path.",
        "\
この接続では、ssh が自分で接続せず、プログラム (ProxyCommand) を起動してそれを通して通信します。そのプログラムが、SSH のデータが 1 バイトも届かないうちに終了しました。

終了ステータスと、ssh の行の上に出るプログラム自身のメッセージから分かります。プログラムにはアドレスがないため、ssh は Connection closed by UNKNOWN port 65535 としか表示しません。ステータス 127 は見つからない、126 は実行できないという意味です。

プログラムが拒否、タイムアウト、名前の不明を報告しているなら、プログラムは正常で、その先に原因があります。その文を ssh が出したものとして読んでください。ProxyJump は別の ssh なので、そのメッセージは踏み台についてのものです。標準出力に余計な文字を出すプログラムの場合は Bad packet length になります (key-exchange-failed)。

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
    /// Its last lines on standard error.
    pub said: Vec<Untrusted>,
    /// Its exit status, if it ended by itself.
    pub status: Option<i32>,
}

/// What remains where the program ended without complaint.
const WITHOUT_COMPLAINT: &[Code] = &[
    &crate::finding::identify::closed_before_identification::PAGE,
    &super::jump_target_unreachable::PAGE,
];

/// Words of a program that works: what it met is the fault, and has a code of its own. The first that fits counts.
const MET: &[(&str, Code)] = &[
    (
        "IDENTIFICATION HAS CHANGED",
        &hostkey::host_key_changed::PAGE,
    ),
    (
        "Host key verification failed",
        &hostkey::host_key_unknown::PAGE,
    ),
    ("Permission denied (", &userauth::key_not_accepted::PAGE),
    ("not resolve", &resolve::name_not_found::PAGE),
    ("Name or service not known", &resolve::name_not_found::PAGE),
    (
        "Temporary failure in name resolution",
        &resolve::resolver_unreachable::PAGE,
    ),
    ("onnection refused", &super::connection_refused::PAGE),
    ("timed out", &super::connection_timed_out::PAGE),
    ("No route to host", &super::host_unreachable::PAGE),
    ("Network is unreachable", &super::network_unreachable::PAGE),
];

impl ProxyCommandFailed {
    /// The code of what it met, where its words name that.
    fn met(&self) -> Option<Code> {
        let says = |words: &str| self.said.iter().any(|line| line.contains(words));
        MET.iter()
            .find(|(words, _)| says(words))
            .map(|(_, code)| *code)
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
        let first = self
            .command
            .split_ascii_whitespace()
            .find(|word| *word != "exec");
        self.cannot_run() && first == Some("ssh")
    }

    /// It ended without an error of its own: the far side hung up.
    fn without_complaint(&self) -> bool {
        self.said.is_empty() && matches!(self.status, None | Some(0))
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
                command = self.command
            );
        }
        if self.cannot_run() {
            return say!(
                "The ProxyCommand program cannot be started: {command}",
                "ProxyCommand のプログラムを起動できません: {command}",
                command = self.command
            );
        }
        if let (Some(code), Some(last)) = (self.met(), self.said.last()) {
            return say!(
                "The ProxyCommand program runs and ends before any byte of SSH came through; what it met is {code}: {said}",
                "ProxyCommand のプログラムは動作しますが、SSH のデータが届く前に終了しています。その原因は {code} です: {said}",
                code = code.code,
                said = last.visible(120)
            );
        }
        say!(
            "The ProxyCommand program ends before any byte of SSH came through: {command}",
            "ProxyCommand のプログラムが、SSH のデータが届く前に終了しています: {command}",
            command = self.command
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
        match self.cannot_run() {
            true => Vec::new(),
            false => self.met().into_iter().collect(),
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let line = target.filled_in(&self.command);
        let alone = if self.runs_a_program_elsewhere() {
            Say::fixed(
                "Write -W %h:%p into the ProxyCommand line in place of that program (nc): ssh carries the connection itself; by itself the command must print SSH-2.0-...",
                "ProxyCommand の行で、そのプログラム (nc など) の代わりに -W %h:%p を使います。ssh 自身が中継します。単独で実行して SSH-2.0-... と表示されれば正常です",
            )
        } else if self.cannot_run() {
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
        vec![
            Step::new(Where::Client, alone).run(Command::new(["sh", "-c", &line])),
            Step::new(
                Where::Client,
                Say::fixed(
                    "Or connect without it, if this machine can reach the server directly",
                    "この端末から直接届くなら、プロキシを使わずに接続します",
                ),
            )
            .run(steps::ssh_with(target, &[("ProxyCommand", "none")])),
        ]
    }
}
