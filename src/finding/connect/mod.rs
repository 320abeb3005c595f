//! Causes of stage connect.

use super::Code;

use std::net::{IpAddr, SocketAddr};

use super::{Seen, steps};
use crate::evidence::{Attempt, Icmp, OtherPorts, PortState, SignsOfLife, TcpOutcome};
use crate::lang::Say;
use crate::say;
use crate::target::Target;

pub mod addresses_disagree;
pub mod bind_address_unavailable;
pub mod captive_portal;
pub mod connection_prohibited;
pub mod connection_refused;
pub mod connection_rejected_by_firewall;
pub mod connection_reset;
pub mod connection_timed_out;
pub mod host_unreachable;
pub mod ipv6_unreachable;
pub mod jump_forwarding_refused;
pub mod jump_target_unreachable;
pub mod local_firewall_blocks;
pub mod local_network_privacy;
pub mod network_unreachable;
pub mod outbound_port_blocked;
pub mod port_filtered;
pub mod proxy_command_failed;
pub mod wrong_port;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &network_unreachable::PAGE,
    &captive_portal::PAGE,
    &local_firewall_blocks::PAGE,
    &local_network_privacy::PAGE,
    &bind_address_unavailable::PAGE,
    &host_unreachable::PAGE,
    &connection_prohibited::PAGE,
    &connection_refused::PAGE,
    &wrong_port::PAGE,
    &connection_rejected_by_firewall::PAGE,
    &connection_reset::PAGE,
    &port_filtered::PAGE,
    &outbound_port_blocked::PAGE,
    &connection_timed_out::PAGE,
    &ipv6_unreachable::PAGE,
    &addresses_disagree::PAGE,
    &proxy_command_failed::PAGE,
    &jump_forwarding_refused::PAGE,
    &jump_target_unreachable::PAGE,
];

/// The jump host in a sentence.
fn named(jump: Option<&Target>) -> String {
    jump.map_or_else(|| String::from("(ProxyCommand)"), Target::as_hop)
}

