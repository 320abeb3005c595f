//! Further connections to the same machine: in the place of the first, or beside it.

use std::time::Duration;

use tokio::time::sleep;

use super::passage::Carrier;
use super::proxy;
use super::wire::identify::Opening;
use super::{Prober, Stream, tcp};
use crate::evidence::{Evidence, Identification, SecondTry};

/// How long a refusal that may clear by chance is left alone before the second try.
const SPACED: Duration = Duration::from_secs(3);

/// A further connection to the same machine, and what it ends with.
pub(super) struct Beside {
    pub(super) opening: Opening<Box<dyn Stream>>,
    pub(super) carrier: Option<Carrier>,
    pub(super) proxy: Option<proxy::Running>,
}

/// Changes how the bytes of a connection travel.
pub(super) type Wrap = fn(Box<dyn Stream>) -> Box<dyn Stream>;

impl Prober {
    /// The same again, some seconds later.
    pub(super) async fn second_try(&mut self, evidence: &Evidence) -> SecondTry {
        let after = SPACED.as_secs_f64();
        sleep(SPACED).await;
        match self.open_again(evidence).await {
            Some(_) => SecondTry::Passed { after },
            None => SecondTry::Same { after },
        }
    }

    /// A new connection in the place of the first, read up to the server's identification string.
    pub(super) async fn open_again(
        &mut self,
        evidence: &Evidence,
    ) -> Option<Opening<Box<dyn Stream>>> {
        let beside = self.open_beside(evidence, None).await?;
        self.carrier = beside.carrier.or(self.carrier.take());
        self.proxy = beside.proxy.or(self.proxy.take());
        Some(beside.opening)
    }

    /// The same beside the first, which goes on; `wrap` may change how its bytes travel.
    pub(super) async fn open_beside(
        &mut self,
        evidence: &Evidence,
        wrap: Option<Wrap>,
    ) -> Option<Beside> {
        let config = evidence.ssh_config().ok()?;
        let plan = self.carrier.as_ref().map(|carrier| carrier.plan.clone());
        let (mut carrier, mut proxy) = (None, None);
        let stream: Box<dyn Stream> = match (plan, config.proxy()) {
            (Some(plan), _) => {
                self.cost.logins(plan.logins);
                let (stream, opened) = plan.open().await.1?.pass().await.1?;
                carrier = Some(opened);
                Box::new(stream)
            }
            (None, Some(command)) => {
                let line = evidence.target.filled_in(command);
                let shell = self.environment.var("SHELL");
                let started = proxy::start(&line, config, shell, self.patience).await;
                let (stream, running) = started.connection()?;
                proxy = running;
                stream
            }
            (None, None) => {
                let address = evidence.connect().ok()?.connected()?.address;
                let (_, streams) = tcp::connect_all(&[address], None, None, self.patience).await;
                Box::new(streams.into_iter().flatten().next()?)
            }
        };
        self.cost.connections += 1;
        let mut opening = Opening::new(match wrap {
            Some(wrap) => wrap(stream),
            None => stream,
        });
        let identification = opening.identify(self.patience).await;
        matches!(identification, Identification::Ssh { .. }).then_some(Beside {
            opening,
            carrier,
            proxy,
        })
    }
}
