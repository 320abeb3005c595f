//! Every cause of this stage in its cases: code, certainty, candidates, first command.

use std::net::SocketAddr;

use super::local_firewall_blocks::Denial;
use super::*;
use crate::evidence::{
    Attempt, Hop, Icmp, OtherPort, OtherPorts, PortState, SignsOfLife, TcpOutcome, Trace,
};
use crate::finding::Certainty::{Certain, Likely, Possible};
use crate::finding::steps::check;

const TRACE: &str = "sshdoctor --answer trace=yes deploy@web1";

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
        |address, said| Box::new(local_firewall_blocks::LocalFirewallBlocks { address, said });
    let host = |icmp, elapsed_ms| {
        Box::new(host_unreachable::HostUnreachable {
            address,
            icmp,
            elapsed_ms,
            no_link: None,
        })
    };
    let unplugged = Box::new(host_unreachable::HostUnreachable {
        address,
        icmp: None,
        elapsed_ms: 3_060.0,
        no_link: Some(String::from("eth0")),
    });
    let prohibited = |sender| {
        Box::new(connection_prohibited::ConnectionProhibited {
            address,
            icmp: error(10, sender, false),
        })
    };
    let bind = |bind: &str| {
        Box::new(bind_address_unavailable::BindAddressUnavailable { bind: bind.into() })
    };
    let firewalld = "sudo firewall-cmd --permanent --add-port=22/tcp && sudo firewall-cmd --reload";
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
            local(address, Denial::NotPermitted),
            "local-firewall-blocks",
            Certain,
            &[],
            route,
        ),
        (
            local("[2001:db8::7]:22".parse().unwrap(), Denial::NotPermitted),
            "local-firewall-blocks",
            Likely,
            &[],
            "ip route get 2001:db8::7",
        ),
        (
            local(address, Denial::Icmp(error(3, "192.0.2.1", true))),
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
            unplugged,
            "host-unreachable",
            Certain,
            &[],
            "ip link show dev eth0",
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
    let refused = |looked| {
        Box::new(connection_refused::ConnectionRefused {
            address,
            looked,
            reset_seen: true,
            just_failed: None,
            now: None,
        })
    };
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
                "local-firewall-blocks",
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
                "local-firewall-blocks",
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
                    just_failed: None,
                    worked_before: None,
                    now: None,
                },
            ),
            "connection-rejected-by-firewall",
            Likely,
            &["client-banned", "server-firewall-blocks"],
            "sudo fail2ban-client status sshd",
        ),
        (
            Box::new(
                connection_rejected_by_firewall::ConnectionRejectedByFirewall {
                    address,
                    icmp: error(3, "192.0.2.7", false),
                    just_failed: None,
                    worked_before: Some(false),
                    now: Some(1_750_000_000),
                },
            ),
            "connection-rejected-by-firewall",
            Likely,
            &["server-firewall-blocks", "client-banned"],
            "sudo fail2ban-client status sshd",
        ),
        (
            Box::new(
                connection_rejected_by_firewall::ConnectionRejectedByFirewall {
                    address,
                    icmp: error(3, "192.0.2.7", false),
                    just_failed: Some(false),
                    worked_before: None,
                    now: None,
                },
            ),
            "connection-rejected-by-firewall",
            Likely,
            &["server-firewall-blocks", "client-banned"],
            "sudo ufw allow 22/tcp",
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
    let traced = |hops| {
        Box::new(port_filtered::PortFiltered {
            address: "192.0.2.7:22".parse().unwrap(),
            seconds: 5.0,
            life: Some(SignsOfLife::Echo),
            answering: Vec::new(),
            just_failed: None,
            now: None,
            trace: Some(Trace::Hops(hops)),
        })
    };
    let timed_out = |attempts, life| {
        Box::new(connection_timed_out::ConnectionTimedOut {
            attempts,
            life,
            looked: None,
            seconds: 5.0,
            trace: None,
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
                just_failed: None,
                now: None,
                trace: None,
            }),
            "port-filtered",
            Likely,
            &[
                "server-firewall-blocks",
                "outbound-port-blocked",
                "client-banned",
                "server-resources-exhausted",
                "local-firewall-blocks",
            ],
            "sudo ufw allow 22/tcp",
        ),
        (
            traced(vec![Hop::Router("192.0.2.1".parse().unwrap())]),
            "port-filtered",
            Likely,
            &[
                "server-firewall-blocks",
                "outbound-port-blocked",
                "client-banned",
                "server-resources-exhausted",
            ],
            "sudo ufw allow 22/tcp",
        ),
        (
            traced(Vec::new()),
            "port-filtered",
            Likely,
            &[
                "server-firewall-blocks",
                "outbound-port-blocked",
                "client-banned",
                "server-resources-exhausted",
                "local-firewall-blocks",
            ],
            "sudo ufw allow 22/tcp",
        ),
        (
            timed_out(vec![dead], Some(SignsOfLife::Silent)),
            "connection-timed-out",
            Likely,
            reasons,
            "ip route get 192.0.2.7",
        ),
        (
            timed_out(Vec::new(), None),
            "connection-timed-out",
            Possible,
            reasons,
            TRACE,
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
