//! The key exchange, and the experiments that tell a path that loses large packets from a server that says nothing.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::reach::bind_address;
use super::session::Session;
use super::slowly::Slowly;
use super::wire::identify::{NoKexInit, Opening};
use super::wire::negotiate::{self, Ours};
use super::wire::{begun, packet};
use super::{Link, Prober, Stream, tcp, tcp_account};
use crate::evidence::{
    Agreed, Closing, Disconnect, Evidence, Identification, KeyExchange, Lost, Negotiation,
    PublicKey, SshConfig, Stall,
};
use crate::text::Untrusted;

/// So long a second connection may take to where the first one is already; then it is let be.
const AS_FAR: Duration = Duration::from_secs(3);
/// russh speaks this one; its messages are as large as those of sntrup761x25519.
const ALSO_LARGE: &str = "mlkem768x25519-sha256";

/// What became of an exchange that was only begun.
enum Begun {
    Answered(Option<PublicKey>),
    Stalled(Option<Lost>),
    Closed(Closing, Option<Disconnect>),
}

impl Prober {
    /// The exchange, by russh. Where the person's ssh would choose a method with large messages that russh lacks, that
    /// one is begun beside it: large packets are what a path may lose.
    pub(super) async fn exchange(&mut self, evidence: &Evidence) -> KeyExchange {
        let config = evidence.ssh_config().cloned().unwrap_or_default();
        let agreed = match evidence.negotiation() {
            Ok(Negotiation::Agreed(agreed)) => agreed.clone(),
            Ok(_) | Err(_) => Agreed::default(),
        };
        let Link::Identified(opening) = std::mem::replace(&mut self.link, Link::Down) else {
            return KeyExchange::Stalled(Stall::default());
        };
        let ours = self.ours(&config);
        let patience = self.patience;
        let carried = self.begin_carried(&agreed, &ours, evidence).await;
        let large = self.large_and_unspoken(&agreed, &config, evidence);
        let beside = begin_beside(large, &config, &ours, patience);
        let start = Session::start(opening, &ours, &agreed, &self.theirs, patience);
        let ((exchange, session), beside) = tokio::join!(start, beside);
        self.cost.connections += usize::from(beside.is_some());
        let mut beside = beside.flatten().or(carried);
        if let (KeyExchange::Done { .. }, Some(Begun::Closed(..))) = (&exchange, &beside) {
            // Against a key exchange that works, one that ends stands only if it ends again.
            let again = begin_beside(large, &config, &ours, patience).await;
            self.cost.connections += usize::from(again.is_some());
            beside = again.flatten();
        }
        match (exchange, beside) {
            (KeyExchange::Stalled(stall), _) => {
                KeyExchange::Stalled(self.learn_about(stall, evidence).await)
            }
            (KeyExchange::Done { method, .. }, Some(Begun::Stalled(lost))) => {
                drop(session);
                let small_segments_pass = self.begin_small(large, &ours).await;
                KeyExchange::Stalled(Stall {
                    seconds: patience.as_secs_f64(),
                    small_segments_pass,
                    smaller: Some(method),
                    lost,
                })
            }
            (KeyExchange::Done { .. }, Some(Begun::Closed(how, disconnect))) => {
                KeyExchange::Closed { how, disconnect }
            }
            (mut exchange, beside) => {
                if let (KeyExchange::Done { answers_ours, .. }, Some(Begun::Answered(key))) =
                    (&mut exchange, beside)
                {
                    *answers_ours = true;
                    self.seen_beside = key;
                }
                self.link =
                    session.map_or(Link::Down, |session| Link::Exchanged(Box::new(session)));
                exchange
            }
        }
    }

    /// How long the public value of the person's own exchange is, where russh cannot send one as large.
    fn unspoken(&self, agreed: &Agreed) -> Option<usize> {
        let spoken = self.theirs.kex.iter().any(|name| name == ALSO_LARGE);
        begun::request_length(&agreed.kex).filter(|_| !spoken)
    }

