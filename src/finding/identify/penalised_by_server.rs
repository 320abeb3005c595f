//! sshd refuses this source address for a while, for what failed from it before.
//!
//! PerSourcePenalties (on by default since OpenSSH 9.8): `Not allowed at this time`, steady until the time is served,
//! 15 seconds to 10 minutes. The list is kept in memory by the listening sshd.

use crate::evidence::SecondTry;
use crate::finding::userauth::words::utc;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "penalised-by-server",
    stage: Stage::Identify,
    fault: Say::fixed(
        "the server refuses this source address for earlier failures",
        "以前の失敗のため、サーバーがこの接続元アドレスを拒否しています",
    ),
    text: Say::fixed(
        "\
Since OpenSSH 9.8 the server keeps count of what goes wrong from each address: five seconds for a failed login, one for a connection that tried none, ninety for a crash. From fifteen seconds on it refuses every connection from there until the time is served, ten minutes at most. The right key does not help meanwhile.

It is known from the line Not allowed at this time before the close, which ssh shows only with -v, and from the refusal staying the same some seconds later.

MaxStartups uses the same line on such servers, but lets some connections through by chance (max-startups-exceeded). A ban of fail2ban shows as refused or silent instead (client-banned).

Everybody behind the same address shares the count: an office, a CI service, a carrier's NAT. It need not have been you.

Stop what keeps failing (a script with a wrong key, a monitor, a scanner), wait, then try once:
  sleep 60 && ssh USER@HOST

On the server a restart of sshd forgets all penalties, and an address can be exempted in sshd_config:
  sudo systemctl restart ssh
  PerSourcePenaltyExemptList 192.0.2.0/24",
        "\
OpenSSH 9.8 以降のサーバーは、アドレスごとに失敗を数えています。ログインの失敗は 5 秒、認証を試さない接続は 1 秒、プロセスの異常終了は 90 秒です。合計が 15 秒を超えると、その時間が過ぎるまで (最大 10 分)、そのアドレスからの接続をすべて拒否します。その間は正しい鍵でも入れません。

切断前の Not allowed at this time という行 (ssh は -v のときだけ表示します) と、数秒後も同じ拒否が続くことから分かります。

同じ版の MaxStartups も同じ文を使いますが、一部の接続は偶然つながります (max-startups-exceeded)。fail2ban の BAN は、拒否または無応答として現れます (client-banned)。

同じアドレスの全員で合算されます。職場、CI サービス、通信事業者の NAT などです。自分の失敗とは限りません。

失敗し続けているもの (間違った鍵のスクリプト、監視、スキャナー) を止め、待ってから 1 回だけ試します。
  sleep 60 && ssh USER@HOST

サーバーで sshd を再起動するとペナルティはすべて消えます。sshd_config でアドレスを除外することもできます。
  sudo systemctl restart ssh
  PerSourcePenaltyExemptList 192.0.2.0/24",
    ),
    sentences: &[
        "Not allowed at this time",
        "penalty: failed authentication",
        "penalty: connections without attempting authentication",
        "penalty: exceeded LoginGraceTime",
        "penalty: caused crash",
        "srclimit_penalise",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PenalisedByServer {
    /// The line the server sent.
    pub text: Untrusted,
    /// The same again, some seconds later.
    pub second: Option<SecondTry>,
    /// When it was seen, seconds since 1970; none in a log.
    pub now: Option<u64>,
}

/// No penalty is longer, in seconds (`max` of PerSourcePenalties; sshd_config(5)).
const LONGEST: u64 = 600;

/// What the same line may mean as well.
const OR_THROTTLED: &[Code] = &[&super::max_startups_exceeded::PAGE];

impl Cause for PenalisedByServer {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Likely
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "{host} refuses this address for a while, for logins that failed from it before (PerSourcePenalties).",
            "以前にこのアドレスからのログインが失敗したため、{host} が一時的に接続を拒否しています (PerSourcePenalties)。",
            host = target.host
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![super::line_before_closing(&self.text)];
        seen.extend(self.second.as_ref().map(super::second_try));
        seen.extend(self.now.map(|now| {
            let until = say!(
                "unless something fails again meanwhile, a server with OpenSSH's defaults lets this address in by {until} at the latest",
                "その間に新たな失敗がなければ、OpenSSH の既定の設定では遅くとも {until} に接続できるようになります",
                until = utc(now + LONGEST)
            );
            Seen::new("clock", until)
        }));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        OR_THROTTLED.to_vec()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Stop everything that keeps failing from this address, wait a minute, and try once (at most it lasts ten minutes)",
                    "このアドレスから失敗し続けているものを止め、1 分待って 1 回だけ試します (拒否は最大 10 分続きます)",
                ),
            )
            .run(Command::new(["sleep", "60"]).and(target.ssh(&[]))),
            Step::new(
                Where::Server,
                Say::fixed(
                    "Or on the server's console: a restart of sshd forgets all penalties; sessions that are open stay open",
                    "または、サーバーのコンソールで sshd を再起動するとペナルティが消えます。接続中のセッションは切れません",
                ),
            )
            .run(steps::restart_sshd_if_valid()),
            steps::read_log(),
        ]
    }
}
