//! Probes: what the network and the disk are asked. One file a probe; this one holds the connection they share.

pub mod agent;
pub mod asked_key;
mod beside;
mod block_view;
mod bounded;
pub mod company;
mod control_socket;
mod cost;
mod datagram;
mod error_queue;
mod exchange;
pub mod identities;
pub mod identity_file;
mod interfaces;
pub mod keygen;
pub mod known_hosts;
mod known_hosts_command;
mod local_network;
pub mod login;
mod meeting;
pub mod name_servers;
mod name_service;
mod opening;
pub mod other_ports;
mod passage;
mod path;
mod provider;
pub mod proxy;
pub mod public_half;
mod reach;
mod recorded_key;
pub mod resolve;
mod rsa;
pub mod session;
pub mod signs_of_life;
mod slowly;
mod sshfp;
pub mod tcp;
mod tcp_account;
mod ticket;
pub mod tokens;
mod trace;
mod unacknowledged;
pub mod userauth;
mod via;
pub mod wire;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;

use crate::environment::Environment;
use crate::evidence::pace::Wait;
use crate::evidence::{
    Connect, Evidence, Fact, HostKeyStanding, KeyExchange, Login, NameServers, Probe, PublicKey,
    ServerSide, SignsOfLife, SshConfig, Sshfp,
};
use crate::server::{self, Shell};
use crate::ssh_config;
use crate::text::Untrusted;
use company::{Member, Turn};
pub use cost::Cost;
use known_hosts::KnownHosts;
use known_hosts_command::Occasion;
pub use passage::Way;
use passage::{Carrier, Plan};
use reach::LIFE;
use session::Session;
use wire::identify::Opening;
use wire::kexinit::KexInit;

/// Anything bytes go through.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// How far the one connection has come.
enum Link {
    Down,
    Open(Box<dyn Stream>),
    Identified(Opening<Box<dyn Stream>>),
    Exchanged(Box<Session>),
}

/// Meets the tree's needs for facts. It keeps one connection, which carries every stage as far as it goes.
pub struct Prober {
    environment: Environment,
    patience: Duration,
    link: Link,
    proxy: Option<proxy::Running>,
    /// Out of this machine, where it is a jump host and was logged in to.
    way_on: Option<Way>,
    /// Into this machine, through a jump host; not yet tried, then in use.
    way_in: Option<Way>,
    carrier: Option<Carrier>,
    addresses: Vec<SocketAddr>,
    /// What an address that stays silent for a second answers to an echo, asked while one waits for it.
    life: Option<(IpAddr, SignsOfLife)>,
    /// Both ends of the one TCP connection.
    ends: Option<(SocketAddr, SocketAddr)>,
    theirs: KexInit,
    /// The host key in an answer whose signature was not verified: a hint, no proof.
    seen_beside: Option<PublicKey>,
    known: Option<KnownHosts>,
    /// This run among others, and its turns at what it contacts.
    member: Option<Member>,
    turns: Vec<Turn>,
    /// Where the time of the login went, once there was one.
    pub waits: Vec<Wait>,
    /// What the run has cost so far.
    pub cost: Cost,
}

/// An agent that lists its keys does so at once.
const AGENT: Duration = Duration::from_secs(2);

impl Prober {
    /// A prober that waits `patience` for each network step.
    pub fn new(environment: Environment, patience: Duration) -> Prober {
        Prober {
            environment,
            patience,
            link: Link::Down,
            proxy: None,
            way_on: None,
            way_in: None,
            carrier: None,
            addresses: Vec::new(),
            life: None,
            ends: None,
            theirs: KexInit::default(),
            seen_beside: None,
            known: None,
            member: None,
            turns: Vec::new(),
            waits: Vec::new(),
            cost: Cost::default(),
        }
    }

    /// Hangs up: no server is kept waiting while a person thinks (LoginGraceTime).
    pub fn hang_up(&mut self) {
        self.link = Link::Down;
        self.proxy = None;
        if let Some(carrier) = &mut self.carrier {
            carrier.rest();
        }
    }

    /// A prober for another machine on the way.
    pub fn another(&self) -> Prober {
        let mut other = Prober::new(self.environment.clone(), self.patience);
        other.member.clone_from(&self.member);
        other
    }

    /// The jump host before this machine has been passed, or is about to be: this carries the connection.
    pub fn enter(&mut self, way: Way) {
        self.way_in = Some(way);
    }