    /// Where to begin it beside ours, and that length: where the path is our own.
    fn large_and_unspoken(
        &self,
        agreed: &Agreed,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> Option<(SocketAddr, usize)> {
        let length = self.unspoken(agreed)?;
        let direct = !config.goes_through_a_proxy() && self.carrier.is_none();
        let address = evidence.connect().ok()?.connected()?.address;
        direct.then_some((address, length))
    }

    /// The same through a jump host, before ours; not where something would have to be typed or touched again for it.
    async fn begin_carried(
        &mut self,
        agreed: &Agreed,
        ours: &Ours,
        evidence: &Evidence,
    ) -> Option<Begun> {
        let length = self.unspoken(agreed)?;
        // A ProxyCommand is the person's own, and dear perhaps: it is not run once more on a mere chance.
        self.carrier.as_ref().filter(|way| !way.plan.by_hand)?;
        let mut beside = self.open_beside(evidence, None).await?;
        beside.opening.kexinit(AS_FAR).await.ok()?;
        begin_in(beside.opening, None, ours, length, self.patience).await
    }

    /// The same begun exchange with small TCP segments.
    async fn begin_small(
        &mut self,
        large: Option<(SocketAddr, usize)>,
        ours: &Ours,
    ) -> Option<bool> {
        let (address, length) = large?;
        let stream = tcp::connect_small(address, self.patience).await?;
        self.cost.connections += 1;
        let begun = begin(stream, ours, length, self.patience).await?;
        Some(matches!(begun, Begun::Answered(_)))
    }

    /// What the kernel tells of the one connection, and whether small segments pass.
    pub(super) async fn learn_about(&mut self, stall: Stall, evidence: &Evidence) -> Stall {
        let lost = tcp_account::lost(self.ends);
        Stall {
            small_segments_pass: self.small_segments(evidence).await,
            lost,
            ..stall
        }
    }

    /// The same exchange again with TCP segments so small that any path carries them. Through a jump host or a proxy
    /// only those towards the server can be made small.
    async fn small_segments(&mut self, evidence: &Evidence) -> Option<bool> {
        let config = evidence.ssh_config().ok()?.clone();
        let by_hand = self.carrier.as_ref().is_some_and(|way| way.plan.by_hand);
        if config.goes_through_a_proxy() || self.carrier.is_some() {
            if by_hand {
                return None;
            }
            let wrap = |stream| -> Box<dyn Stream> { Box::new(Slowly::new(stream)) };
            let beside = self.open_beside(evidence, Some(wrap)).await?;
            let passes = self.passes(beside.opening, &config).await?;
            // What comes back is as large as ever: that it stalls, too, tells nothing.
            return passes.then_some(true);
        }
        let address = evidence.connect().ok()?.connected()?.address;
        let stream = tcp::connect_small(address, self.patience).await?;
        self.cost.connections += 1;
        let mut opening = Opening::new(stream);
        if !matches!(
            opening.identify(self.patience).await,
            Identification::Ssh { .. }
        ) {
            return Some(false);
        }
        self.passes(opening, &config).await
    }

    /// Does the key exchange come to its end on this connection?
    async fn passes<S: Stream + 'static>(
        &mut self,
        mut opening: Opening<S>,
        config: &SshConfig,
    ) -> Option<bool> {
        let Ok(theirs) = opening.kexinit(self.patience).await else {
            return Some(false);
        };
        let ours = self.ours(config);
        let agreed = negotiate::negotiate(&ours, &theirs, &Untrusted::default()).ok()?;
        let exchange = Session::start(opening, &ours, &agreed, &theirs, self.patience)
            .await
            .0;
        Some(matches!(exchange, KeyExchange::Done { .. }))
    }
}

/// The same on a connection of its own; nothing where it does not open.
async fn begin_beside(
    large: Option<(SocketAddr, usize)>,
    config: &SshConfig,
    ours: &Ours,
    patience: Duration,
) -> Option<Option<Begun>> {
    let (address, length) = large?;
    let interface = config.bind_interface.as_deref();
    let (_, streams) = tcp::connect_all(&[address], bind_address(config), interface, AS_FAR).await;
    let stream = streams.into_iter().flatten().next()?;
    Some(begin(stream, ours, length, patience).await)
}

/// Begins the person's own exchange; nothing where the connection does not come as far as the first one did.
async fn begin(stream: TcpStream, ours: &Ours, length: usize, patience: Duration) -> Option<Begun> {
    let ends = stream.local_addr().ok().zip(stream.peer_addr().ok());
    let mut opening = Opening::new(stream);
    let as_far = async {
        let identification = opening.identify(AS_FAR).await;
        matches!(identification, Identification::Ssh { .. }).then_some(())?;
        opening.kexinit(AS_FAR).await.ok()
    };
    timeout(AS_FAR, as_far).await.ok()??;
    begin_in(opening, ends, ours, length, patience).await
}

/// The same where the server's KEXINIT has been read; `ends` are those of our own TCP connection to it.
async fn begin_in<S: Stream>(
    mut opening: Opening<S>,
    ends: Option<(SocketAddr, SocketAddr)>,
    ours: &Ours,
    length: usize,
    patience: Duration,
) -> Option<Begun> {
    let begun = match opening.begin(ours, length, patience).await {
        Ok(key) => Begun::Answered(key),
        Err(NoKexInit::Stalled) => Begun::Stalled(tcp_account::lost(ends)),
        Err(NoKexInit::Closed(how)) => Begun::Closed(how, packet::disconnect_in(&opening.buffer)),
        Err(NoKexInit::Malformed(_)) => return None,
    };
    opening.leave().await;
    Some(begun)
}
