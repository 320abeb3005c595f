//! Nothing at the address gives any answer.
//!
//! Known by an unanswered SYN and no sign of life. Switched off, wrong address, silent by policy, a NAT without a
//! forward, a local drop rule: a client cannot tell these apart.

use crate::evidence::{Attempt, OtherPorts, SignsOfLife, Trace};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The entry in the catalogue.
pub static PAGE: Page = Page {
    code: "connection-timed-out",
    stage: Stage::Connect,
    fault: Say::fixed(
        "nothing at the address answers at all",
        "そのアドレスからは何の応答もありません",
    ),
    text: Say::fixed(
        "\
Packets go out and nothing comes back: no refusal, no error, no sign of life. ssh waits up to two minutes and more for this unless ConnectTimeout is set.

It is known from the silence alone. That the host is off cannot be known this way: a firewall that drops everything, a wrong address, a router without a forward and a rule of this machine are just as silent.

If the host answers anything at all, it is port-filtered. If other hosts are silent on this port too, it is outbound-port-blocked. During banner exchange the same words mean that TCP was open (identification-timed-out).

Is the address right? A cloud machine often gets a new one at each start. Is it private (10., 172.16. to 31., 192.168.)? Then the VPN or the right network must be connected:
  getent ahosts HOST
  ip route get ADDRESS

At home, a public address often does not work from inside the same network (hairpin): use the inner one.

Look at the provider's console: is the machine running, does its firewall allow the port? See how far packets get:
  tracepath -n ADDRESS",
        "\
パケットを送っても、拒否も、エラーも、ほかの応答も返りません。ConnectTimeout を設定していなければ、ssh は 2 分以上待ち続けます。

無応答であることしか分かりません。ホストが止まっているとは限りません。すべてを捨てるファイアウォール、間違ったアドレス、転送のないルーター、この端末のルールでも、同じように無応答になります。

ホストから何か 1 つでも応答があれば port-filtered です。ほかのホストの同じポートも無応答なら outbound-port-blocked です。during banner exchange と出る場合は、TCP は開いています (identification-timed-out)。

アドレスが正しいかを確かめます。クラウドのマシンは、起動のたびにアドレスが変わることがあります。プライベートアドレス (10.、172.16. から 31.、192.168.) なら、VPN か正しいネットワークへの接続が必要です。
  getent ahosts HOST
  ip route get ADDRESS

家庭では、同じネットワークの内側からグローバルアドレスに接続できないことがよくあります (ヘアピン NAT)。内側のアドレスを使ってください。

事業者のコンソールで、マシンが動いているか、ポートが許可されているかを確かめます。どこまで届くかは次で分かります。
  tracepath -n ADDRESS",
    ),
    sentences: &[
        "Connection timed out",
        "Operation timed out",
    ],
};

/// This case of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectionTimedOut {
    /// Every address that was tried.
    pub attempts: Vec<Attempt>,
    /// What else was heard of them.
    pub life: Option<SignsOfLife>,
    /// Other ports, if the person let them be looked at.
    pub looked: Option<OtherPorts>,
    /// Seconds waited for each.
    pub seconds: f64,
    /// How far packets get, if the person wanted to know.
    pub trace: Option<Trace>,
}

/// What remains.
const REASONS: &[Code] = &[
    &crate::finding::resolve::name_resolves_elsewhere::PAGE,
    &super::port_filtered::PAGE,
    &super::outbound_port_blocked::PAGE,
    &crate::finding::server::server_firewall_blocks::PAGE,
    &super::local_firewall_blocks::PAGE,
];

impl Cause for ConnectionTimedOut {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.life {
            Some(SignsOfLife::Silent) => Certainty::Likely,
            Some(SignsOfLife::Echo | SignsOfLife::Neighbour | SignsOfLife::CouldNotAsk) | None => {
                Certainty::Possible
            }
        }
    }

    fn cause(&self, target: &Target) -> Say {
        match self.trace.as_ref().and_then(Trace::last_router) {
            Some((at, router)) => say!(
                "Nothing at the address of {host} answers; packets to it are lost at or after hop {at} ({router}).",
                "{host} のアドレスからは何の応答もありません。パケットは、ホップ {at} ({router}) かその先で失われています。",
                host = target.host,
                at = at,
                router = router
            ),
            None => say!(
                "Nothing at the address of {host} answers.",
                "{host} のアドレスからは何の応答もありません。",
                host = target.host
            ),
        }
    }

    fn evidence(&self, target: &Target) -> Vec<Seen> {
        let mut seen: Vec<_> = self.attempts.iter().map(super::attempt).collect();
        if seen.is_empty() {
            seen.push(Seen::new(
                "tcp",
                say!(
                    "port {port}: no answer within {seconds:.0} s",
                    "ポート {port}: {seconds:.0} 秒間応答なし",
                    port = target.port,
                    seconds = self.seconds
                ),
            ));
        }
        if let (Some(life), Some(attempt)) = (self.life, self.attempts.first()) {
            seen.push(super::life(attempt.address.ip(), life));
        }
        if let Some(ports) = &self.looked {
            seen.extend(super::other_ports(ports));
        }
        seen.extend(self.trace.iter().flat_map(super::trace));
        seen
    }

    fn candidates(&self) -> Vec<Code> {
        REASONS.to_vec()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let mut steps = vec![Step::new(
            Where::Administrator,
            Say::fixed(
                "In the provider's console or on the machine's own screen: is it running, and has it this address?",
                "事業者のコンソールかマシンの画面で、動いているか、アドレスが合っているかを確かめます",
            ),
        )];
        if let Some(attempt) = self.attempts.first() {
            let address = attempt.address.ip().to_string();
            steps.push(
                Step::new(
                    Where::Client,
                    Say::fixed(
                        "See which way packets take: the VPN, if it should be that",
                        "パケットがどの経路 (必要なら VPN) を通るかを調べます",
                    ),
                )
                .run(Command::new(["ip", "route", "get", &address])),
            );
        }
        if self.trace.is_none() {
            steps.push(steps::trace(target));
        }
        steps.push(steps::try_second_host(target));
        steps.extend(steps::open_port(target.port));
        steps
    }
}