    /// Is the jump host before this machine logged in to?
    pub const fn has_a_way_in(&self) -> bool {
        self.way_in.is_some()
    }

    /// The way on from this machine, which is a jump host.
    pub const fn take_way_on(&mut self) -> Option<Way> {
        self.way_on.take()
    }

    /// What the server's KEXINIT lists; empty where none has come.
    pub const fn server_lists(&self) -> &KexInit {
        &self.theirs
    }

    /// Brings the fact that `probe` stands for.
    pub async fn run(&mut self, probe: Probe, evidence: &Evidence) -> Fact {
        let config = evidence.ssh_config().cloned().unwrap_or_default();
        match probe {
            Probe::Configuration => {
                let target = &evidence.target;
                let effective = ssh_config::effective(
                    &target.options,
                    &target.given,
                    &self.environment,
                    self.patience,
                );
                Fact::Configuration(effective.await)
            }
            Probe::ControlSocket => {
                let path = config.control_path.clone().unwrap_or_default();
                let looked = control_socket::look(&path, config.control_master, self.patience);
                Fact::ControlSocket(looked.await)
            }
            Probe::Passage => Fact::Passage(self.pass().await),
            Probe::Resolution => Fact::Resolution(self.resolve(&config, evidence).await),
            Probe::NameServers => {
                let mut names = ssh_config::aliases(&config.files);
                names.extend(name_service::names());
                Fact::NameServers(NameServers {
                    near: resolve::nearest(&config.hostname, &names),
                    ..name_servers::ask(&config.hostname, self.patience).await
                })
            }
            Probe::NameOrigin => Fact::NameOrigin(
                name_service::origin(&config.hostname, self.patience.min(LIFE)).await,
            ),
            Probe::Connect => Fact::Connect(self.connect(&config).await),
            Probe::SignsOfLife => Fact::SignsOfLife(self.signs_of_life(evidence).await),
            Probe::LocalNetwork => {
                Fact::LocalNetwork(local_network::look(evidence, self.patience.min(LIFE)).await)
            }
            Probe::Losses => Fact::Losses(tcp_account::losses(self.ends)),
            Probe::OtherPorts => Fact::OtherPorts(self.other_ports(&config, evidence).await),
            Probe::OtherPortKey => Fact::OtherPortKey(self.other_port_key(&config, evidence).await),
            Probe::OtherFamily => Fact::OtherFamily(self.other_family(&config).await),
            Probe::SecondHost => Fact::SecondHost(self.second_host(&config, evidence).await),
            Probe::Trace => Fact::Trace(self.trace(&config, evidence).await),
            Probe::KnownHostsCommand => {
                let shown = match evidence.key_exchange() {
                    Ok(KeyExchange::Done { host_key, .. }) => host_key.clone(),
                    Ok(_) | Err(_) => PublicKey::default(),
                };
                let shown = Occasion::HostName(&shown);
                let ran = self.known_hosts_command(&config, &evidence.target, shown);
                Fact::KnownHostsCommand(ran.await)
            }
            Probe::Sshfp => {
                self.hang_up();
                Fact::Sshfp(match evidence.host_key() {
                    Ok(standing) => {
                        sshfp::ask(&config.hostname, &standing.offered, self.patience).await
                    }
                    Err(_) => Sshfp::CouldNotAsk,
                })
            }
            Probe::Identification => Fact::Identification(self.identify(&config, evidence).await),
            Probe::HangUp => Fact::HangUp(self.hang_up_again(evidence).await),
            Probe::SecondTry => Fact::SecondTry(self.second_try(evidence).await),
            Probe::Negotiation => Fact::Negotiation(self.negotiate(&config, evidence).await),
            Probe::KeyExchange => Fact::KeyExchange(self.exchange(evidence).await),
            Probe::HostKeyStanding => Fact::HostKeyStanding(self.standing(&config, evidence)),
            Probe::RecordedKey => Fact::RecordedKey(self.recorded_key(evidence).await),
            Probe::Methods => Fact::Methods(self.methods(evidence).await),
            Probe::Identities => {
                let person = self.person(evidence);
                let variable = |name: &str| self.environment.var(name);
                let looking = identities::look(&config, &person, variable);
                let target = &evidence.target;
                let listing = ssh_config::listed(&config, &target.options, &target.given);
                let (mut identities, listed) = tokio::join!(looking, listing);
                identities.listed = listed;
                Fact::Identities(identities)
            }
            Probe::KeyAnswers => Fact::KeyAnswers(self.offered(&config, evidence).await),
            Probe::OtherKeyAnswers => Fact::OtherKeyAnswers(self.others(&config, evidence).await),
            Probe::OtherUser => Fact::OtherUser(
                self.other_user(&config, evidence)
                    .await
                    .unwrap_or_else(|| evidence.nobody_else()),
            ),
            Probe::Login if !evidence.behind.is_empty() => {
                self.hang_up();
                Fact::Login(self.log_in_to_go_on(&config, evidence).await)
            }
            Probe::Login => Fact::Login(self.login(&config, evidence).await),
            Probe::Greeting => Fact::Greeting(self.greeting(&config, evidence).await),
            Probe::ServerWords => Fact::ServerWords(self.server_words(&config, evidence).await),
            Probe::OpensshSays => Fact::OpensshSays(keygen::complaint(evidence).await),
            Probe::BlockView => Fact::BlockView(block_view::look(&config, evidence).await),
            Probe::Tokens => Fact::Tokens(tokens::look(&config)),
            Probe::Ticket => Fact::Ticket(ticket::look().await),
            Probe::ServerSide if evidence.at_server.is_none() => {
                self.hang_up();
                let Some(via) = &evidence.target.via else {
                    return Fact::ServerSide(ServerSide::Failed(Untrusted::default()));
                };
                self.cost.logins(1);
                let looked = via::look(via, evidence, &self.environment, self.patience);
                Fact::ServerSide(looked.await)
            }
            Probe::ServerSide => {
                let ask = evidence.at_server.as_deref().cloned().unwrap_or_default();
                Fact::ServerSide(server::look(&Shell::Here, &ask).await)
            }
        }
    }

