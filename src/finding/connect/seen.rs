//! What was seen of the way to the host, in the words that more than one cause of this stage shows.

use std::net::{IpAddr, SocketAddr};

use crate::evidence::{Attempt, Hop, Icmp, OtherPorts, PortState, SignsOfLife, TcpOutcome, Trace};
use crate::finding::userauth::words::utc;
use crate::finding::{Seen, Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::target::Target;

/// The jump host in a sentence.
pub(super) fn named(jump: Option<&Target>) -> String {
    jump.map_or_else(|| String::from("(ProxyCommand)"), Target::as_hop)
}

/// One refused or failed connect, in the system's words.
pub(super) fn tcp(address: SocketAddr, words: &str) -> Seen {
    Seen::new(
        "tcp",
        say!(
            "connect to {address}: {words}",
            "{address} への接続: {words}",
            address = address,
            words = words
        ),
    )
}

/// A port that never answered.
pub(super) fn silence(address: SocketAddr, seconds: f64) -> Seen {
    Seen::new(
        "tcp",
        say!(
            "connect to {address}: no answer within {seconds:.0} s",
            "{address} への接続: {seconds:.0} 秒間応答なし",
            address = address,
            seconds = seconds
        ),
    )
}

/// What came of one address.
pub(super) fn attempt(attempt: &Attempt) -> Seen {
    let words = match &attempt.outcome {
        TcpOutcome::Connected => "connected",
        TcpOutcome::Refused(_) => "Connection refused",
        TcpOutcome::Reset => "Connection reset by peer",
        TcpOutcome::TimedOut => return silence(attempt.address, attempt.elapsed_ms / 1000.0),
        TcpOutcome::NetworkUnreachable(_) => "Network is unreachable",
        TcpOutcome::HostUnreachable(_) => "No route to host",
        TcpOutcome::NotPermitted(_) => "Permission denied",
        TcpOutcome::BindUnavailable => "Cannot assign requested address",
        TcpOutcome::Invalid => "Invalid argument",
        TcpOutcome::Other { text, .. } => return tcp(attempt.address, &text.visible(120)),
    };
    tcp(attempt.address, words)
}

/// Who sent which ICMP error.
pub(super) fn icmp(error: Icmp) -> Seen {
    Seen::new("icmp", steps::icmp_words(error))
}

/// What else was heard of an address.
pub(super) fn life(address: IpAddr, life: SignsOfLife) -> Seen {
    let (source, words) = match life {
        SignsOfLife::Echo => (
            "icmp",
            say!(
                "{address} answers a ping",
                "{address} は ping に応答します",
                address = address
            ),
        ),
        SignsOfLife::Neighbour => (
            "neighbour",
            say!(
                "{address} is up on this link: its link-layer address is known",
                "{address} は同じリンクで動いています (リンク層アドレスが分かっています)",
                address = address
            ),
        ),
        SignsOfLife::Silent => (
            "icmp",
            say!(
                "{address} does not answer a ping either",
                "{address} は ping にも応答しません",
                address = address
            ),
        ),
        SignsOfLife::CouldNotAsk => (
            "icmp",
            Say::fixed(
                "this system let nobody ask for other signs of life",
                "このシステムでは、ほかの方法での確認ができませんでした",
            ),
        ),
    };
    Seen::new(source, words)
}

/// What the host's other ports did.
pub(super) fn other_ports(ports: &OtherPorts) -> impl Iterator<Item = Seen> {
    ports.0.iter().map(|other| {
        let port = other.port;
        let words = match &other.state {
            PortState::Ssh(ident) => say!(
                "port {port}: SSH, \"{ident}\"",
                "ポート {port}: SSH \"{ident}\"",
                port = port,
                ident = ident.visible(120)
            ),
            PortState::Open => say!(
                "port {port}: open, not SSH",
                "ポート {port}: 開いていますが SSH ではありません",
                port = port
            ),
            PortState::Refused => {
                say!("port {port}: refused", "ポート {port}: 拒否", port = port)
            }
            PortState::Silent => say!(
                "port {port}: no answer",
                "ポート {port}: 応答なし",
                port = port
            ),
        };
        Seen::new("tcp", words)
    })
}

/// How far packets to the port get: each hop, and what follows from it.
pub(super) fn trace(trace: &Trace) -> Vec<Seen> {
    let hops = match trace {
        Trace::Hops(hops) => hops,
        Trace::NotTold => {
            let text = say!(
                "this system does not tell an ordinary user how far packets get",
                "このシステムでは、パケットがどこまで届くかを一般ユーザーが調べられません"
            );
            return vec![Seen::new("trace", text)];
        }
    };
    let mut seen: Vec<Seen> = (1..).zip(hops).map(|(at, hop)| one_hop(at, *hop)).collect();
    if !hops.contains(&Hop::Arrived) {
        seen.push(Seen::new("trace", dropped(trace)));
    }
    seen
}

fn one_hop(at: usize, hop: Hop) -> Seen {
    let text = match hop {
        Hop::Router(router) => say!(
            "hop {at}: {router}",
            "ホップ {at}: {router}",
            at = at,
            router = router
        ),
        Hop::Silent => say!("hop {at}: no answer", "ホップ {at}: 応答なし", at = at),
        Hop::Stopped(error) => say!(
            "hop {at}: ICMP error type {kind} code {code} from {sender}",
            "ホップ {at}: {sender} からの ICMP エラー (タイプ {kind}、コード {code})",
            at = at,
            kind = error.kind,
            code = error.code,
            sender = error.sender
        ),
        Hop::Arrived => say!(
            "hop {at}: the port itself, which answers now",
            "ホップ {at}: ポート自身 (今回は応答あり)",
            at = at
        ),
    };
    Seen::new("trace", text)
}

/// Where packets vanish, as far as routers tell.
fn dropped(trace: &Trace) -> Say {
    match trace.last_router() {
        Some((at, router)) => say!(
            "packets to the port, or the answers, are lost at or after hop {at} ({router})",
            "ポートへのパケットかその応答は、ホップ {at} ({router}) かその先で失われています",
            at = at,
            router = router
        ),
        None => say!(
            "no router answers: packets to the port are lost on this machine, at the first router, or, if none lies between, at the host itself",
            "どのルーターからも応答がありません。ポートへのパケットは、この端末か最初のルーター、または (間にルーターがなければ) ホスト自身で失われています"
        ),
    }
}

/// What the person says they just did, and what it speaks for.
pub(super) fn just_failed(answer: Option<bool>) -> Option<Seen> {
    let text = match answer? {
        true => Say::fixed(
            "several logins failed just before this: that speaks for a ban, which fail2ban sets after five failures within ten minutes",
            "直前にログインの失敗が続いています。BAN の可能性が高く、fail2ban は 10 分以内の 5 回の失敗で BAN します",
        ),
        false => Say::fixed(
            "no logins failed just before this: that speaks against a ban, unless somebody behind the same address earned it",
            "直前にログインの失敗は続いていません。同じアドレスを共有するほかの人が原因でない限り、BAN の可能性は低くなります",
        ),
    };
    Some(Seen::new("answer", text))
}

/// fail2ban's default `bantime`, in seconds (jail.conf).
const BAN: u64 = 600;

/// Whether a ban clears, until when, and how that is seen.
pub(super) fn wait_for_the_ban(now: Option<u64>, target: &Target) -> Step {
    let text = match now.map(|now| utc(now + BAN)) {
        Some(until) => say!(
            "Without a console: let nothing else fail from here, and look again after {until}. A ban clears by itself: fail2ban's after ten minutes unless it is told otherwise (sshguard's two minutes and longer each time, CrowdSec's four hours); a rule for everybody does not clear",
            "コンソールがなければ、ここからの失敗をこれ以上増やさず、{until} を過ぎてからもう一度調べます。BAN は時間で解除されます。fail2ban は既定で 10 分、sshguard は 2 分で回を追うごとに長くなり、CrowdSec は 4 時間です。全員に対する規則なら時間では解除されません",
            until = until
        ),
        None => say!(
            "Without a console: let nothing else fail from here, and look again in ten minutes. fail2ban bans for so long unless it is told otherwise, a rule for everybody does not clear",
            "コンソールがなければ、ここからの失敗をこれ以上増やさず、10 分後にもう一度調べます。fail2ban の BAN は既定で 10 分です。全員に対する規則なら時間では解除されません"
        ),
    };
    let look_again = Command::new(["sleep", &BAN.to_string()]).and(target.again());
    Step::new(Where::Client, text).run(look_again)
}

/// On the server: is this address banned, and how that ends at once.
pub(super) fn lift_the_ban() -> [Step; 2] {
    let look = Step::new(
        Where::Server,
        Say::fixed(
            "On the server's console: is your address in fail2ban's list?",
            "サーバーのコンソールで、自分のアドレスが fail2ban の一覧にあるかを調べます",
        ),
    )
    .run(Command::new(["sudo", "fail2ban-client", "status", "sshd"]));
    let lift = Step::new(
        Where::Server,
        Say::fixed("If it is, lift the bans", "あれば BAN を解除します"),
    )
    .run(Command::new(["sudo", "fail2ban-client", "unban", "--all"]))
    .caution(Say::fixed(
        "This lifts every ban; for one address: fail2ban-client set sshd unbanip ADDRESS. Mend what failed five times first, or the ban comes back",
        "すべての BAN が解除されます。1 つだけなら fail2ban-client set sshd unbanip ADDRESS です。失敗の原因を先に直さないと、また BAN されます",
    ));
    [look, lift]
}
