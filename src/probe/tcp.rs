//! TCP to every address, each tried exactly once.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::AsFd;
use std::time::Duration;

use nix::errno::Errno;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

use super::{error_queue, interfaces};
use crate::evidence::{Attempt, Connect, TcpOutcome};
use crate::text::Untrusted;

/// How long the later addresses are listened to once ssh's own choice is known. What fails there by a word (refused, no
/// route) is known within a round trip; a silent address is not worth delaying a login that works.
const GRACE: Duration = Duration::from_millis(50);

/// Segments of this size pass every path (RFC 9293 section 3.7.1: IPv4's default).
const SMALL: u32 = 536;

/// What became of one address, and its connection if it has one.
type Tried = (Attempt, Option<TcpStream>);

/// Connects to all `addresses` side by side, one attempt each, and returns what came of them in the order given, with the
/// connections in the same places: the first of them is the one ssh would use, the others need only be dropped.
///
/// ssh takes the first address *in order* that works, so each one before it is waited for, up to `patience`. Those after
/// it get a grace of 50 ms; an address still silent then was not looked at long enough to say anything, and is left out.
///
/// `bind` and `interface` are BindAddress and BindInterface, with ssh's meaning: an address to bind to, and an interface
/// whose address is bound to. `bind` wins, as in ssh.
///
/// `patience` of more than 3.1 s sees a neighbour's silence as such (EHOSTUNREACH), less of it sees a time-out, as with
/// ssh's ConnectTimeout. On Linux that error comes as the kernel's own ICMP host unreachable (`own`) after 3 s; a firewall
/// rule of this machine brings the same at once. An `unreachable` route of this machine brings no ICMP error.
///
/// A connection that is dropped is reset, except the first: sshd's penalties and fail2ban count a connection that closes
/// in silence, and do not count one reset before its first byte.
pub async fn connect_all(
    addresses: &[SocketAddr],
    bind: Option<IpAddr>,
    interface: Option<&str>,
    patience: Duration,
) -> (Connect, Vec<Option<TcpStream>>) {
    let mut tasks = JoinSet::new();
    for (position, &address) in addresses.iter().enumerate() {
        let source = source(address, bind, interface);
        tasks.spawn(async move { (position, connect(address, source, patience).await) });
    }
    let mut results: Vec<Option<Tried>> = addresses.iter().map(|_| None).collect();
    let mut end = None;
    while let Some((position, tried)) = next(&mut tasks, end).await {
        results[position] = Some(tried);
        if end.is_none() && is_decided(&results) {
            end = Some(Instant::now() + GRACE);
        }
    }
    let (attempts, mut streams): (Vec<_>, Vec<_>) = results.into_iter().flatten().unzip();
    keep_first(&mut streams);
    let opened = streams.iter().flatten().next();
    let local = opened.and_then(|stream| stream.local_addr().ok());
    (Connect { attempts, local }, streams)
}

/// The next result; `None` once all are in, or at `end`.
async fn next<T: 'static>(tasks: &mut JoinSet<T>, end: Option<Instant>) -> Option<T> {
    let joined = match end {
        Some(end) => timeout_at(end, tasks.join_next()).await.ok()?,
        None => tasks.join_next().await,
    };
    joined?.ok()
}

/// Is it known which address ssh would use: has one connected, and have all before it ended?
fn is_decided(results: &[Option<Tried>]) -> bool {
    results
        .iter()
        .map_while(Option::as_ref)
        .any(|(_, stream)| stream.is_some())
}

/// The first connection closes like any other from here on.
fn keep_first(streams: &mut [Option<TcpStream>]) {
    if let Some(first) = streams.iter().flatten().next() {
        // Only the manner of closing depends on it.
        let _ = socket2::SockRef::from(first).set_linger(None);
    }
}

