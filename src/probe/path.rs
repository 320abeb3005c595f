//! Experiments on the path: what else answers, where the address asked for does not.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;

use super::reach::{bind_address, silent_address};
use super::session::Session;
use super::wire::hang_up;
use super::wire::identify::Opening;
use super::wire::negotiate;
use super::{Prober, resolve, tcp};
use crate::evidence::{
    Evidence, HangUp, Identification, KeyExchange, OtherFamily, OtherPortKey, PortState, Question,
    Resolution, SecondHost, SshConfig, TcpOutcome, Trace,
};
use crate::target::known_hosts_name;
use crate::text::Untrusted;

impl Prober {
    /// The host key of the SSH server found on another port, held against what is on record for this host.
    pub(super) async fn other_port_key(
        &mut self,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> OtherPortKey {
        let port = evidence.other_ports().ok().and_then(|looked| {
            looked
                .0
                .iter()
                .find(|other| matches!(other.state, PortState::Ssh(_)))
                .map(|other| other.port)
        });
        let attempt = evidence
            .connect()
            .ok()
            .and_then(|connect| connect.attempts.first());
        let (Some(port), Some(attempt)) = (port, attempt) else {
            return OtherPortKey::Unknown;
        };
        let address = SocketAddr::new(attempt.address.ip(), port);
        let there = SshConfig {
            port,
            ..config.clone()
        };
        match self.host_key_at(address, &there).await {
            Some(key) => {
                let known = self.known(config);
                let names = [
                    config.known_hosts_name(),
                    known_hosts_name(&config.hostname, port),
                    config.hostname.clone(),
                ];
                let entries: Vec<_> = names
                    .iter()
                    .flat_map(|name| known.entries_for(&name.to_ascii_lowercase()))
                    .collect();
                match entries.iter().find(|entry| entry.known.key == key) {
                    Some(same) => OtherPortKey::Same(same.known.clone()),
                    None if entries.is_empty() => OtherPortKey::Unknown,
                    None => OtherPortKey::Different,
                }
            }
            None => OtherPortKey::Unknown,
        }
    }

    /// One connection up to the end of the key exchange.
    async fn host_key_at(
        &mut self,
        address: SocketAddr,
        config: &SshConfig,
    ) -> Option<crate::evidence::PublicKey> {
        let (_, streams) = tcp::connect_all(&[address], None, None, self.patience).await;
        let stream = streams.into_iter().flatten().next()?;
        self.cost.connections += 1;
        let mut opening = Opening::new(stream);
        if !matches!(
            opening.identify(self.patience).await,
            Identification::Ssh { .. }
        ) {
            return None;
        }
        let theirs = opening.kexinit(self.patience).await.ok()?;
        let ours = self.ours(config);
        let agreed = negotiate::negotiate(&ours, &theirs, &Untrusted::default()).ok()?;
        match Session::start(opening, &ours, &agreed, &theirs, self.patience)
            .await
            .0
        {
            KeyExchange::Done { host_key, .. } => Some(host_key),
            KeyExchange::Stalled(_)
            | KeyExchange::Closed { .. }
            | KeyExchange::Failed { .. }
            | KeyExchange::CannotFollow { .. } => None,
        }
    }

    /// The name's addresses that AddressFamily leaves out: does SSH answer there?
    pub(super) async fn other_family(&mut self, config: &SshConfig) -> OtherFamily {
        let other = if config.address_family == "inet6" {
            "inet"
        } else {
            "inet6"
        };
        let (_, mut addresses) =
            resolve::resolve_with_zones(&config.hostname, other, self.patience, &[]).await;
        addresses
            .iter_mut()
            .for_each(|address| address.set_port(config.port));
        let (connect, streams) = tcp::connect_all(&addresses, None, None, self.patience).await;
        self.cost.connections += streams.iter().flatten().count();
        let (Some(attempt), Some(stream)) =
            (connect.connected(), streams.into_iter().flatten().next())
        else {
            return OtherFamily::Fails;
        };
        match Opening::new(stream).identify(self.patience).await {
            Identification::Ssh { ident, .. } => OtherFamily::Works {
                address: attempt.address,
                ident,
            },
            Identification::Ssh1 { .. }
            | Identification::NotSsh { .. }
            | Identification::Silent { .. }
            | Identification::Endless { .. }
            | Identification::Closed { .. } => OtherFamily::Fails,
        }
    }

    /// The same port of the host that the person named: one connection, which says nothing.
    pub(super) async fn second_host(
        &mut self,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> SecondHost {
        let Some(crate::evidence::Answer::Given(host)) = evidence.answers.get(Question::SecondHost)
        else {
            return SecondHost::CouldNotAsk;
        };
        let (resolution, mut addresses) =
            resolve::resolve_with_zones(host, "any", self.patience, &[]).await;
        if !matches!(
            resolution,
            Resolution::Found { .. } | Resolution::Literal(_)
        ) {
            return SecondHost::CouldNotAsk;
        }
        addresses
            .iter_mut()
            .for_each(|address| address.set_port(config.port));
        let (connect, _) = tcp::connect_all(&addresses, None, None, self.patience).await;
        let any = |is: fn(&TcpOutcome) -> bool| {
            connect.attempts.iter().any(|attempt| is(&attempt.outcome))
        };
        if any(|outcome| {
            matches!(
                outcome,
                TcpOutcome::Connected | TcpOutcome::Refused(_) | TcpOutcome::Reset
            )
        }) {
            SecondHost::Answers
        } else if any(|outcome| *outcome == TcpOutcome::TimedOut) {
            SecondHost::Silent
        } else {
            SecondHost::CouldNotAsk
        }
    }

    /// The connection that was hung up on once more, by a client that keeps quiet; at most two connections.
    pub(super) async fn hang_up_again(&mut self, evidence: &Evidence) -> HangUp {
        let Some(stream) = self.connect_again(evidence).await else {
            return HangUp::CouldNotAsk;
        };
        let before = match evidence.identification() {
            Ok(Identification::Closed { seconds, .. }) => *seconds,
            Ok(_) | Err(_) => 0.0,
        };
        match hang_up::quiet(stream, Duration::from_secs_f64(before)).await {
            HangUp::Waits => {}
            known => return known,
        }
        let Some(stream) = self.connect_again(evidence).await else {
            return HangUp::Waits;
        };
        let (Ok(local), Ok(remote)) = (stream.local_addr(), stream.peer_addr()) else {
            return HangUp::Waits;
        };
        match hang_up::behind_a_header(stream, (local, remote)).await {
            Some(ident) => HangUp::Proxy { ident },
            None => HangUp::Waits,
        }
    }

    /// A new connection to the address that opened one before, as it was made before.
    async fn connect_again(&mut self, evidence: &Evidence) -> Option<TcpStream> {
        let config = evidence.ssh_config().ok()?;
        let address = evidence.connect().ok()?.connected()?.address;
        let (bind, interface) = (bind_address(config), config.bind_interface.as_deref());
        let (_, streams) = tcp::connect_all(&[address], bind, interface, self.patience).await;
        let stream = streams.into_iter().flatten().next()?;
        // Reset at its end: sshd's penalties and fail2ban count a connection that closes in silence.
        let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
        self.cost.connections += 1;
        Some(stream)
    }

    /// How far packets to the silent port get.
    pub(super) async fn trace(&self, config: &SshConfig, evidence: &Evidence) -> Trace {
        let Some(address) = silent_address(evidence) else {
            return Trace::NotTold;
        };
        let bind = bind_address(config);
        let source = tcp::source(address, bind, config.bind_interface.as_deref());
        super::trace::trace(address, source).await
    }
}
