//! The first words on a connection: identification strings, and what both sides list.

use std::time::Duration;

use super::known_hosts_command::Occasion;
use super::proxy::{self, Started};
use super::wire::identify::{NoKexInit, Opening};
use super::wire::negotiate::{self, Ours};
use super::{Link, Prober, unacknowledged, wire};
use crate::evidence::{Closing, Evidence, Identification, Negotiation, SshConfig, Stall};
use crate::text::Untrusted;

/// libwrap's `refuse()` sleeps so long before it closes.
const WRAPPERS: Duration = Duration::from_secs(5);

impl Prober {
    pub(super) async fn identify(
        &mut self,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> Identification {
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
    pub(super) fn patience_for_words(&self) -> Duration {
        if self.patience < WRAPPERS {
            return self.patience;
        }
        self.patience.max(WRAPPERS + Duration::from_secs(1))
    }

    pub(super) async fn negotiate(
        &mut self,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> Negotiation {
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
        if config.known_hosts_command.is_some() {
            // Where it fails it will again, once the key is there, and is reported then.
            let target = &evidence.target;
            self.known_hosts_command(config, target, Occasion::Order)
                .await;
        }
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
    pub(super) fn ours(&mut self, config: &SshConfig) -> Ours {
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
}

fn lost() -> Identification {
    Identification::Closed {
        how: Closing::Eof,
        said: Vec::new(),
        seconds: 0.0,
        proxy: None,
    }
}