/// The address to bind to, if any; an error where this machine has none that fits.
pub(super) fn source(
    target: SocketAddr,
    bind: Option<IpAddr>,
    interface: Option<&str>,
) -> Result<Option<SocketAddr>, TcpOutcome> {
    match (bind, interface) {
        (Some(IpAddr::V4(bind)), _) if target.is_ipv4() => Ok(Some((bind, 0).into())),
        (Some(IpAddr::V6(bind)), _) if target.is_ipv6() => {
            Ok(Some(interfaces::with_scope(bind, scope_id(target))))
        }
        (Some(_), _) => Err(TcpOutcome::BindUnavailable),
        (None, Some(interface)) => interfaces::source(interface, target)
            .map(Some)
            .ok_or(TcpOutcome::BindUnavailable),
        (None, None) => Ok(None),
    }
}

fn scope_id(address: SocketAddr) -> u32 {
    match address {
        SocketAddr::V4(_) => 0,
        SocketAddr::V6(v6) => v6.scope_id(),
    }
}

/// One attempt at one address. Never fails: everything that can happen is an outcome.
///
/// The link may have been asked for this neighbour before, by somebody else, and then its silence comes early. A second
/// look begins where the first ended and takes the whole three seconds; a rule of this machine answers at once again.
pub(super) async fn connect(
    address: SocketAddr,
    source: Result<Option<SocketAddr>, TcpOutcome>,
    patience: Duration,
) -> Tried {
    let first = connect_once(address, source.clone(), patience).await;
    match first.0.outcome {
        TcpOutcome::HostUnreachable(icmp)
            if first.0.is_at_once() && icmp.is_none_or(|icmp| icmp.own) =>
        {
            connect_once(address, source, patience).await
        }
        _ => first,
    }
}

async fn connect_once(
    address: SocketAddr,
    source: Result<Option<SocketAddr>, TcpOutcome>,
    patience: Duration,
) -> Tried {
    let started = Instant::now();
    let opened = match source {
        Ok(source) => timeout(patience, open(address, source))
            .await
            .unwrap_or(Err(TcpOutcome::TimedOut)),
        Err(outcome) => Err(outcome),
    };
    let (outcome, stream) = match opened {
        Ok(stream) => (TcpOutcome::Connected, Some(stream)),
        Err(outcome) => (outcome, None),
    };
    let attempt = Attempt {
        address,
        outcome,
        elapsed_ms: started.elapsed().as_secs_f64() * 1000.0,
    };
    (attempt, stream)
}

/// A connection whose segments are small in both directions: the size is announced in our SYN (RFC 9293 section 3.7.1).
pub(super) async fn connect_small(address: SocketAddr, patience: Duration) -> Option<TcpStream> {
    let socket = socket(address).ok()?;
    socket.set_tcp_mss(SMALL).ok()?;
    let stream = timeout(patience, begin(socket, address)).await.ok()?.ok()?;
    let _ = socket2::SockRef::from(&stream).set_linger(None);
    Some(stream)
}

/// What comes of a SYN that may pass so many hops. A connection that opens is reset.
pub(super) async fn connect_within(
    address: SocketAddr,
    source: Result<Option<SocketAddr>, TcpOutcome>,
    hops: u32,
    patience: Duration,
) -> TcpOutcome {
    let limited = || {
        let socket = socket(address)?;
        match address {
            SocketAddr::V4(_) => socket.set_ttl_v4(hops)?,
            SocketAddr::V6(_) => socket.set_unicast_hops_v6(hops)?,
        }
        Ok(socket)
    };
    let opened = match (limited(), source) {
        (Ok(socket), Ok(source)) => timeout(patience, bind_and_begin(socket, address, source))
            .await
            .unwrap_or(Err(TcpOutcome::TimedOut)),
        (Err(error), _) => Err(unsent(&error)),
        (_, Err(outcome)) => Err(outcome),
    };
    match opened {
        Ok(stream) => {
            // It was only to be seen whether it opens.
            let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            TcpOutcome::Connected
        }
        Err(outcome) => outcome,
    }
}

async fn open(address: SocketAddr, source: Option<SocketAddr>) -> Result<TcpStream, TcpOutcome> {
    let socket = socket(address).map_err(|error| unsent(&error))?;
    bind_and_begin(socket, address, source).await
}

