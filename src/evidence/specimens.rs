//! Representative outcomes of every probe: with them the whole tree can be walked, drawn, and asked what is still open.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use super::*;
use crate::text::Untrusted;

/// An outcome and what it is called in a drawing of the tree.
pub type Specimen = (&'static str, Fact);

/// The wall clock of the specimens, seconds since 1970.
pub const NOW: u64 = 1_750_000_000;

impl Probe {
    /// Outcomes this probe may have, given what is known already.
    pub fn specimens(self, evidence: &Evidence) -> Vec<Specimen> {
        match self {
            Probe::Configuration => configurations()
                .into_iter()
                .map(|(name, it)| (name, Fact::Configuration(it)))
                .collect(),
            Probe::ControlSocket => control_sockets()
                .into_iter()
                .map(|(name, it)| (name, Fact::ControlSocket(it)))
                .collect(),
            Probe::Passage => passages()
                .into_iter()
                .map(|(name, it)| (name, Fact::Passage(it)))
                .collect(),
            Probe::Resolution => resolutions()
                .into_iter()
                .map(|(name, it)| (name, Fact::Resolution(it)))
                .collect(),
            Probe::NameServers => name_servers()
                .into_iter()
                .map(|(name, it)| (name, Fact::NameServers(it)))
                .collect(),
            Probe::NameOrigin => [
                ("not in the hosts file", NameOrigin::default()),
                (
                    "a line of the hosts file",
                    NameOrigin {
                        hosts_line: Some((PathBuf::from("/etc/hosts"), 3)),
                        dns: Vec::new(),
                    },
                ),
                (
                    "a line of the hosts file, against DNS",
                    NameOrigin {
                        hosts_line: Some((PathBuf::from("/etc/hosts"), 3)),
                        dns: vec![IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7))],
                    },
                ),
            ]
            .map(|(name, it)| (name, Fact::NameOrigin(it)))
            .to_vec(),
            Probe::Connect => connects()
                .into_iter()
                .map(|(name, it)| (name, Fact::Connect(it)))
                .collect(),
            Probe::SignsOfLife => [
                ("answers an echo", SignsOfLife::Echo),
                ("its link-layer address is known", SignsOfLife::Neighbour),
                ("silent", SignsOfLife::Silent),
                ("could not ask", SignsOfLife::CouldNotAsk),
            ]
            .map(|(name, it)| (name, Fact::SignsOfLife(it)))
            .to_vec(),
            Probe::OtherPorts => [
                (
                    "SSH on another port",
                    PortState::Ssh(Untrusted::from("SSH-2.0-OpenSSH_9.6")),
                ),
                ("another port answers", PortState::Refused),
                ("none answers", PortState::Silent),
            ]
            .map(|(name, state)| {
                (
                    name,
                    Fact::OtherPorts(OtherPorts(vec![OtherPort { port: 2222, state }])),
                )
            })
            .to_vec(),
            Probe::OtherPortKey => [
                ("unknown", OtherPortKey::Unknown),
                ("the same as on record", OtherPortKey::Same(known(1))),
                ("another one", OtherPortKey::Different),
            ]
            .map(|(name, it)| (name, Fact::OtherPortKey(it)))
            .to_vec(),
            Probe::OtherFamily => [
                ("fails, too", OtherFamily::Fails),
                (
                    "SSH answers",
                    OtherFamily::Works {
                        address: SocketAddr::new(V4, 22),
                        ident: Untrusted::from("SSH-2.0-x"),
                    },
                ),
            ]
            .map(|(name, it)| (name, Fact::OtherFamily(it)))
            .to_vec(),
            Probe::SecondHost => [
                ("answers", SecondHost::Answers),
                ("silent, too", SecondHost::Silent),
                ("could not ask", SecondHost::CouldNotAsk),
            ]
            .map(|(name, it)| (name, Fact::SecondHost(it)))
            .to_vec(),
            Probe::Trace => [
                ("no router answers", Trace::Hops(Vec::new())),
                (
                    "a router answers",
                    Trace::Hops(vec![Hop::Silent, Hop::Router(V4)]),
                ),
                ("the port answers", Trace::Hops(vec![Hop::Arrived])),
                ("this system does not tell", Trace::NotTold),
            ]
            .map(|(name, it)| (name, Fact::Trace(it)))
            .to_vec(),
            Probe::KnownHostsCommand => [
                ("does not name the key", KnownHostsCommand::Unknown),
                ("names the key", KnownHostsCommand::Known),
                (
                    "fails",
                    KnownHostsCommand::Failed {
                        status: Some(1),
                        text: Untrusted::default(),
                    },
                ),
            ]
            .map(|(name, it)| (name, Fact::KnownHostsCommand(it)))
            .to_vec(),
            Probe::Sshfp => [
                ("no record", Sshfp::None),
                ("names the key", Sshfp::Matches),
                (
                    "names another",
                    Sshfp::Mismatch {
                        recorded: vec![String::from("5a5a")],
                    },
                ),
                ("no answer", Sshfp::CouldNotAsk),
            ]
            .map(|(name, it)| (name, Fact::Sshfp(it)))
            .to_vec(),
            Probe::Identification => identifications(evidence)
                .into_iter()
                .map(|(name, it)| (name, Fact::Identification(it)))
                .collect(),
            Probe::HangUp => [
                ("hangs up again", HangUp::Unasked { seconds: 0.0 }),
                (
                    "identifies itself",
                    HangUp::Identified {
                        ident: Untrusted::from("SSH-2.0-x"),
                        cut: false,
                    },
                ),
                (
                    "identifies itself, and is cut off by our string",
                    HangUp::Identified {
                        ident: Untrusted::from("SSH-2.0-x"),
                        cut: true,
                    },
                ),
                (
                    "answers TLS",
                    HangUp::Tls {
                        first: Untrusted::default(),
                    },
                ),
                (
                    "identifies itself behind a PROXY header",
                    HangUp::Proxy {
                        ident: Untrusted::from("SSH-2.0-x"),
                    },
                ),
                ("waits for the client", HangUp::Waits),
                ("could not ask", HangUp::CouldNotAsk),
            ]
            .map(|(name, it)| (name, Fact::HangUp(it)))
            .to_vec(),
            Probe::SecondTry => vec![
                ("passes", Fact::SecondTry(SecondTry::Passed { after: 3.0 })),
                ("the same", Fact::SecondTry(SecondTry::Same { after: 3.0 })),
            ],
            Probe::Negotiation => negotiations()
                .into_iter()
                .map(|(name, it)| (name, Fact::Negotiation(it)))
                .collect(),
            Probe::KeyExchange => exchanges()
                .into_iter()
                .map(|(name, it)| (name, Fact::KeyExchange(it)))
                .collect(),
            Probe::HostKeyStanding => standings()
                .into_iter()
                .map(|(name, it)| (name, Fact::HostKeyStanding(it)))
                .collect(),
            Probe::RecordedKey => [
                ("still served", RecordedKey::Same { known: known(7) }),
                (
                    "another one",
                    RecordedKey::Different {
                        known: known(7),
                        served: key(8),
                        others: Vec::new(),
                    },
                ),
                ("not served", RecordedKey::NotServed),
                ("could not ask", RecordedKey::CouldNotAsk),
            ]
            .map(|(name, it)| (name, Fact::RecordedKey(it)))
            .to_vec(),
            Probe::Methods => methods()
                .into_iter()
                .map(|(name, it)| (name, Fact::Methods(it)))
                .collect(),
            Probe::Identities => identities()
                .into_iter()
                .map(|(name, it)| (name, Fact::Identities(it)))
                .collect(),
            Probe::KeyAnswers => {
                let offers = match (evidence.identities(), evidence.ssh_config()) {
                    (Ok(identities), Ok(config)) => identities.offer(config),
                    (_, _) => Vec::new(),
                };
                let keys: Vec<PublicKey> = offers.into_iter().map(|offer| offer.key).collect();
                answers(&keys)
                    .into_iter()
                    .map(|(name, it)| (name, Fact::KeyAnswers(it)))
                    .collect()
            }
            Probe::OtherKeyAnswers => {
                let keys = evidence.other_candidates().unwrap_or_default();
                let refused = row(&keys, |_| KeyReply::Refused);
                let accepted = row(&keys, |at| {
                    if at == 0 {
                        KeyReply::Accepted
                    } else {
                        KeyReply::Refused
                    }
                });
                vec![
                    ("takes one", Fact::OtherKeyAnswers(accepted)),
                    ("refuses all", Fact::OtherKeyAnswers(refused)),
                ]
            }
            Probe::OtherUser => {
                let other = evidence.nobody_else();
                [
                    ("takes the key", Some(KeyReply::Accepted)),
                    ("refuses the key", Some(KeyReply::Refused)),
                    ("could not ask", None),
                ]
                .map(|(name, reply)| {
                    let other = other.clone();
                    (name, Fact::OtherUser(OtherUser { reply, ..other }))
                })
                .to_vec()
            }
            Probe::Login => logins()
                .into_iter()
                .map(|(name, it)| (name, Fact::Login(it)))
                .collect(),
            Probe::ServerWords => server_words()
                .into_iter()
                .map(|(name, it)| (name, Fact::ServerWords(it)))
                .collect(),
            Probe::OpensshSays => {
                let path = evidence.suspect().unwrap_or(&PathBuf::new()).to_owned();
                let words = |words| OpensshSays {
                    path: path.clone(),
                    words,
                };
                vec![
                    (
                        "complains",
                        Fact::OpensshSays(words(Some(Untrusted::from("invalid format")))),
                    ),
                    ("could not ask", Fact::OpensshSays(words(None))),
                ]
            }
            Probe::BlockView => vec![
                ("as meant", Fact::BlockView(BlockView::AsMeant)),
                (
                    "overruled",
                    Fact::BlockView(BlockView::Overruled(Untrusted::from("identitiesonly no"))),
                ),
                ("could not ask", Fact::BlockView(BlockView::CouldNotAsk)),
            ],
            Probe::Tokens => [
                ("one", Tokens::Found(1)),
                ("none", Tokens::None),
                ("could not look", Tokens::Unknown),
            ]
            .map(|(name, it)| (name, Fact::Tokens(it)))
            .to_vec(),
        }
    }
}

