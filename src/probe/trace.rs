//! How far packets to the target's own port get: SYNs with a rising hop limit, and the address of each router that says
//! a packet's time is up (RFC 1812 section 4.3.3.4; RFC 4443 section 3.3), read from the socket's error queue. No privilege
//! is needed, and unlike a trace by UDP or ICMP it meets the rules that the login meets.

use std::net::SocketAddr;
use std::time::Duration;

use super::{error_queue, side_by_side, tcp};
use crate::evidence::{Hop, Refusal, TcpOutcome, Trace};

/// So many hop limits are tried side by side.
const AT_ONCE: u32 = 8;

/// No path of the Internet is longer.
const MOST: u32 = 32;

/// Three SYNs of Linux: a router limits how many answers it gives, and the first may come while the kernel does not look.
const PATIENCE: Duration = Duration::from_millis(2500);

/// Sends SYNs to `address` with hop limits from 1 on, until eight in a row bring nothing or something ends it. `source` is
/// as for [`tcp::connect`]. A connection that opens is reset.
pub(super) async fn trace(
    address: SocketAddr,
    source: Result<Option<SocketAddr>, TcpOutcome>,
) -> Trace {
    if !error_queue::tcp_has_a_queue() {
        return Trace::NotTold;
    }
    let mut hops = Vec::new();
    for first in (1..=MOST).step_by(AT_ONCE as usize) {
        let batch = (first..first + AT_ONCE).map(|limit| {
            let source = source.clone();
            async move { hop(tcp::connect_within(address, source, limit, PATIENCE).await) }
        });
        let batch = side_by_side(batch).await;
        let silent = batch.iter().all(|hop| *hop == Hop::Silent);
        let end = batch
            .iter()
            .position(|hop| matches!(hop, Hop::Arrived | Hop::Stopped(_)));
        hops.extend_from_slice(&batch[..end.map_or(batch.len(), |end| end + 1)]);
        if silent || end.is_some() {
            break;
        }
    }
    let heard = hops.iter().rposition(|hop| *hop != Hop::Silent);
    hops.truncate(heard.map_or(0, |last| last + 1));
    Trace::Hops(hops)
}

fn hop(outcome: TcpOutcome) -> Hop {
    match outcome {
        TcpOutcome::HostUnreachable(Some(icmp)) if icmp.is_time_exceeded() => {
            Hop::Router(icmp.sender)
        }
        TcpOutcome::Refused(Refusal::Icmp(icmp))
        | TcpOutcome::NetworkUnreachable(Some(icmp))
        | TcpOutcome::HostUnreachable(Some(icmp))
        | TcpOutcome::NotPermitted(Some(icmp)) => Hop::Stopped(icmp),
        TcpOutcome::Connected
        | TcpOutcome::Reset
        | TcpOutcome::Refused(Refusal::Rst | Refusal::Unknown) => Hop::Arrived,
        TcpOutcome::TimedOut
        | TcpOutcome::NetworkUnreachable(None)
        | TcpOutcome::HostUnreachable(None)
        | TcpOutcome::NotPermitted(None)
        | TcpOutcome::BindUnavailable
        | TcpOutcome::Invalid
        | TcpOutcome::Other { .. } => Hop::Silent,
    }
}