async fn bind_and_begin(
    socket: Socket,
    address: SocketAddr,
    source: Option<SocketAddr>,
) -> Result<TcpStream, TcpOutcome> {
    if let Some(source) = source {
        socket
            .bind(&source.into())
            .map_err(|error| unbound(&error))?;
    }
    begin(socket, address).await
}

async fn begin(socket: Socket, address: SocketAddr) -> Result<TcpStream, TcpOutcome> {
    if let Err(error) = socket.connect(&address.into())
        && error.raw_os_error() != Some(Errno::EINPROGRESS as i32)
    {
        return Err(failed(&error, &socket));
    }
    let stream = TcpStream::from_std(socket.into()).map_err(|error| unsent(&error))?;
    match established(&stream).await {
        Ok(()) => {
            error_queue::keep_errors(&stream, address.is_ipv4(), false);
            Ok(stream)
        }
        Err(error) => Err(failed(&error, &stream)),
    }
}

fn socket(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    socket.set_nonblocking(true)?;
    socket.set_tcp_nodelay(true)?;
    // Reset when dropped; see `connect_all`.
    socket.set_linger(Some(Duration::ZERO))?;
    error_queue::keep_errors(&socket, address.is_ipv4(), true);
    Ok(socket)
}

/// Waits until the connection stands or has failed. An ICMP error wakes the socket too, and may leave it connecting: only
/// a peer address proves that it is done.
async fn established(stream: &TcpStream) -> io::Result<()> {
    stream
        .async_io(Interest::WRITABLE, || match stream.take_error()? {
            Some(error) => Err(error),
            None => match stream.peer_addr() {
                Err(error) if error.kind() == io::ErrorKind::NotConnected => {
                    Err(io::ErrorKind::WouldBlock.into())
                }
                peer => peer.map(drop),
            },
        })
        .await
}

/// What a failed connect means, with the ICMP error that failed it, if one did.
fn failed(error: &io::Error, socket: &impl AsFd) -> TcpOutcome {
    let errno = error.raw_os_error().unwrap_or_default();
    let icmp = error_queue::icmp_error(socket, errno);
    match Errno::from_raw(errno) {
        Errno::ECONNREFUSED => TcpOutcome::Refused(error_queue::refusal(icmp)),
        Errno::ECONNRESET => TcpOutcome::Reset,
        Errno::ETIMEDOUT => TcpOutcome::TimedOut,
        Errno::ENETUNREACH | Errno::ENETDOWN => TcpOutcome::NetworkUnreachable(icmp),
        Errno::EHOSTUNREACH | Errno::EHOSTDOWN => TcpOutcome::HostUnreachable(icmp),
        Errno::EACCES | Errno::EPERM => TcpOutcome::NotPermitted(icmp),
        Errno::EINVAL => TcpOutcome::Invalid,
        _ if icmp.is_some() => TcpOutcome::NotPermitted(icmp),
        _ => other(error),
    }
}

/// bind(2) failed.
fn unbound(error: &io::Error) -> TcpOutcome {
    match error.kind() {
        io::ErrorKind::AddrNotAvailable => TcpOutcome::BindUnavailable,
        _ => unsent(error),
    }
}

/// It failed before anything was sent, so no ICMP error has to do with it.
fn unsent(error: &io::Error) -> TcpOutcome {
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EINVAL) => TcpOutcome::Invalid,
        Some(Errno::EACCES | Errno::EPERM) => TcpOutcome::NotPermitted(None),
        _ => other(error),
    }
}

fn other(error: &io::Error) -> TcpOutcome {
    let errno = error.raw_os_error().unwrap_or_default();
    let text = match Errno::from_raw(errno) {
        Errno::UnknownErrno => Untrusted::new(error.to_string()),
        known => Untrusted::from(known.desc()),
    };
    TcpOutcome::Other { errno, text }
}

#[cfg(test)]
mod tests;