    /// Logs in to this jump host and asks it for the next machine.
    async fn log_in_to_go_on(&mut self, config: &SshConfig, evidence: &Evidence) -> Login {
        let before = self.carrier.as_ref().map(|carrier| &carrier.plan);
        let Some(plan) = Plan::new(config, evidence, before, self.patience) else {
            let said = vec![Untrusted::from("there is no ssh on this machine")];
            return Login::Failed { said };
        };
        self.cost.logins(plan.logins);
        let (login, way) = plan.open().await;
        self.way_on = way.map(|way| way.after(&login));
        login
    }

    /// Whose keys are looked at, and what the right one may be named after.
    fn person(&self, evidence: &Evidence) -> identities::Person {
        let target = &evidence.target;
        identities::Person {
            places: agent::Places {
                uid: self.environment.uid,
                home: self.environment.home.clone().unwrap_or_default(),
                temporary: "/tmp".into(),
                runtime: self.environment.var("XDG_RUNTIME_DIR").map(Into::into),
            },
            words: vec![
                target.host.clone(),
                target.user.clone(),
                target.hostname.clone(),
            ],
            other_homes: self.environment.other_homes(),
            patience: self.patience.min(AGENT),
        }
    }

    fn standing(&mut self, config: &SshConfig, evidence: &Evidence) -> HostKeyStanding {
        let address = evidence
            .connect()
            .ok()
            .and_then(Connect::connected)
            .map(|attempt| attempt.address.ip());
        let home = self.environment.home.clone();
        let known = self.known(config);
        let (offered, certificate) = match evidence.key_exchange() {
            Ok(KeyExchange::Done {
                host_key,
                certificate,
                ..
            }) => (host_key.clone(), certificate.clone()),
            Ok(_) | Err(_) => Default::default(),
        };
        let mut standing = known.standing(config, &offered, certificate.as_deref(), now());
        if let Some(address) = address {
            standing.address = known.address_lines(config, &address.to_string(), &standing.offered);
        }
        standing.met = home.and_then(|home| known.met(&standing, &home));
        standing
    }

    /// The known_hosts files, read once.
    fn known(&mut self, config: &SshConfig) -> &mut KnownHosts {
        self.known.get_or_insert_with(|| KnownHosts::load(config))
    }
}

/// Runs `works` side by side; the results in the order given. Dropping the future stops them all.
async fn side_by_side<T: Send + 'static>(
    works: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let mut tasks = JoinSet::new();
    for (position, work) in works.into_iter().enumerate() {
        tasks.spawn(async move { (position, work.await) });
    }
    let mut results = tasks.join_all().await;
    results.sort_by_key(|(position, _)| *position);
    results.into_iter().map(|(_, result)| result).collect()
}

/// This machine's clock, in seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
