//! Representative outcomes of every probe: with them the whole tree can be walked, drawn, and asked what is still open.

mod configuration;
mod identities;
mod network;
mod server;
mod transport;
mod userauth;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use configuration::{configurations, control_sockets, passages};
use identities::identities;
use network::{connects, identifications, name_servers, resolutions};
pub use server::{server, server_ask};
use transport::{exchanges, known, negotiations, standings};
use userauth::{answers, greetings, logins, methods, row, server_words};

use super::*;
use crate::text::Untrusted;

const V4: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
const V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7));

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
                ("runs", KnownHostsCommand::Ran),
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
            Probe::Login => logins(evidence.repository.is_some())
                .into_iter()
                .map(|(name, it)| (name, Fact::Login(it)))
                .collect(),
            Probe::Greeting => greetings()
                .into_iter()
                .map(|(name, it)| (name, Fact::Greeting(it)))
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
            Probe::ServerSide => server::server_sides(evidence.target.via.is_some())
                .into_iter()
                .map(|(name, it)| (name, Fact::ServerSide(it)))
                .collect(),
            Probe::Tokens => [
                ("one", Tokens::Found(1)),
                ("none", Tokens::None),
                ("could not look", Tokens::Unknown),
            ]
            .map(|(name, it)| (name, Fact::Tokens(it)))
            .to_vec(),
            Probe::LocalNetwork => [
                (
                    "no link",
                    LocalNetwork::NoLink {
                        interface: String::from("eth0"),
                    },
                ),
                ("no such guard", LocalNetwork::Unguarded),
                ("off the link", LocalNetwork::OffLink),
                ("a neighbour", LocalNetwork::OnLink { neighbour: true }),
                ("on the link", LocalNetwork::OnLink { neighbour: false }),
            ]
            .map(|(name, it)| (name, Fact::LocalNetwork(it)))
            .to_vec(),
            Probe::Losses => [
                ("none", Losses::Segments(0)),
                ("some", Losses::Segments(9)),
                ("not told", Losses::Unknown),
            ]
            .map(|(name, it)| (name, Fact::Losses(it)))
            .to_vec(),
            Probe::Ticket => [
                ("valid", Ticket::Valid),
                ("none", Ticket::None),
                ("could not look", Ticket::Unknown),
            ]
            .map(|(name, it)| (name, Fact::Ticket(it)))
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