/// A key nobody has; `seed` tells one from another.
pub fn key(seed: u8) -> PublicKey {
    let blob = [
        &[0, 0, 0, 11][..],
        b"ssh-ed25519",
        &[0, 0, 0, 32],
        &[seed; 32],
    ]
    .concat();
    PublicKey {
        algorithm: String::from("ssh-ed25519"),
        blob,
    }
}

/// A configuration as most people have it.
pub fn usual_config() -> SshConfig {
    let list = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    SshConfig {
        program: Some(PathBuf::from("/usr/bin/ssh")),
        version: Some(String::from("OpenSSH_9.6p1")),
        user: String::from("deploy"),
        hostname: String::from("192.0.2.7"),
        port: 22,
        address_family: String::from("any"),
        pubkey_authentication: true,
        password_authentication: true,
        kbd_interactive_authentication: true,
        required_rsa_size: 1024,
        pubkey_accepted_algorithms: list(&[
            "ssh-ed25519",
            "ssh-ed25519-cert-v01@openssh.com",
            "rsa-sha2-512",
            "sk-ssh-ed25519@openssh.com",
        ]),
        ..SshConfig::default()
    }
}

fn configurations() -> Vec<(&'static str, Configuration)> {
    let usual = |change: fn(&mut SshConfig)| {
        let mut config = usual_config();
        change(&mut config);
        Configuration::Effective(Box::new(config))
    };
    let text = Untrusted::from("ssh's words");
    vec![
        ("as usual", usual(|_| {})),
        (
            "no ssh on this machine",
            Configuration::Defaults(Box::new(usual_config())),
        ),
        ("BatchMode yes", usual(|config| config.batch_mode = true)),
        (
            "StrictHostKeyChecking no",
            usual(|config| config.strict_host_key_checking = StrictHostKeyChecking::No),
        ),
        (
            "AddressFamily inet6",
            usual(|config| config.address_family = String::from("inet6")),
        ),
        (
            "KnownHostsCommand",
            usual(|config| config.known_hosts_command = Some(String::from("/bin/keys"))),
        ),
        (
            "VerifyHostKeyDNS yes",
            usual(|config| config.verify_host_key_dns = true),
        ),
        (
            "RequiredRSASize 3072",
            usual(|config| config.required_rsa_size = 3072),
        ),
        (
            "IdentitiesOnly yes",
            usual(|config| config.identities_only = true),
        ),
        (
            "PubkeyAuthentication no",
            usual(|config| config.pubkey_authentication = false),
        ),
        (
            "ControlPath",
            usual(|config| config.control_path = Some(PathBuf::from("/home/u/.ssh/master"))),
        ),
        (
            "through a jump host",
            usual(|config| config.proxy_jump = Some(String::from("deploy@gw"))),
        ),
        (
            "through a proxy",
            usual(|config| config.proxy_command = Some(String::from("nc %h %p"))),
        ),
        (
            "cannot be parsed",
            Configuration::Syntax {
                file: Some(PathBuf::from("config")),
                line: Some(2),
                text: text.clone(),
            },
        ),
        (
            "bad owner or mode",
            Configuration::Permissions {
                file: PathBuf::from("config"),
                mode: Some(0o666),
                owner: Some(1000),
                uid: 1000,
            },
        ),
        (
            "refuses the connection",
            Configuration::RefusesConnection {
                file: None,
                line: None,
                text: text.clone(),
            },
        ),
        (
            "proxy options conflict",
            Configuration::Proxy { text: text.clone() },
        ),
        (
            "no host name left",
            Configuration::HostName { text: text.clone() },
        ),
        (
            "ssh cannot run",
            Configuration::ClientBroken {
                program: PathBuf::from("/usr/bin/ssh"),
                text: text.clone(),
            },
        ),
        (
            "ssh fails otherwise",
            Configuration::Failed {
                status: Some(1),
                text,
            },
        ),
    ]
}

