//! Probes: what the network and the disk are asked. One file a probe; this one holds the connection they share.

pub mod agent;
pub mod asked_key;
mod beside;
mod block_view;
mod bounded;
pub mod company;
mod control_socket;
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
pub mod other_ports;
mod passage;
mod path;
mod provider;
pub mod proxy;
pub mod public_half;
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
pub mod wire;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::environment::{Environment, OtherHome};
use crate::evidence::pace::Wait;
use crate::evidence::{
    BlockElsewhere, Connect, Evidence, Fact, Identification, KeyExchange, Login, Lookup,
    NameServers, Negotiation, OtherPorts, Passage, Probe, PublicKey, Resolution, SignsOfLife,
    SshConfig, Stall,
};
use crate::server::{self, Shell};
use crate::ssh_config;
use crate::text::Untrusted;
use company::{Member, Turn};
use known_hosts::KnownHosts;
pub use passage::Way;
use passage::{Carrier, Plan};
use proxy::Started;
use session::Session;
use wire::identify::{NoKexInit, Opening};
use wire::kexinit::KexInit;
use wire::negotiate::{self, Ours};

/// Anything bytes go through.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// What a run has cost the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// TCP connections that opened.
    pub connections: usize,
    /// Authentication requests of any kind.
    pub authentication_requests: usize,
    /// Requests that count towards MaxAuthTries, penalties and bans.
    pub failures_a_server_counts: usize,
    /// Complete logins among the connections, by the person's own ssh on the way.
    pub logins: usize,
}

impl Cost {
    /// So many complete logins: each asks `none` and sends a signature.
    fn logins(&mut self, count: usize) {
        self.connections += count;
        self.authentication_requests += 2 * count;
        self.logins += count;
    }

    /// Both together.
    pub fn add(&mut self, other: Cost) {
        self.connections += other.connections;
        self.authentication_requests += other.authentication_requests;
        self.failures_a_server_counts += other.failures_a_server_counts;
        self.logins += other.logins;
    }
}

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

