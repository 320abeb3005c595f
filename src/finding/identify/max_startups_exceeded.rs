//! sshd drops new connections because too many are not logged in yet.
//!
//! Known by the line `Exceeded MaxStartups` (OpenSSH 8.2 to 9.7). From 9.8 on the line is `Not allowed at this time`,
//! for penalties too: MaxStartups lets some connections pass by chance, a penalty none.

use crate::evidence::SecondTry;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;
use crate::text::Untrusted;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "max-startups-exceeded",
    stage: Stage::Identify,
    fault: Say::fixed(
        "the server is dropping unauthenticated connections",
        "サーバーが未認証の接続を落としています",
    ),
    text: Say::fixed(
        "\
sshd counts the connections that have not logged in yet. From ten of them on it refuses new ones by chance, the more the likelier, and all from one hundred on (MaxStartups 10:30:100). Scanners that hang around, a script that opens many at once, or logins that take long fill the places.

It is known from a line the server sends before it closes: Exceeded MaxStartups. ssh shows it only with -v. Servers from 9.8 on say Not allowed at this time instead, for this and for penalties.

With that newer line, chance decides: if some of several tries get through, it is MaxStartups; a refusal that stays for a quarter of a minute and longer is a penalty on your address (penalised-by-server). PerSourceMaxStartups, a limit for each address, shows the same line.

Wait a little and try again. On the server, see who holds the places:
  sudo ss -tn state established '( sport = :22 )'

Raise the limits in sshd_config, then reload:
  MaxStartups 50:30:200
  PerSourceMaxStartups 10
  LoginGraceTime 30

A script that opens many connections should share one (ControlMaster) or start them one after another.",
        "\
sshd は、まだログインしていない接続を数えています。10 本を超えると新しい接続を確率的に拒否し、数が増えるほど確率が上がり、100 本ですべて拒否します (MaxStartups 10:30:100)。居座るスキャナー、一度に多数の接続を開くスクリプト、時間のかかるログインなどが枠を埋めます。

切断前にサーバーが送る Exceeded MaxStartups という行から分かります。ssh は -v のときだけ表示します。9.8 以降のサーバーは、これとペナルティのどちらでも Not allowed at this time と送ります。

新しい文の場合は、偶然に左右されるかどうかで区別します。何回かのうち一部がつながるなら MaxStartups です。15 秒以上拒否が続くなら、自分のアドレスへのペナルティです (penalised-by-server)。アドレスごとの上限 PerSourceMaxStartups でも同じ文になります。

少し待ってからやり直します。サーバーでは、誰が枠を使っているかを調べます。
  sudo ss -tn state established '( sport = :22 )'

sshd_config で上限を上げ、再読み込みします。
  MaxStartups 50:30:200
  PerSourceMaxStartups 10
  LoginGraceTime 30

多数の接続を開くスクリプトは、1 本を共有する (ControlMaster) か、順番に実行してください。",
    ),
    sentences: &[
        "Exceeded MaxStartups",
        "past MaxStartups",
        "beginning MaxStartups throttling",
        "exited MaxStartups throttling",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct MaxStartupsExceeded {
    /// The line the server sent.
    pub text: Untrusted,
    /// The same again, some seconds later.
    pub second: Option<SecondTry>,
}

/// What the newer line may mean as well.
const OR_PENALISED: &[Code] = &[&super::penalised_by_server::PAGE];

impl MaxStartupsExceeded {
    /// The server names MaxStartups itself (8.2 to 9.7).
    fn says_so(&self) -> bool {
        self.text.contains("Exceeded MaxStartups")
    }
}

impl Cause for MaxStartupsExceeded {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        if self.says_so() {
            Certainty::Certain
        } else {
            Certainty::Likely
        }
    }

    fn cause(&self, target: &Target) -> Say {
        say!(
            "Too many connections to {host} have not logged in yet, and its sshd turns new ones away (MaxStartups).",
            "{host} に未認証の接続が多すぎるため、sshd が新しい接続を断っています (MaxStartups)。",
            host = target.host
        )
    }

    fn evidence(&self, _: &Target) -> Vec<Seen> {
        let mut seen = vec![super::line_before_closing(&self.text)];
        seen.extend(self.second.as_ref().map(super::second_try));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        if self.says_so() {
            Vec::new()
        } else {
            OR_PENALISED.to_vec()
        }
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let port = target.port;
        vec![
            Step::new(
                Where::Client,
                Say::fixed(
                    "Wait half a minute and try again; it is a matter of chance",
                    "30 秒待ってやり直します。つながるかどうかは偶然に左右されます",
                ),
            )
            .run(Command::new(["sleep", "30"]).and(target.ssh(&[]))),
            Step::new(
                Where::Server,
                Say::fixed(
                    "On the server: see which addresses hold the places",
                    "サーバーで、どのアドレスが枠を使っているかを調べます",
                ),
            )
            .run(Command::new([
                "sudo",
                "ss",
                "-tn",
                "state",
                "established",
                &format!("( sport = :{port} )"),
            ])),
            Step::new(
                Where::Server,
                Say::fixed(
                    "If they are your own: write this at the top of /etc/ssh/sshd_config, then restart sshd",
                    "自分たちの接続なら、/etc/ssh/sshd_config の先頭に次を書き、sshd を再起動します",
                ),
            )
            .lines([String::from("MaxStartups 50:30:200")])
            .run(steps::restart_sshd_if_valid()),
        ]
    }
}