fn control_sockets() -> Vec<(&'static str, ControlSocket)> {
    let too_long = |while_made| {
        ControlSocket::Unusable(Unusable::TooLong {
            bytes: 120,
            limit: 108,
            while_made,
        })
    };
    let text = Untrusted::from("No such file or directory");
    vec![
        ("no master", ControlSocket::Absent),
        ("a master answers", ControlSocket::Alive),
        ("nothing listens", ControlSocket::Dead),
        ("a master hangs", ControlSocket::Hung { seconds: 5.0 }),
        ("too long", too_long(false)),
        ("too long while it is made", too_long(true)),
        (
            "cannot be made",
            ControlSocket::Unusable(Unusable::CannotBeMade { text }),
        ),
    ]
}

fn passages() -> Vec<(&'static str, Passage)> {
    let text = |words: &str| Untrusted::from(words);
    vec![
        ("open", Passage::Open),
        (
            "administratively prohibited",
            Passage::Prohibited {
                text: text("administratively prohibited: open failed"),
            },
        ),
        (
            "connect failed",
            Passage::Unreachable {
                reason: text("Connection refused"),
            },
        ),
        ("no answer", Passage::Silent { seconds: 5.0 }),
        (
            "broke off",
            Passage::Lost {
                said: text("Connection reset by 192.0.2.9 port 22"),
            },
        ),
    ]
}

