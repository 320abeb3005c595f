//! Probes: what the network and the disk are asked. One file a probe; this one holds the connection they share.

pub mod agent;
mod bounded;
mod datagram;
mod error_queue;
pub mod identities;
pub mod identity_file;
mod interfaces;
pub mod keygen;
pub mod known_hosts;
pub mod login;
pub mod name_servers;
pub mod other_ports;
pub mod proxy;
pub mod public_half;
pub mod resolve;
mod rsa;
pub mod session;
pub mod signs_of_life;
pub mod tcp;
pub mod tokens;
pub mod userauth;
pub mod wire;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::environment::Environment;
use crate::evidence::{
    Agreed, Connect, Evidence, Fact, Identification, KeyExchange, KnownKey, Negotiation, NoCommon,
    OtherPorts, Probe, RecordedKey, Resolution, SecondTry, Slot, SshConfig, StandingKind,
};
use crate::ssh_config;
use crate::text::Untrusted;
use known_hosts::KnownHosts;
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
    addresses: Vec<SocketAddr>,
    theirs: KexInit,
    known: Option<KnownHosts>,
    /// What the run has cost so far.
    pub cost: Cost,
}

/// How long a refusal that may clear by chance is left alone before the second try.
const SPACED: Duration = Duration::from_secs(3);
/// glibc's resolver gives up by itself after ten seconds; only then does it say why.
const RESOLVER: Duration = Duration::from_secs(11);
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
            addresses: Vec::new(),
            theirs: KexInit::default(),
            known: None,
            cost: Cost::default(),
        }
    }

    /// Hangs up: no server is kept waiting while a person thinks (LoginGraceTime).
    pub fn hang_up(&mut self) {
        self.link = Link::Down;
        self.proxy = None;
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
            Probe::Resolution => Fact::Resolution(self.resolve(&config).await),
            Probe::NameServers => {
                Fact::NameServers(name_servers::ask(&config.hostname, self.patience).await)
            }
            Probe::Connect => Fact::Connect(self.connect(&config).await),
            Probe::SignsOfLife => Fact::SignsOfLife(match silent_address(evidence) {
                Some(address) => {
                    signs_of_life::look(address, self.patience.min(Duration::from_secs(2))).await
                }
                None => crate::evidence::SignsOfLife::CouldNotAsk,
            }),
            Probe::OtherPorts => Fact::OtherPorts(self.other_ports(&config, evidence).await),
            Probe::Identification => Fact::Identification(self.identify(&config).await),
            Probe::SecondTry => Fact::SecondTry(self.second_try(evidence).await),
            Probe::Negotiation => Fact::Negotiation(self.negotiate(&config, evidence).await),
            Probe::KeyExchange => Fact::KeyExchange(self.exchange(evidence).await),
            Probe::HostKeyStanding => Fact::HostKeyStanding(self.standing(&config, evidence)),
            Probe::RecordedKey => Fact::RecordedKey(self.recorded_key(evidence).await),
            Probe::Methods => Fact::Methods(self.methods(evidence).await),
            Probe::Identities => {
                let person = self.person(evidence);
                let variable = |name: &str| self.environment.var(name);
                Fact::Identities(identities::look(&config, &person, variable).await)
            }
            Probe::KeyAnswers => Fact::KeyAnswers(self.offered(&config, evidence).await),
            Probe::OtherKeyAnswers => Fact::OtherKeyAnswers(self.others(&config, evidence).await),
            Probe::OtherUser => Fact::OtherUser(
                self.other_user(&config, evidence)
                    .await
                    .unwrap_or_else(|| evidence.nobody_else()),
            ),
            Probe::Login => Fact::Login(self.login(&config, evidence).await),
            Probe::ServerWords => Fact::ServerWords(self.server_words(&config, evidence).await),
            Probe::OpensshSays => Fact::OpensshSays(keygen::complaint(evidence).await),
            Probe::Tokens => Fact::Tokens(tokens::look(&config)),
        }
    }

    async fn resolve(&mut self, config: &SshConfig) -> Resolution {
        let near = self.names_near(config);
        let patience = self.patience.max(RESOLVER);
        let (resolution, addresses) =
            resolve::resolve_with_zones(&config.hostname, &config.address_family, patience, &near)
                .await;
        self.addresses = addresses;
        resolution
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
            patience: self.patience.min(AGENT),
        }
    }

    /// Names a typing error may have been meant for: ssh_config's aliases and known_hosts' plain names.
    fn names_near(&self, config: &SshConfig) -> Vec<String> {
        let mut names = ssh_config::aliases(&config.files);
        names.extend(KnownHosts::load(config).names());
        names
    }

    async fn connect(&mut self, config: &SshConfig) -> Connect {
        let mut addresses = self.addresses.clone();
        for address in &mut addresses {
            address.set_port(config.port);
        }
        let bind = config
            .bind_address
            .as_deref()
            .and_then(|bind| bind.parse::<IpAddr>().ok());
        let (connect, streams) = tcp::connect_all(
            &addresses,
            bind,
            config.bind_interface.as_deref(),
            self.patience,
        )
        .await;
        self.cost.connections += streams.iter().flatten().count();
        if let Some(stream) = streams.into_iter().flatten().next() {
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

    async fn identify(&mut self, config: &SshConfig) -> Identification {
        if let Some(proxy) = config.proxy() {
            match proxy::start(config, proxy) {
                Ok((stream, running)) => {
                    self.cost.connections += 1;
                    self.link = Link::Open(Box::new(stream));
                    self.proxy = Some(running);
                }
                Err(error) => return proxy::never_started(&error),
            }
        }
        let Link::Open(stream) = std::mem::replace(&mut self.link, Link::Down) else {
            return lost();
        };
        let mut opening = Opening::new(stream);
        let identification = opening.identify(self.patience).await;
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

    async fn second_try(&mut self, evidence: &Evidence) -> SecondTry {
        let after = SPACED.as_secs_f64();
        sleep(SPACED).await;
        match self.open_again(evidence).await {
            Some(_) => SecondTry::Passed { after },
            None => SecondTry::Same { after },
        }
    }

    /// A new connection to the same address, read up to the server's identification string.
    async fn open_again(&mut self, evidence: &Evidence) -> Option<Opening<Box<dyn Stream>>> {
        let config = evidence.ssh_config().ok()?;
        let stream: Box<dyn Stream> = match config.proxy() {
            Some(proxy) => {
                let (stream, running) = proxy::start(config, proxy).ok()?;
                self.proxy = Some(running);
                Box::new(stream)
            }
            None => {
                let address = evidence.connect().ok()?.connected()?.address;
                let (_, streams) = tcp::connect_all(&[address], None, None, self.patience).await;
                Box::new(streams.into_iter().flatten().next()?)
            }
        };
        self.cost.connections += 1;
        let mut opening = Opening::new(stream);
        let identification = opening.identify(self.patience).await;
        matches!(identification, Identification::Ssh { .. }).then_some(opening)
    }

    async fn negotiate(&mut self, config: &SshConfig, evidence: &Evidence) -> Negotiation {
        let Link::Identified(opening) = &mut self.link else {
            return Negotiation::Stalled { seconds: 0.0 };
        };
        let theirs = match opening.kexinit(self.patience).await {
            Ok(theirs) => theirs,
            Err(NoKexInit::Stalled) => {
                return Negotiation::Stalled {
                    seconds: self.patience.as_secs_f64(),
                };
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
            Err(stop) => Negotiation::NoCommon(could_enable(*stop, config).await),
        }
    }

    /// What the person's own ssh would send.
    fn ours(&mut self, config: &SshConfig) -> Ours {
        let known = self.known.get_or_insert_with(|| KnownHosts::load(config));
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
            host_key: known.order_host_key_algorithms(config, &config.known_hosts_name()),
            cipher: config.ciphers.clone(),
            mac: config.macs.clone(),
            compression: compression.into_iter().map(str::to_owned).collect(),
        }
    }

    async fn exchange(&mut self, evidence: &Evidence) -> KeyExchange {
        let agreed = match evidence.negotiation() {
            Ok(Negotiation::Agreed(agreed)) => agreed.clone(),
            Ok(_) | Err(_) => Agreed::default(),
        };
        let Link::Identified(opening) = std::mem::replace(&mut self.link, Link::Down) else {
            return KeyExchange::Stalled {
                seconds: 0.0,
                small_segments_pass: None,
            };
        };
        let (exchange, session) =
            Session::start(opening, &agreed, &self.theirs, self.patience).await;
        if let Some(session) = session {
            self.link = Link::Exchanged(Box::new(session));
        }
        exchange
    }

    fn standing(
        &mut self,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> crate::evidence::HostKeyStanding {
        let known = self.known.get_or_insert_with(|| KnownHosts::load(config));
        let (offered, certificate) = match evidence.key_exchange() {
            Ok(KeyExchange::Done {
                host_key,
                certificate,
            }) => (host_key.clone(), certificate.clone()),
            Ok(_) | Err(_) => Default::default(),
        };
        known.standing(config, &offered, certificate.as_deref(), now())
    }

    /// Asks the server for the key type on record, on a connection that ends with the key exchange.
    async fn recorded_key(&mut self, evidence: &Evidence) -> RecordedKey {
        let (Ok(Negotiation::Agreed(agreed)), Ok(standing)) =
            (evidence.negotiation(), evidence.host_key())
        else {
            return RecordedKey::CouldNotAsk;
        };
        let recorded: &[KnownKey] = match &standing.kind {
            StandingKind::OtherTypes(known) | StandingKind::Changed(known) => known,
            StandingKind::Known(_)
            | StandingKind::ByAuthority(_)
            | StandingKind::Unknown
            | StandingKind::Revoked(_)
            | StandingKind::RevokedFileUnreadable { .. }
            | StandingKind::CertificateInvalid { .. } => &[],
        };
        let served = recorded
            .iter()
            .find_map(|known| Some((known, served_algorithm(&known.key.algorithm, agreed)?)));
        let Some((known, algorithm)) = served else {
            return RecordedKey::NotServed;
        };
        self.hang_up();
        let Some(mut opening) = self.open_again(evidence).await else {
            return RecordedKey::CouldNotAsk;
        };
        let Ok(theirs) = opening.kexinit(self.patience).await else {
            return RecordedKey::CouldNotAsk;
        };
        let agreed = Agreed {
            host_key: algorithm,
            ..agreed.clone()
        };
        match Session::start(opening, &agreed, &theirs, self.patience)
            .await
            .0
        {
            KeyExchange::Done { host_key, .. } if host_key == known.key => RecordedKey::Same {
                known: known.clone(),
            },
            KeyExchange::Done { host_key, .. } => RecordedKey::Different {
                known: known.clone(),
                served: host_key,
            },
            KeyExchange::Stalled { .. }
            | KeyExchange::Closed { .. }
            | KeyExchange::Failed { .. }
            | KeyExchange::CannotFollow { .. } => RecordedKey::CouldNotAsk,
        }
    }
}

/// The algorithm of the server's offer under which a key of `key_type` is served.
fn served_algorithm(key_type: &str, agreed: &Agreed) -> Option<String> {
    let names: &[&str] = match key_type {
        "ssh-rsa" => &["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
        other => &[other],
    };
    let served = |name: &&&str| {
        agreed
            .server_host_keys
            .iter()
            .any(|offered| offered == *name)
    };
    names.iter().find(served).map(|name| (*name).to_owned())
}

/// The silent address: the one whose signs of life matter.
fn silent_address(evidence: &Evidence) -> Option<IpAddr> {
    let attempts = &evidence.connect().ok()?.attempts;
    let silent = |attempt: &&crate::evidence::Attempt| {
        attempt.outcome == crate::evidence::TcpOutcome::TimedOut
    };
    attempts
        .iter()
        .find(silent)
        .map(|attempt| attempt.address.ip())
}

fn lost() -> Identification {
    Identification::Closed {
        how: crate::evidence::Closing::Eof,
        said: Vec::new(),
        seconds: 0.0,
        proxy: None,
    }
}

/// What the person's ssh build knows of the server's offer without using it.
async fn could_enable(mut stop: NoCommon, config: &SshConfig) -> NoCommon {
    let kind = match stop.slot {
        Slot::Kex => "kex",
        Slot::HostKey => "HostKeyAlgorithms",
        Slot::Cipher => "cipher",
        Slot::Mac => "mac",
        Slot::Compression => return stop,
    };
    if let Some(program) = &config.program {
        let mut known = ssh_config::supported(program, kind).await;
        if known.is_empty() && stop.slot == Slot::HostKey {
            // `ssh -Q HostKeyAlgorithms` came with OpenSSH 8.2.
            known = ssh_config::supported(program, "key").await;
        }
        stop.could_enable = Some(
            stop.theirs
                .iter()
                .filter(|name| known.contains(name))
                .cloned()
                .collect(),
        );
    }
    stop
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
