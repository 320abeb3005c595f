//! From a name to a connection that stands.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::time::sleep;

use super::known_hosts::KnownHosts;
use super::{Link, Prober, identities, name_service, other_ports, resolve, signs_of_life, tcp};
use crate::environment::OtherHome;
use crate::evidence::{
    Attempt, BlockElsewhere, Connect, Evidence, Lookup, OtherPorts, Passage, Resolution,
    SignsOfLife, SshConfig, TcpOutcome,
};
use crate::ssh_config;
use crate::text::Untrusted;

/// glibc's resolver gives up by itself after ten seconds; only then does it say why.
const RESOLVER: Duration = Duration::from_secs(11);
/// How long an echo may take.
pub(super) const LIFE: Duration = Duration::from_secs(2);

impl Prober {
    pub(super) async fn pass(&mut self) -> Passage {
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

    pub(super) async fn resolve(&mut self, config: &SshConfig, evidence: &Evidence) -> Resolution {
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

    /// Names a typing error may have been meant for: ssh_config's aliases, known_hosts' plain names, the hosts file's.
    pub(super) fn names_near(&self, config: &SshConfig) -> Vec<String> {
        let mut names = ssh_config::aliases(&config.files);
        names.extend(KnownHosts::load(config).names());
        names.extend(name_service::names());
        names
    }

    pub(super) async fn connect(&mut self, config: &SshConfig) -> Connect {
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

    /// What the silent address answers to an echo; mostly that was asked while its port was waited for.
    pub(super) async fn signs_of_life(&self, evidence: &Evidence) -> SignsOfLife {
        let Some(address) = silent_address(evidence).map(|silent| silent.ip()) else {
            return SignsOfLife::CouldNotAsk;
        };
        match self.life {
            Some((asked, life)) if asked == address => life,
            Some(_) | None => signs_of_life::look(address, self.patience.min(LIFE)).await,
        }
    }

    pub(super) async fn other_ports(
        &mut self,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> OtherPorts {
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
pub(super) fn silent_address(evidence: &Evidence) -> Option<SocketAddr> {
    let attempts = &evidence.connect().ok()?.attempts;
    let silent = |attempt: &&Attempt| attempt.outcome == TcpOutcome::TimedOut;
    attempts.iter().find(silent).map(|attempt| attempt.address)
}

/// BindAddress, where it is one.
pub(super) fn bind_address(config: &SshConfig) -> Option<IpAddr> {
    config.bind_address.as_deref()?.parse().ok()
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

/// The alias a mistyped host was meant for: one or two letters off, and most of it right. Host patterns tell capital
/// letters from small ones (match.c `match_pattern_list`).
fn alias_like(given: &str, aliases: &[String]) -> Option<String> {
    if aliases.iter().any(|alias| alias == given) {
        return None;
    }
    let host = given.to_ascii_lowercase();
    let distance = |alias: &String| resolve::edit_distance(&host, &alias.to_ascii_lowercase());
    let nearest = aliases.iter().map(|alias| (distance(alias), alias)).min()?;
    let close = nearest.0 <= 2 && nearest.0 * 3 <= host.chars().count();
    close.then(|| nearest.1.clone())
}
