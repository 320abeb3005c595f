//! Names, addresses, TCP and identification strings.

use super::*;

pub(super) fn resolutions() -> Vec<(&'static str, Resolution)> {
    vec![
        (
            "found",
            Resolution::Found {
                addresses: vec![V4],
            },
        ),
        (
            "found: this machine",
            Resolution::Found {
                addresses: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
            },
        ),
        ("an address", Resolution::Literal(V4)),
        (
            "no such name, an alias looks like it",
            Resolution::NotFound {
                near: Vec::new(),
                alias: Some(String::from("web01")),
                lookup: Lookup::default(),
            },
        ),
        (
            "known to the configuration of who typed sudo",
            Resolution::NotFound {
                near: Vec::new(),
                alias: Some(String::from("web01")),
                lookup: Lookup {
                    elsewhere: Some(BlockElsewhere {
                        home: PathBuf::from("/home/u"),
                        whose: Whose::Caller(String::from("u")),
                        file: PathBuf::from("/home/u/.ssh/config"),
                        line: 3,
                    }),
                    ..Lookup::default()
                },
            },
        ),
        (
            "no such name",
            Resolution::NotFound {
                near: vec![String::from("web1")],
                alias: None,
                lookup: Lookup::default(),
            },
        ),
        (
            "no address of this family",
            Resolution::NoAddress {
                other_family: vec![V4],
            },
        ),
        ("try again", Resolution::TryAgain),
        (
            "interface missing",
            Resolution::ScopeMissing {
                interfaces: vec![String::from("eth0")],
                of_name: None,
            },
        ),
        (
            "fails",
            Resolution::Failed {
                text: Untrusted::from("the resolver's words"),
            },
        ),
        ("no answer in time", Resolution::TimedOut),
    ]
}

pub(super) fn name_servers() -> Vec<(&'static str, NameServers)> {
    let one = |state| {
        let servers = vec![NameServer {
            address: SocketAddr::new(V4, 53),
            state,
        }];
        NameServers {
            servers,
            near: Vec::new(),
        }
    };
    vec![
        ("none configured", NameServers::default()),
        ("silent", one(NameServerState::Silent)),
        ("nothing listens there", one(NameServerState::PortClosed)),
        ("no route", one(NameServerState::Unreachable)),
        ("forbidden here", one(NameServerState::Forbidden)),
        ("fails itself", one(NameServerState::Failed(2))),
        ("answers", one(NameServerState::Answered(0))),
    ]
}

pub(super) fn attempt(ip: IpAddr, outcome: TcpOutcome) -> Attempt {
    Attempt {
        address: SocketAddr::new(ip, 22),
        outcome,
        elapsed_ms: 5000.0,
    }
}

pub(super) fn icmp(code: u8, own: bool) -> Icmp {
    Icmp {
        kind: 3,
        code,
        sender: V4,
        own,
    }
}

pub(super) fn connects() -> Vec<(&'static str, Connect)> {
    let local = Some(SocketAddr::new(
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, 99)),
        40_022,
    ));
    let one = |outcome: TcpOutcome| Connect {
        local: local.filter(|_| outcome == TcpOutcome::Connected),
        attempts: vec![attempt(V4, outcome)],
    };
    vec![
        ("opens", one(TcpOutcome::Connected)),
        (
            "IPv6 silent, IPv4 opens",
            Connect {
                attempts: vec![
                    attempt(V6, TcpOutcome::TimedOut),
                    attempt(V4, TcpOutcome::Connected),
                ],
                local,
            },
        ),
        (
            "one address silent, the next opens",
            Connect {
                attempts: vec![
                    attempt(V4, TcpOutcome::TimedOut),
                    attempt(V4, TcpOutcome::Connected),
                ],
                local,
            },
        ),
        ("RST", one(TcpOutcome::Refused(Refusal::Rst))),
        ("refused", one(TcpOutcome::Refused(Refusal::Unknown))),
        (
            "ICMP port unreachable",
            one(TcpOutcome::Refused(Refusal::Icmp(icmp(3, false)))),
        ),
        (
            "ICMP from this machine",
            one(TcpOutcome::Refused(Refusal::Icmp(icmp(3, true)))),
        ),
        ("reset while opening", one(TcpOutcome::Reset)),
        ("silent", one(TcpOutcome::TimedOut)),
        ("no route", one(TcpOutcome::NetworkUnreachable(None))),
        (
            "ICMP network prohibited",
            one(TcpOutcome::NetworkUnreachable(Some(icmp(9, false)))),
        ),
        ("neighbour silent", one(TcpOutcome::HostUnreachable(None))),
        (
            "no route to a neighbour, at once",
            Connect {
                attempts: vec![Attempt {
                    address: SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 168, 1, 5)), 22),
                    outcome: TcpOutcome::HostUnreachable(None),
                    elapsed_ms: 0.3,
                }],
                local: None,
            },
        ),
        (
            "ICMP host unreachable",
            one(TcpOutcome::HostUnreachable(Some(icmp(1, false)))),
        ),
        (
            "ICMP host prohibited",
            one(TcpOutcome::HostUnreachable(Some(icmp(10, false)))),
        ),
        ("not permitted", one(TcpOutcome::NotPermitted(None))),
        (
            "ICMP administratively prohibited",
            one(TcpOutcome::NotPermitted(Some(icmp(13, false)))),
        ),
        ("bind address missing", one(TcpOutcome::BindUnavailable)),
        ("blackhole route", one(TcpOutcome::Invalid)),
        (
            "another error",
            one(TcpOutcome::Other {
                errno: 92,
                text: Untrusted::from("Protocol not available"),
            }),
        ),
        ("no address", Connect::default()),
    ]
}