fn resolutions() -> Vec<(&'static str, Resolution)> {
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

fn name_servers() -> Vec<(&'static str, NameServers)> {
    let one = |state| {
        NameServers(vec![NameServer {
            address: SocketAddr::new(V4, 53),
            state,
        }])
    };
    vec![
        ("none configured", NameServers::default()),
        ("silent", one(NameServerState::Silent)),
        ("nothing listens there", one(NameServerState::PortClosed)),
        ("no route", one(NameServerState::Unreachable)),
        ("fails itself", one(NameServerState::Failed(2))),
        ("answers", one(NameServerState::Answered(0))),
    ]
}

const V4: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
const V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7));

fn attempt(ip: IpAddr, outcome: TcpOutcome) -> Attempt {
    Attempt {
        address: SocketAddr::new(ip, 22),
        outcome,
        elapsed_ms: 5000.0,
    }
}

fn icmp(code: u8, own: bool) -> Icmp {
    Icmp {
        kind: 3,
        code,
        sender: V4,
        own,
    }
}

fn connects() -> Vec<(&'static str, Connect)> {
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

fn identifications(evidence: &Evidence) -> Vec<(&'static str, Identification)> {
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
                first,
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
const CLOSED: usize = 3;

fn negotiations() -> Vec<(&'static str, Negotiation)> {
    let stop = |slot| {
        Negotiation::NoCommon(NoCommon {
            slot,
            ours: vec![String::from("new")],
            theirs: vec![String::from("old")],
            could_enable: Some(vec![String::from("old")]),
            server: Untrusted::from("SSH-2.0-OpenSSH_5.3"),
            client: Some(Release(9, 2)),
            mend: None,
        })
    };
    let agreed = Agreed {
        kex: String::from("curve25519-sha256"),
        host_key: String::from("ssh-ed25519"),
        ..Agreed::default()
    };
    vec![
        ("agreed", Negotiation::Agreed(agreed)),
        ("no common key exchange method", stop(Slot::Kex)),
        ("no common host key type", stop(Slot::HostKey)),
        ("no common cipher", stop(Slot::Cipher)),
        ("no common MAC", stop(Slot::Mac)),
        ("no common compression", stop(Slot::Compression)),
        ("stalled", Negotiation::Stalled(stall(None))),
        (
            "closed",
            Negotiation::Closed {
                how: Closing::Reset,
                disconnect: None,
            },
        ),
        (
            "no KEXINIT",
            Negotiation::Malformed {
                what: "packet length out of range",
                first: Untrusted::from("?"),
            },
        ),
    ]
}

fn stall(small_segments_pass: Option<bool>) -> Stall {
    Stall {
        seconds: 5.0,
        small_segments_pass,
        ..Stall::default()
    }
}

fn exchanges() -> Vec<(&'static str, KeyExchange)> {
    vec![
        (
            "done",
            KeyExchange::Done {
                method: String::from("curve25519-sha256"),
                answers_ours: false,
                host_key: key(1),
                certificate: None,
            },
        ),
        ("stalled", KeyExchange::Stalled(stall(None))),
        (
            "stalled, small segments pass",
            KeyExchange::Stalled(stall(Some(true))),
        ),
        (
            "ssh's large method stalls, a small one passes",
            KeyExchange::Stalled(Stall {
                smaller: Some(String::from("curve25519-sha256")),
                ..stall(Some(false))
            }),
        ),
        (
            "closed",
            KeyExchange::Closed {
                how: Closing::Eof,
                disconnect: None,
            },
        ),
        (
            "failed",
            KeyExchange::Failed {
                text: Untrusted::from("incorrect signature"),
            },
        ),
        (
            "sshdoctor cannot follow",
            KeyExchange::CannotFollow {
                algorithm: String::from("sntrup761x25519-sha512"),
            },
        ),
    ]
}

fn known(seed: u8) -> KnownKey {
    KnownKey {
        file: PathBuf::from("known_hosts"),
        line: 14,
        key: key(seed),
        hashed: false,
    }
}

fn standings() -> Vec<(&'static str, HostKeyStanding)> {
    let standing = |kind| HostKeyStanding {
        name: String::from("192.0.2.7"),
        offered: key(1),
        kind,
        other_types: Vec::new(),
        address: Vec::new(),
        other_names: Vec::new(),
        unreadable: Vec::new(),
        broken: Vec::new(),
        files: vec![PathBuf::from("known_hosts")],
    };
    let file = PathBuf::from("revoked");
    let text = Untrusted::from("Permission denied");
    let unreadable = HostKeyStanding {
        unreadable: vec![(file.clone(), text.clone())],
        ..standing(StandingKind::Unknown)
    };
    vec![
        ("known", standing(StandingKind::Known(known(1)))),
        (
            "known, its address has another",
            HostKeyStanding {
                address: vec![known(2)],
                ..standing(StandingKind::Known(known(1)))
            },
        ),
        ("certified", standing(StandingKind::ByAuthority(known(2)))),
        ("unknown", standing(StandingKind::Unknown)),
        ("known_hosts unreadable", unreadable),
        ("changed", standing(StandingKind::Changed(vec![known(2)]))),
        (
            "other types on record",
            standing(StandingKind::OtherTypes(vec![known(7)])),
        ),
        ("revoked", standing(StandingKind::Revoked(known(1)))),
        (
            "RevokedHostKeys unreadable",
            standing(StandingKind::RevokedFileUnreadable { file, text }),
        ),
        (
            "certificate invalid",
            standing(StandingKind::CertificateInvalid {
                reason: Untrusted::from("expired"),
                authority: None,
            }),
        ),
    ]
}

fn methods() -> Vec<(&'static str, Methods)> {
    let list = |names: &[&str]| Methods::Offered {
        methods: names.iter().map(|&name| name.to_owned()).collect(),
        banner: Vec::new(),
    };
    let disconnect = Disconnect {
        reason: 2,
        text: Untrusted::from("Too many authentication failures"),
    };
    vec![
        ("publickey", list(&["publickey"])),
        ("publickey, password", list(&["publickey", "password"])),
        ("password", list(&["password"])),
        ("keyboard-interactive", list(&["keyboard-interactive"])),
        ("gssapi-with-mic", list(&["gssapi-with-mic"])),
        ("nothing", list(&[])),
        (
            "nothing, and a gate's banner",
            Methods::Offered {
                methods: Vec::new(),
                banner: vec![Untrusted::from(
                    "tailscale: tailnet policy does not permit you to SSH to this node",
                )],
            },
        ),
        (
            "none is enough",
            Methods::NoneAccepted { banner: Vec::new() },
        ),
        (
            "closed",
            Methods::Ended {
                ending: Ending::Closed(Closing::Eof),
                banner: Vec::new(),
            },
        ),
        (
            "disconnected",
            Methods::Ended {
                ending: Ending::Disconnected(disconnect),
                banner: Vec::new(),
            },
        ),
        (
            "sshdoctor cannot follow",
            Methods::CannotFollow {
                text: Untrusted::from("invalid encoding"),
            },
        ),
    ]
}

/// An identity file in `state` whose public half is `public`.
pub fn identity(explicit: bool, state: FileState, public: Option<PublicKey>) -> IdentityFile {
    IdentityFile {
        path: PathBuf::from(if explicit {
            "/home/u/.ssh/deploy"
        } else {
            "/home/u/.ssh/id_ed25519"
        }),
        explicit,
        state,
        public,
        pub_mismatch: None,
        signs_unasked: false,
        certificate: None,
        comment: Untrusted::default(),
    }
}

/// A user certificate of `key(3)` as it travels (PROTOCOL.certkeys); its signature is nobody's.
fn certificate(
    principal: &str,
    valid_after: u64,
    valid_before: u64,
    signed_with: &str,
) -> Option<Certificate> {
    let string = |bytes: &[u8]| {
        let mut field = Vec::new();
        push_string(&mut field, bytes);
        field
    };
    let algorithm = "ssh-ed25519-cert-v01@openssh.com";
    let blob = [
        string(algorithm.as_bytes()),
        string(&[0; 32]),
        string(&[3; 32]),
        1_u64.to_be_bytes().to_vec(),
        1_u32.to_be_bytes().to_vec(),
        string(b"specimen"),
        string(&string(principal.as_bytes())),
        valid_after.to_be_bytes().to_vec(),
        valid_before.to_be_bytes().to_vec(),
        string(b""),
        string(b""),
        string(b""),
        string(&key(9).blob),
        string(&[string(signed_with.as_bytes()), string(&[0; 64])].concat()),
    ]
    .concat();
    Certificate::from_key(&PublicKey {
        algorithm: algorithm.to_owned(),
        blob,
    })
}

fn identities() -> Vec<(&'static str, Identities)> {
    let files = |files: Vec<IdentityFile>| Identities {
        files,
        ..Identities::default()
    };
    let one = |explicit, state, public| files(vec![identity(explicit, state, public)]);
    let missing = || FileState::Missing { near: Vec::new() };
    let usable = || identity(false, FileState::Usable, Some(key(3)));
    let other = || IdentityFile {
        path: PathBuf::from("/home/u/.ssh/other"),
        ..identity(false, FileState::Usable, Some(key(4)))
    };
    let signed = |principal, after, before, with| {
        files(vec![IdentityFile {
            certificate: certificate(principal, after, before, with),
            ..usable()
        }])
    };
    let certified = |principal, after, before| signed(principal, after, before, "ssh-ed25519");
    let text = || Untrusted::from("Permission denied");
    let socket = || PathBuf::from("/tmp/agent");
    let agent = |seeds: &[u8]| Agent::Keys {
        socket: socket(),
        keys: seeds
            .iter()
            .map(|seed| AgentKey {
                key: key(*seed),
                comment: Untrusted::from("work"),
            })
            .collect(),
    };
    let rsa = PublicKey {
        algorithm: String::from("ssh-rsa"),
        blob: vec![0, 0, 0, 7],
    };
    let sk = PublicKey {
        algorithm: String::from("sk-ssh-ed25519@openssh.com"),
        blob: vec![0, 0, 0, 7],
    };
    let dsa = PublicKey {
        algorithm: String::from("ssh-dss"),
        blob: vec![0, 0, 0, 7],
    };
    vec![
        ("one key", files(vec![usable()])),
        ("none", one(false, missing(), None)),
        (
            "a PKCS#11 library without keys",
            Identities {
                provider: Some(Provider {
                    path: PathBuf::from("/usr/lib/opensc-pkcs11.so"),
                    keys: Vec::new(),
                    complaint: Some(text()),
                }),
                ..one(false, missing(), None)
            },
        ),
        (
            "one key, another file beside",
            Identities {
                others: vec![other()],
                ..files(vec![usable()])
            },
        ),
        (
            "no key, another file",
            Identities {
                others: vec![other()],
                ..one(false, missing(), None)
            },
        ),
        (
            "three keys in the agent",
            Identities {
                agent: agent(&[4, 5, 6]),
                ..one(false, missing(), None)
            },
        ),
        (
            "a key, and one in the agent",
            Identities {
                agent: agent(&[4]),
                ..files(vec![usable()])
            },
        ),
        ("an RSA key", one(false, FileState::Usable, Some(rsa))),
        ("a security key", one(false, FileState::Usable, Some(sk))),
        (
            "a key this ssh leaves out",
            one(false, FileState::Usable, Some(dsa)),
        ),
        ("encrypted", one(false, FileState::Encrypted, Some(key(3)))),
        (
            "encrypted, public half unknown",
            one(true, FileState::Encrypted, None),
        ),
        (
            "too open",
            one(
                false,
                FileState::TooOpen {
                    mode: 0o644,
                    encrypted: false,
                },
                Some(key(3)),
            ),
        ),
        (
            "too open, public half unknown",
            one(
                false,
                FileState::TooOpen {
                    mode: 0o644,
                    encrypted: false,
                },
                None,
            ),
        ),
        (
            "damaged",
            one(false, FileState::Malformed(Defect::Crlf), None),
        ),
        (
            "damaged, .pub whole",
            one(true, FileState::Malformed(Defect::CutShort), Some(key(3))),
        ),
        ("missing", one(true, missing(), None)),
        ("missing, .pub there", one(true, missing(), Some(key(3)))),
        (
            "unreadable",
            one(
                true,
                FileState::Unreadable {
                    text: text(),
                    owner: Some(0),
                },
                None,
            ),
        ),
        (
            "unreadable, .pub there",
            one(
                true,
                FileState::Unreadable {
                    text: text(),
                    owner: Some(0),
                },
                Some(key(3)),
            ),
        ),
        (
            "public half given",
            one(true, FileState::PublicKey, Some(key(3))),
        ),
        (
            "PuTTY key",
            one(true, FileState::Putty { version: 3 }, None),
        ),
        (
            "PuTTY key, .pub there",
            one(true, FileState::Putty { version: 3 }, Some(key(3))),
        ),
        (
            "unsupported",
            one(
                true,
                FileState::Unsupported {
                    what: String::from("DSA"),
                },
                None,
            ),
        ),
        (
            "unsupported, .pub there",
            one(
                true,
                FileState::Unsupported {
                    what: String::from("DSA"),
                },
                Some(key(3)),
            ),
        ),
        ("a directory", one(true, FileState::NotAFile, None)),
        (
            "a directory, .pub there",
            one(true, FileState::NotAFile, Some(key(3))),
        ),
        (
            ".pub of another key",
            files(vec![IdentityFile {
                pub_mismatch: Some(key(5)),
                ..usable()
            }]),
        ),
        (
            "agent unreachable",
            Identities {
                agent: Agent::Unreachable {
                    socket: socket(),
                    text: text(),
                    alive: Vec::new(),
                },
                ..one(false, missing(), None)
            },
        ),
        (
            "agent locked, .pub there",
            Identities {
                agent: Agent::Refused { socket: socket() },
                ..one(false, missing(), Some(key(3)))
            },
        ),
        ("certificate valid", certified("deploy", 0, u64::MAX)),
        ("certificate expired", certified("deploy", 0, NOW - 1)),
        (
            "certificate not yet valid",
            certified("deploy", NOW + 1, u64::MAX),
        ),
        (
            "certificate signed with SHA-1",
            signed("deploy", 0, u64::MAX, "ssh-rsa"),
        ),
        (
            "certificate for another name",
            certified("eve", 0, u64::MAX),
        ),
    ]
}

fn row(keys: &[PublicKey], reply: impl Fn(usize) -> KeyReply) -> KeyAnswers {
    let answers: Vec<KeyAnswer> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| KeyAnswer {
            key: key.clone(),
            reply: reply(at),
        })
        .collect();
    let refused = |answer: &&KeyAnswer| answer.reply == KeyReply::Refused;
    KeyAnswers {
        refusals: answers.iter().filter(refused).count(),
        answers,
        ..KeyAnswers::default()
    }
}

fn answers(keys: &[PublicKey]) -> Vec<(&'static str, KeyAnswers)> {
    let first = &keys[..keys.len().min(1)];
    let disconnect = Disconnect {
        reason: 2,
        text: Untrusted::from("Too many authentication failures"),
    };
    let accepted = row(first, |_| KeyReply::Accepted);
    let mut outcomes = vec![
        ("takes the first", accepted.clone()),
        (
            "says yes to everything",
            KeyAnswers {
                says_yes_to_everything: true,
                ..accepted
            },
        ),
        ("refuses all", row(keys, |_| KeyReply::Refused)),
        (
            "too many failures",
            KeyAnswers {
                ending: Some(Ending::Disconnected(disconnect)),
                unasked: keys.iter().skip(1).cloned().collect(),
                ..row(first, |_| KeyReply::Refused)
            },
        ),
        (
            "closed",
            KeyAnswers {
                ending: Some(Ending::Closed(Closing::Eof)),
                unasked: keys.to_vec(),
                ..KeyAnswers::default()
            },
        ),
    ];
    if keys.iter().any(|key| key.algorithm == "ssh-rsa") {
        for (name, taken_with) in [
            ("takes SHA-1 signatures only", Some("ssh-rsa")),
            ("no signature algorithm", None),
        ] {
            let reply = KeyReply::NoSignatureAlgorithm { taken_with };
            outcomes.push((name, row(keys, |_| reply)));
        }
    }
    outcomes
}

fn server_words() -> Vec<(&'static str, ServerWords)> {
    let said = |lines: &[&str]| {
        ServerWords::Said(lines.iter().map(|line| Untrusted::from(*line)).collect())
    };
    let file = "/home/deploy/.ssh/authorized_keys";
    let at = |words: &str| said(&[&format!("{file}:7: {words}")]);
    vec![
        (
            "others may write there",
            said(&[&format!(
                "Ignored authorized keys: bad ownership or modes for file {file}"
            )]),
        ),
        ("nothing about the key", said(&[])),
        (
            "not from here",
            at("Your host '192.0.2.99' is not permitted to use this key for login."),
        ),
        ("expired", at("entry expired at 2020-01-01T00:00:00")),
        ("bad options", at("bad key options: unknown key option")),
        ("options of an authority", at("principals on non-CA key")),
        (
            "certificate expired",
            said(&["Refused Certificate ID \"deploy\" serial=7: Certificate invalid: expired"]),
        ),
        (
            "certificate not yet valid",
            said(&["Certificate invalid: not yet valid"]),
        ),
        (
            "certificate for another name",
            said(&["Certificate invalid: name is not a listed principal"]),
        ),
        (
            "certificate restricted",
            said(&["Refused by certificate options"]),
        ),
        (
            "no login",
            ServerWords::NoLogin(Login::Failed { said: Vec::new() }),
        ),
        (
            "the password is refused",
            ServerWords::NoLogin(Login::PasswordRefused { said: Vec::new() }),
        ),
    ]
}

fn logins() -> Vec<(&'static str, Login)> {
    let text = Untrusted::from("ssh's words");
    vec![
        (
            "succeeds",
            Login::Succeeded {
                method: String::from("publickey"),
                remote: Vec::new(),
            },
        ),
        (
            "partial success",
            Login::Partial {
                remaining: vec![String::from("password")],
            },
        ),
        (
            "refused after the key",
            Login::RefusedAfterKey {
                said: Vec::new(),
                closed: false,
            },
        ),
        (
            "a Git host greets",
            Login::Greeted {
                lines: vec![Untrusted::from(
                    "Hi octo-org/site! You've successfully authenticated",
                )],
            },
        ),
        (
            "the password is refused",
            Login::PasswordRefused { said: Vec::new() },
        ),
        (
            "the second factor is refused",
            Login::SecondFactorRefused { said: Vec::new() },
        ),
        ("the passphrase is wrong", Login::PassphraseWrong),
        (
            "out of time",
            Login::OutOfTime {
                seconds: 60,
                said: Vec::new(),
            },
        ),
        ("agent refuses", Login::AgentRefused { text: text.clone() }),
        ("cannot sign", Login::CouldNotSign { text: text.clone() }),
        (
            "ended at once",
            Login::Dropped {
                said: vec![text.clone()],
            },
        ),
        (
            "the key is not shown",
            Login::NotOffered {
                said: vec![text.clone()],
            },
        ),
        ("fails otherwise", Login::Failed { said: vec![text] }),
    ]
}

/// One log for every sentence that only a log holds: with these the tree's log-only ends can be walked, too.
pub fn logs() -> Vec<(Sentence, Evidence)> {
    let one = |sentence: Sentence| {
        let said = Said {
            what: sentence,
            path: Some(PathBuf::from("/home/deploy/.ssh")),
            number: Some(22),
            word: Untrusted::from("words"),
            line: 1,
        };
        let reached = if sentence.place() == Place::Session {
            Probe::Login
        } else {
            Probe::Configuration
        };
        let mut evidence = Evidence::about(Target {
            user: String::from("deploy"),
            ..Target::default()
        });
        evidence.learn(Fact::Configuration(Configuration::Effective(Box::new(
            usual_config(),
        ))));
        if sentence.place() == Place::Session {
            evidence.learn(Fact::Login(Login::Succeeded {
                method: String::from("publickey"),
                remote: Vec::new(),
            }));
        }
        evidence.log = Some(Box::new(Log {
            reached: Some(reached),
            marks: Vec::new(),
            said: vec![said],
            wonder: false,
        }));
        (sentence, evidence)
    };
    Sentence::ALL.iter().copied().map(one).collect()
}
