//! Lines without end, and no identification string among them: a tarpit, or a talkative other service.
//!
//! RFC 4253 section 4.2 lets a server send lines before its string; ssh takes 1,024 lines of at most 8,192 bytes
//! (kex.c). endlessh sends random lines at an even, slow beat.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "endless-preamble",
    stage: Stage::Identify,
    fault: Say::fixed(
        "lines without end before the identification string (a tarpit, or the wrong service)",
        "識別文字列の前に行が終わりなく続いています (タールピットか別のサービス)",
    ),
    text: Say::fixed(
        "\
A server may send some lines of text before its identification string. This one sends line after line and never the string. ssh follows for up to 1,024 lines, which at one line in ten seconds is hours, without a word on the screen.

It is known from the lines counted, with no SSH- among them. ssh -v shows each as banner line.

Random letters at an even, slow beat are a tarpit (endlessh): somebody put it on port 22 to hold up scanners, and the real sshd is on another port. Readable text is some other service (not-ssh).

Ask the owner for the real port, or look on the server:
  sudo ss -ltnp

Let ssh give up in time on such a host:
  ssh -o ConnectTimeout=10 USER@HOST",
        "\
サーバーは識別文字列の前に数行のテキストを送ることができます。このサーバーは次々と行を送り、識別文字列を送りません。ssh は最大 1,024 行まで読み続けます。10 秒に 1 行なら数時間かかり、その間、画面には何も出ません。

SSH- で始まる行が 1 つもないまま届いた行数から分かります。ssh -v では 1 行ずつ banner line として表示されます。

でたらめな文字列が一定の遅い間隔で届くならタールピット (endlessh) です。スキャナーを足止めするためにポート 22 に置かれていて、本当の sshd は別のポートにあります。読める文章なら別のサービスです (not-ssh)。

管理者に本当のポートを確認するか、サーバーで調べます。
  sudo ss -ltnp

このようなホストで ssh を早めにあきらめさせるには、次のようにします。
  ssh -o ConnectTimeout=10 USER@HOST",
    ),
    sentences: &[
        "No SSH version received in first",
        "No SSH identification string received",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct EndlessPreamble {
    /// Whole lines read.
    pub lines: usize,
    /// The first of them.
    pub first: Untrusted,
    /// Seconds waited.
    pub seconds: f64,
    /// They were still coming, or ssh itself had enough of them; else it was a burst, and then silence.
    pub goes_on: bool,
}

/// What a line or two and then silence may be as well.
const BURST: &[Code] = &[
    &super::not_ssh::PAGE,
    &super::identification_timed_out::PAGE,
];

impl EndlessPreamble {
    /// How much came.
    fn count(&self) -> Say {
        let seconds = self.seconds;
        match self.lines {
            0 => say!(
                "a line that has not ended after {seconds:.0} s, and is no identification string",
                "{seconds:.0} 秒たっても終わらない行が届いており、識別文字列ではありません"
            ),
            1 => say!(
                "1 line in {seconds:.0} s, and it is no identification string",
                "{seconds:.0} 秒間に 1 行届きましたが、識別文字列ではありません"
            ),
            lines => say!(
                "{lines} lines in {seconds:.0} s, none of them an identification string",
                "{seconds:.0} 秒間に {lines} 行届きましたが、識別文字列はありません"
            ),
        }
    }
}

impl Cause for EndlessPreamble {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.goes_on {
            true => Certainty::Certain,
            false => Certainty::Likely,
        }
    }

    fn candidates(&self) -> Vec<Code> {
        match self.goes_on {
            true => Vec::new(),
            false => BURST.to_vec(),
        }
    }

    fn cause(&self, target: &Target) -> Say {
        if !self.goes_on {
            return say!(
                "Port {port} of {host} sends text that is no identification string, and then waits: a slow tarpit, or another service.",
                "{host} のポート {port} は識別文字列ではないテキストを送り、そのまま待っています。遅いタールピットか、別のサービスです。",
                host = target.host,
                port = target.port
            );
        }
        say!(
            "Port {port} of {host} sends lines without end and never identifies itself: a tarpit or another service, no login.",
            "{host} のポート {port} は行を送り続けるだけで、識別文字列を送りません。タールピットか別のサービスで、ログインはできません。",
            host = target.host,
            port = target.port
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        vec![
            Seen::new("server", self.count()),
            Seen::new(
                "server",
                say!(
                    "the first one: \"{first}\"",
                    "最初の行: \"{first}\"",
                    first = self.first.visible(120)
                ),
            ),
        ]
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            steps::look_at_other_ports(target),
            Step::new(
                Where::Administrator,
                Say::fixed(
                    "Ask the owner which port the login is on",
                    "ログイン用のポートを管理者に確認します",
                ),
            ),
        ]
    }
}
