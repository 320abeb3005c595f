//! What was seen of the way to the host, in the words that more than one cause of this stage shows.

use std::net::{IpAddr, SocketAddr};

use crate::evidence::{Attempt, Icmp, OtherPorts, PortState, SignsOfLife, TcpOutcome};
use crate::finding::{Seen, steps};
use crate::lang::Say;
use crate::say;
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