/// glibc's resolver gives up by itself after ten seconds; only then does it say why.
const RESOLVER: Duration = Duration::from_secs(11);
/// libwrap's `refuse()` sleeps so long before it closes.
const WRAPPERS: Duration = Duration::from_secs(5);
/// How long an echo may take.
const LIFE: Duration = Duration::from_secs(2);
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
            Probe::SignsOfLife => Fact::SignsOfLife(
                match (
                    silent_address(evidence).map(|silent| silent.ip()),
                    self.life,
                ) {
                    (Some(address), Some((asked, life))) if asked == address => life,
                    (Some(address), _) => {
                        signs_of_life::look(address, self.patience.min(LIFE)).await
                    }
                    (None, _) => SignsOfLife::CouldNotAsk,
                },
            ),
            Probe::LocalNetwork => {
                Fact::LocalNetwork(local_network::look(evidence, self.patience.min(LIFE)).await)
            }
            Probe::OtherPorts => Fact::OtherPorts(self.other_ports(&config, evidence).await),
            Probe::OtherPortKey => Fact::OtherPortKey(self.other_port_key(&config, evidence).await),
            Probe::OtherFamily => Fact::OtherFamily(self.other_family(&config).await),
            Probe::SecondHost => Fact::SecondHost(self.second_host(&config, evidence).await),
            Probe::Trace => Fact::Trace(self.trace(&config, evidence).await),
            Probe::KnownHostsCommand => {
                self.hang_up();
                Fact::KnownHostsCommand(self.known_hosts_command(&config, evidence).await)
            }
            Probe::Sshfp => {
                self.hang_up();
                Fact::Sshfp(match evidence.host_key() {
                    Ok(standing) => {
                        sshfp::ask(&config.hostname, &standing.offered, self.patience).await
                    }
                    Err(_) => crate::evidence::Sshfp::CouldNotAsk,
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

    async fn pass(&mut self) -> Passage {
        let Some(way) = self.way_in.take() else {
            return Passage::Lost {
                said: Untrusted::default(),
            };
        };
        let (passage, opened) = way.pass().await;
        if let Some((stream, carrier)) = opened {
            self.link = Link::Open(Box::new(stream));
            self.carrier = Some(carrier);
            self.cost.connections += 1;
        }
        passage
    }

    async fn resolve(&mut self, config: &SshConfig, evidence: &Evidence) -> Resolution {
        let near = self.names_near(config);
        let patience = self.patience.max(RESOLVER);
        let (resolution, addresses) =
            resolve::resolve_with_zones(&config.hostname, &config.address_family, patience, &near)
                .await;
        self.addresses = addresses;
        match resolution {
            Resolution::NotFound {
                near,
                alias: None,
                lookup,
            } => {
                let host = evidence.target.host.as_str();
                let alias = alias_like(host, &ssh_config::aliases(&config.files));
                let elsewhere = block_elsewhere(host, &self.environment.other_homes());
                Resolution::NotFound {
                    near,
                    alias,
                    lookup: Lookup {
                        elsewhere,
                        ..lookup
                    },
                }
            }
            resolution => resolution,
        }
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

    /// Names a typing error may have been meant for: ssh_config's aliases, known_hosts' plain names, the hosts file's.
    fn names_near(&self, config: &SshConfig) -> Vec<String> {
        let mut names = ssh_config::aliases(&config.files);
        names.extend(KnownHosts::load(config).names());
        names.extend(name_service::names());
        names
    }

    async fn connect(&mut self, config: &SshConfig) -> Connect {
        let mut addresses = self.addresses.clone();
        for address in &mut addresses {
            address.set_port(config.port);
        }
        let bind = bind_address(config);
        let mut connecting = std::pin::pin!(tcp::connect_all(
            &addresses,
            bind,
            config.bind_interface.as_deref(),
            self.patience,
        ));
        let mut living = std::pin::pin!(life_of_the_silent(addresses.first().copied()));
        let (connect, streams) = loop {
            tokio::select! {
                done = &mut connecting => break done,
                life = &mut living, if self.life.is_none() => self.life = life,
            }
        };
        self.cost.connections += streams.iter().flatten().count();
        if let Some(stream) = streams.into_iter().flatten().next() {
            self.ends = stream.local_addr().ok().zip(stream.peer_addr().ok());
            self.link = Link::Open(Box::new(stream));
        }
        connect
    }

    async fn other_ports(&mut self, config: &SshConfig, evidence: &Evidence) -> OtherPorts {
        let attempts = evidence
            .connect()
            .map(|connect| connect.attempts.as_slice())
            .unwrap_or_default();
        let Some(attempt) = attempts.first() else {
            return OtherPorts::default();
        };
        let looked = other_ports::look(
            attempt.address.ip(),
            config.port,
            self.patience.min(Duration::from_secs(3)),
        )
        .await;
        self.cost.connections += looked.0.iter().filter(|port| port.opened()).count();
        looked
    }

    async fn identify(&mut self, config: &SshConfig, evidence: &Evidence) -> Identification {
        if let Some(proxy) = config.proxy().filter(|_| self.carrier.is_none()) {
            let line = evidence.target.filled_in(proxy);
            let shell = self.environment.var("SHELL");
            self.cost.connections += 1;
            match proxy::start(&line, config, shell, self.patience).await {
                Started::Carries(stream, running) => {
                    self.link = Link::Open(stream);
                    self.proxy = Some(running);
                }
                Started::HandedOver(stream) => self.link = Link::Open(stream),
                Started::Not(why) => return why,
            }
        }
        let Link::Open(stream) = std::mem::replace(&mut self.link, Link::Down) else {
            return lost();
        };
        let mut opening = Opening::new(stream);
        let mut identification = opening.identify(self.patience_for_words()).await;
        if let (
            Identification::Silent {
                ours_unacknowledged,
                ..
            },
            Some((local, remote)),
        ) = (&mut identification, self.ends)
        {
            *ours_unacknowledged = unacknowledged::any(local, remote);
        }
        if matches!(identification, Identification::Ssh { .. }) {
            self.link = Link::Identified(opening);
        }
        match (identification, self.proxy.take()) {
            (
                Identification::Closed {
                    how, said, seconds, ..
                },
                Some(running),
            ) => {
                let proxy = Some(running.last_words().await);
                Identification::Closed {
                    how,
                    said,
                    seconds,
                    proxy,
                }
            }
            (identification, running) => {
                self.proxy = running;
                identification
            }
        }
    }

    /// libwrap hangs up after five seconds: who waits as long anyway waits until that is seen.
    fn patience_for_words(&self) -> Duration {
        if self.patience < WRAPPERS {
            return self.patience;
        }
        self.patience.max(WRAPPERS + Duration::from_secs(1))
    }

    async fn negotiate(&mut self, config: &SshConfig, evidence: &Evidence) -> Negotiation {
        let Link::Identified(opening) = &mut self.link else {
            return Negotiation::Stalled(Stall::default());
        };
        let theirs = match opening.kexinit(self.patience).await {
            Ok(theirs) => theirs,
            Err(NoKexInit::Stalled) => {
                let stall = Stall {
                    seconds: self.patience.as_secs_f64(),
                    ..Stall::default()
                };
                return Negotiation::Stalled(self.learn_about(stall, evidence).await);
            }
            Err(NoKexInit::Closed(how)) => {
                let disconnect = wire::packet::disconnect_in(&opening.buffer);
                return Negotiation::Closed { how, disconnect };
            }
            Err(NoKexInit::Malformed(what)) => {
                return Negotiation::Malformed {
                    what,
                    first: Untrusted::new(&opening.buffer),
                };
            }
        };
        let server = match evidence.identification() {
            Ok(Identification::Ssh { ident, .. }) => ident.clone(),
            Ok(_) | Err(_) => Untrusted::default(),
        };
        self.theirs = theirs;
        let ours = self.ours(config);
        match negotiate::negotiate(&ours, &self.theirs, &server) {
            Ok(agreed) => Negotiation::Agreed(agreed),
            Err(stop) => Negotiation::NoCommon(
                self.how_to_meet(*stop, ours, config, &evidence.target)
                    .await,
            ),
        }
    }

    /// What the person's own ssh would send.
    fn ours(&mut self, config: &SshConfig) -> Ours {
        let host_key = self
            .known(config)
            .order_host_key_algorithms(config, &config.known_hosts_name());
        let mut compression = vec!["zlib@openssh.com"];
        // Plain zlib went in OpenSSH 9.9.
        if !config.is_at_least(9, 9) {
            compression.push("zlib");
        }
        if config.compression {
            compression.push("none")
        } else {
            compression.insert(0, "none")
        }
        Ours {
            kex: config.kex_algorithms.clone(),
            host_key,
            cipher: config.ciphers.clone(),
            mac: config.macs.clone(),
            compression: compression.into_iter().map(str::to_owned).collect(),
        }
    }

    fn standing(
        &mut self,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> crate::evidence::HostKeyStanding {
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
    fn known(&mut self, config: &SshConfig) -> &KnownHosts {
        self.known.get_or_insert_with(|| KnownHosts::load(config))
    }
}

/// Signs of life of an address, once it has been silent for a second: a verdict need not wait for them after the
/// patience is used up.
async fn life_of_the_silent(address: Option<SocketAddr>) -> Option<(IpAddr, SignsOfLife)> {
    let address = match address {
        Some(address) => address.ip(),
        None => return std::future::pending().await,
    };
    sleep(Duration::from_secs(1)).await;
    Some((address, signs_of_life::look(address, LIFE).await))
}

/// The silent address: the one whose signs of life matter.
fn silent_address(evidence: &Evidence) -> Option<SocketAddr> {
    let attempts = &evidence.connect().ok()?.attempts;
    let silent = |attempt: &&crate::evidence::Attempt| {
        attempt.outcome == crate::evidence::TcpOutcome::TimedOut
    };
    attempts.iter().find(silent).map(|attempt| attempt.address)
}

/// BindAddress, where it is one.
fn bind_address(config: &SshConfig) -> Option<IpAddr> {
    config.bind_address.as_deref()?.parse().ok()
}

fn lost() -> Identification {
    Identification::Closed {
        how: crate::evidence::Closing::Eof,
        said: Vec::new(),
        seconds: 0.0,
        proxy: None,
    }
}

/// A Host block for `host` in the configuration of a home that ssh does not take.
fn block_elsewhere(host: &str, homes: &[OtherHome]) -> Option<BlockElsewhere> {
    homes.iter().find_map(|home| {
        let file = home.path.join(".ssh/config");
        Some(BlockElsewhere {
            home: home.path.clone(),
            whose: identities::whose(home),
            line: ssh_config::block_with_a_host_name(&file, host)?,
            file,
        })
    })
}

/// The alias a mistyped host was meant for: one or two letters off, and most of it right.
fn alias_like(host: &str, aliases: &[String]) -> Option<String> {
    let host = host.to_ascii_lowercase();
    let distance = |alias: &String| resolve::edit_distance(&host, &alias.to_ascii_lowercase());
    let nearest = aliases.iter().map(|alias| (distance(alias), alias)).min()?;
    let close = nearest.0 > 0 && nearest.0 <= 2 && nearest.0 * 3 <= host.chars().count();
    close.then(|| nearest.1.clone())
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