/// One refused or failed connect, in the system's words.
fn tcp(address: SocketAddr, words: &str) -> Seen {
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
fn silence(address: SocketAddr, seconds: f64) -> Seen {
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
fn attempt(attempt: &Attempt) -> Seen {
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
fn icmp(error: Icmp) -> Seen {
    Seen::new("icmp", steps::icmp_words(error))
}

/// What else was heard of an address.
fn life(address: IpAddr, life: SignsOfLife) -> Seen {
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
fn other_ports(ports: &OtherPorts) -> impl Iterator<Item = Seen> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::OtherPort;
    use crate::finding::Certainty::{Certain, Likely, Possible};
    use crate::finding::steps::check;

    const SECOND: &str = "sshdoctor --answer second-host=github.com deploy@web1";

    fn error(code: u8, sender: &str, own: bool) -> Icmp {
        Icmp {
            kind: 3,
            code,
            sender: sender.parse().unwrap(),
            own,
        }
    }

    fn failed(address: &str, outcome: TcpOutcome) -> Attempt {
        Attempt {
            address: address.parse().unwrap(),
            outcome,
            elapsed_ms: 5_000.0,
        }
    }

    #[test]
    fn unreachable_and_forbidden() {
        let address: SocketAddr = "192.0.2.7:22".parse().unwrap();
        let route = "ip route get 192.0.2.7";
        let network = |icmp| Box::new(network_unreachable::NetworkUnreachable { address, icmp });
        let local =
            |address, icmp| Box::new(local_firewall_blocks::LocalFirewallBlocks { address, icmp });
        let host = |icmp, elapsed_ms| {
            Box::new(host_unreachable::HostUnreachable {
                address,
                icmp,
                elapsed_ms,
            })
        };
        let prohibited = |sender| {
            Box::new(connection_prohibited::ConnectionProhibited {
                address,
                icmp: error(10, sender, false),
            })
        };
        let bind = |bind: &str| {
            Box::new(bind_address_unavailable::BindAddressUnavailable { bind: bind.into() })
        };
        let firewalld =
            "sudo firewall-cmd --permanent --add-port=22/tcp && sudo firewall-cmd --reload";
        check::rows(vec![
            (network(None), "network-unreachable", Certain, &[], route),
            (
                network(Some(error(0, "198.51.100.1", false))),
                "network-unreachable",
                Certain,
                &[],
                route,
            ),
            (
                local(address, None),
                "local-firewall-blocks",
                Certain,
                &[],
                route,
            ),
            (
                local("[2001:db8::7]:22".parse().unwrap(), None),
                "local-firewall-blocks",
                Likely,
                &[],
                "ip route get 2001:db8::7",
            ),
            (
                local(address, Some(error(3, "192.0.2.1", true))),
                "local-firewall-blocks",
                Certain,
                &[],
                route,
            ),
            (
                bind("10.8.0.2"),
                "bind-address-unavailable",
                Certain,
                &[],
                "ssh -b 0.0.0.0 deploy@web1",
            ),
            (
                bind("2001:db8::2"),
                "bind-address-unavailable",
                Certain,
                &[],
                "ssh -b :: deploy@web1",
            ),
            (
                host(None, 3_060.0),
                "host-unreachable",
                Certain,
                &[],
                "ip neigh show 192.0.2.7",
            ),
            (
                host(None, 0.2),
                "host-unreachable",
                Likely,
                &[
                    "connection-prohibited",
                    "local-firewall-blocks",
                    "local-network-privacy",
                ],
                "ip neigh show 192.0.2.7",
            ),
            (
                host(Some(error(1, "198.51.100.1", false)), 3_100.0),
                "host-unreachable",
                Likely,
                &[],
                "",
            ),
            (
                prohibited("192.0.2.7"),
                "connection-prohibited",
                Likely,
                &["server-firewall-blocks", "client-banned"],
                firewalld,
            ),
            (
                prohibited("198.51.100.1"),
                "connection-prohibited",
                Certain,
                &[],
                "",
            ),
        ]);
    }

    #[test]
    fn refused_and_reset() {
        let address: SocketAddr = "192.0.2.7:22".parse().unwrap();
        let refused = |looked| Box::new(connection_refused::ConnectionRefused { address, looked });
        let start = "sudo systemctl enable --now ssh || sudo systemctl enable --now sshd";
        let other = OtherPort {
            port: 2222,
            state: PortState::Ssh("SSH-2.0-OpenSSH_9.6".into()),
        };
        check::rows(vec![
            (
                refused(None),
                "connection-refused",
                Likely,
                &[
                    "sshd-not-running",
                    "wrong-port",
                    "sshd-listens-elsewhere",
                    "sshd-config-invalid",
                    "sshd-host-keys-missing",
                    "sshd-privsep-missing",
                    "server-firewall-blocks",
                    "connection-rejected-by-firewall",
                    "client-banned",
                    "name-resolves-elsewhere",
                ],
                start,
            ),
            (
                refused(Some(OtherPorts(Vec::new()))),
                "connection-refused",
                Likely,
                &[
                    "sshd-not-running",
                    "sshd-listens-elsewhere",
                    "sshd-config-invalid",
                    "sshd-host-keys-missing",
                    "sshd-privsep-missing",
                    "server-firewall-blocks",
                    "connection-rejected-by-firewall",
                    "client-banned",
                    "name-resolves-elsewhere",
                ],
                start,
            ),
            (
                Box::new(wrong_port::WrongPort {
                    tried: 22,
                    refused: true,
                    port: 2222,
                    ident: "SSH-2.0-OpenSSH_9.6".into(),
                    looked: OtherPorts(vec![other]),
                    known: None,
                }),
                "wrong-port",
                Likely,
                &[],
                "ssh -p 2222 deploy@web1",
            ),
            (
                Box::new(
                    connection_rejected_by_firewall::ConnectionRejectedByFirewall {
                        address,
                        icmp: error(3, "192.0.2.7", false),
                    },
                ),
                "connection-rejected-by-firewall",
                Likely,
                &["client-banned", "server-firewall-blocks"],
                "sudo fail2ban-client status sshd",
            ),
            (
                Box::new(connection_reset::ConnectionReset { address }),
                "connection-reset",
                Likely,
                &[
                    "client-banned",
                    "hosts-denied",
                    "server-resources-exhausted",
                ],
                "sudo journalctl -u ssh -u sshd -n 50 --no-pager",
            ),
        ]);
    }

    #[test]
    fn silent() {
        let dead = failed("192.0.2.7:22", TcpOutcome::TimedOut);
        let reasons = &[
            "name-resolves-elsewhere",
            "port-filtered",
            "outbound-port-blocked",
            "server-firewall-blocks",
            "local-firewall-blocks",
        ];
        let timed_out = |attempts, life| {
            Box::new(connection_timed_out::ConnectionTimedOut {
                attempts,
                life,
                looked: None,
                seconds: 5.0,
            })
        };
        check::rows(vec![
            (
                Box::new(port_filtered::PortFiltered {
                    address: dead.address,
                    seconds: 5.0,
                    life: Some(SignsOfLife::Echo),
                    answering: vec![OtherPort {
                        port: 443,
                        state: PortState::Open,
                    }],
                }),
                "port-filtered",
                Likely,
                &[
                    "server-firewall-blocks",
                    "outbound-port-blocked",
                    "client-banned",
                ],
                "sudo ufw allow 22/tcp",
            ),
            (
                timed_out(vec![dead], Some(SignsOfLife::Silent)),
                "connection-timed-out",
                Likely,
                reasons,
                "ip route get 192.0.2.7 && tracepath -n 192.0.2.7",
            ),
            (
                timed_out(Vec::new(), None),
                "connection-timed-out",
                Possible,
                reasons,
                SECOND,
            ),
        ]);
    }

    #[test]
    fn some_addresses_work() {
        let works = "192.0.2.7:22".parse().unwrap();
        let six = failed("[2001:db8::7]:22", TcpOutcome::TimedOut);
        check::rows(vec![
            (
                Box::new(ipv6_unreachable::Ipv6Unreachable {
                    dead: vec![six],
                    works,
                    ident: "SSH-2.0-x".into(),
                }),
                "ipv6-unreachable",
                Certain,
                &[],
                "ssh -4 deploy@web1",
            ),
            (
                Box::new(addresses_disagree::AddressesDisagree {
                    dead: vec![failed("192.0.2.8:22", TcpOutcome::TimedOut)],
                    works,
                }),
                "addresses-disagree",
                Certain,
                &[],
                "ssh -o HostName=192.0.2.7 -o HostKeyAlias=web1 deploy@web1",
            ),
        ]);
    }

    #[test]
    fn through_a_program() {
        let proxy = |said: &str, status| {
            Box::new(proxy_command_failed::ProxyCommandFailed {
                command: "nc -x p%% %h %p".into(),
                said: said.lines().map(Into::into).collect(),
                status,
            })
        };
        let alone = "sh -c 'nc -x p% web1 22'";
        let rows: [(&str, Option<i32>, crate::finding::Certainty, &[&str]); 6] = [
            ("nc: not found", Some(127), Certain, &[]),
            ("log in first", Some(3), Certain, &[]),
            (
                "nc: connect: Connection refused",
                Some(1),
                Likely,
                &["connection-refused"],
            ),
            (
                "@ IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
                Some(255),
                Likely,
                &["host-key-changed"],
            ),
            (
                "",
                Some(0),
                Likely,
                &["closed-before-identification", "jump-target-unreachable"],
            ),
            ("still working", None, Likely, &[]),
        ];
        let rows = rows.map(|(said, status, certainty, candidates)| -> check::Row {
            (
                proxy(said, status),
                "proxy-command-failed",
                certainty,
                candidates,
                alone,
            )
        });
        check::rows(rows.into());
    }

    #[test]
    fn through_a_jump_host() {
        use jump_forwarding_refused::JumpForwardingRefused;
        use jump_target_unreachable::{JumpTargetUnreachable, Met};
        let jump = || {
            Some(Target {
                given: "me@gw".into(),
                user: "me".into(),
                host: "gw".into(),
                ..Target::default()
            })
        };
        let unreachable = |jump, reason: &str| {
            let met = Met::Reason(reason.into());
            Box::new(JumpTargetUnreachable { jump, met })
        };
        let (refused, unknown) = ("Connection refused", "Name or service not known");
        check::rows(vec![
            (
                Box::new(JumpForwardingRefused {
                    jump: jump(),
                    text: "administratively prohibited".into(),
                }),
                "jump-forwarding-refused",
                Certain,
                &[],
                "ssh -v me@gw true",
            ),
            (
                Box::new(JumpForwardingRefused {
                    jump: None,
                    text: "administratively prohibited".into(),
                }),
                "jump-forwarding-refused",
                Certain,
                &[],
                "",
            ),
            (
                unreachable(jump(), refused),
                "jump-target-unreachable",
                Certain,
                &[],
                "ssh me@gw 'nc -vz -w 10 web1 22'",
            ),
            (
                unreachable(jump(), unknown),
                "jump-target-unreachable",
                Certain,
                &[],
                "ssh me@gw 'getent hosts web1'",
            ),
            (
                unreachable(None, unknown),
                "jump-target-unreachable",
                Certain,
                &[],
                "",
            ),
            (
                Box::new(JumpTargetUnreachable {
                    jump: jump(),
                    met: Met::Silence(5.0),
                }),
                "jump-target-unreachable",
                Likely,
                &[],
                "ssh me@gw 'nc -vz -w 10 web1 22'",
            ),
        ]);
    }
}