pub(super) fn identifications(evidence: &Evidence) -> Vec<(&'static str, Identification)> {
    let closed = |said: &[&str]| Identification::Closed {
        how: Closing::Eof,
        said: said.iter().map(|line| Untrusted::from(*line)).collect(),
        seconds: 0.1,
        proxy: None,
    };
    let first = Untrusted::from("HTTP/1.1 400 Bad Request");
    let program_ended = |said: &str, status| Identification::Closed {
        how: Closing::Eof,
        said: Vec::new(),
        seconds: 0.1,
        proxy: Some((vec![Untrusted::from(said)], Some(status))),
    };
    let mut all = vec![
        (
            "SSH-2.0",
            Identification::Ssh {
                ident: Untrusted::from("SSH-2.0-OpenSSH_9.6"),
                preamble: Vec::new(),
            },
        ),
        (
            "SSH-2.0 of a Git host",
            Identification::Ssh {
                ident: Untrusted::from("SSH-2.0-babeld-1"),
                preamble: Vec::new(),
            },
        ),
        (
            "SSH-1",
            Identification::Ssh1 {
                ident: Untrusted::from("SSH-1.5-x"),
            },
        ),
        (
            "another protocol",
            Identification::NotSsh {
                protocol: Protocol::Http,
                first: first.clone(),
            },
        ),
        (
            "a redirect to a web page",
            Identification::NotSsh {
                protocol: Protocol::Http,
                first: Untrusted::from("HTTP/1.1 302 Found"),
            },
        ),
        (
            "silent, ours never acknowledged",
            Identification::Silent {
                seconds: 5.0,
                ours_unacknowledged: Some(true),
            },
        ),
        (
            "silent",
            Identification::Silent {
                seconds: 5.0,
                ours_unacknowledged: None,
            },
        ),
        (
            "lines without end",
            Identification::Endless {
                lines: 9,
                arrivals: 9,
                first,
                seconds: 5.0,
            },
        ),
        (
            "a line, then silence",
            Identification::Endless {
                lines: 1,
                arrivals: 1,
                first: Untrusted::from("welcome"),
                seconds: 5.0,
            },
        ),
        (
            "half an identification string",
            Identification::Endless {
                lines: 0,
                arrivals: 1,
                first: Untrusted::from("SSH-2.0-Op"),
                seconds: 5.0,
            },
        ),
        ("closed", closed(&[])),
        ("Exceeded MaxStartups", closed(&["Exceeded MaxStartups"])),
        (
            "Not allowed at this time",
            closed(&["Not allowed at this time"]),
        ),
    ];
    if evidence
        .ssh_config()
        .is_ok_and(|config| config.proxy_command.is_some())
    {
        all.truncate(all.len() - CLOSED);
        all.extend([
            (
                "the program is missing",
                program_ended("nc: not found", 127),
            ),
            (
                "its ssh may not forward",
                program_ended("open failed: administratively prohibited: open failed", 255),
            ),
            (
                "its ssh's jump host cannot connect",
                program_ended("open failed: connect failed: Connection refused", 255),
            ),
        ]);
    }
    all
}

/// So many of them end before any identification string; through a program they look different.
pub(super) const CLOSED: usize = 3;
