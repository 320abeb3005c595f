//! What becomes of a connect, on loopback.

use super::*;
use crate::evidence::Refusal;
use std::net::TcpListener;

const PATIENCE: Duration = Duration::from_millis(400);

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn closed() -> SocketAddr {
    listener().1
}

/// A listener whose queue is full: Linux drops the next SYN, as a firewall would.
#[cfg(target_os = "linux")]
async fn silent() -> (Socket, Vec<TcpStream>, SocketAddr) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    socket.bind(&any.into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let mut waiting = Vec::new();
    while let Ok(Ok(stream)) =
        timeout(Duration::from_millis(200), TcpStream::connect(address)).await
    {
        waiting.push(stream);
    }
    (socket, waiting, address)
}

async fn outcomes(addresses: &[SocketAddr]) -> (Vec<TcpOutcome>, Vec<Option<TcpStream>>) {
    let (connect, streams) = connect_all(addresses, None, None, PATIENCE).await;
    let outcomes = connect.attempts.into_iter().map(|attempt| attempt.outcome);
    (outcomes.collect(), streams)
}

fn refused() -> TcpOutcome {
    TcpOutcome::Refused(error_queue::refusal(None))
}

#[tokio::test]
async fn a_closed_port_is_known_at_once() {
    // The best of some: tests beside this one want the processor too.
    let mut best = PATIENCE;
    for _ in 0..5 {
        let started = Instant::now();
        let (outcomes, streams) = outcomes(&[closed()]).await;
        best = best.min(started.elapsed());
        assert_eq!(outcomes, [refused()]);
        let by_icmp = matches!(outcomes[0], TcpOutcome::Refused(Refusal::Icmp(_)));
        assert!(!by_icmp && streams[0].is_none());
    }
    assert!(best < Duration::from_millis(20), "{best:?}");
}

#[tokio::test]
async fn the_connection_goes_on() {
    let (listener, address) = listener();
    let (connect, streams) = connect_all(&[address], None, None, PATIENCE).await;
    assert_eq!(connect.connected().unwrap().address, address);
    let stream = streams.into_iter().flatten().next().unwrap();
    assert!(stream.nodelay().unwrap());
    #[cfg(target_os = "linux")]
    {
        use nix::sys::socket::{getsockopt, sockopt::Ipv4RecvErr};
        let dies_of_soft_errors = getsockopt(&stream, Ipv4RecvErr).unwrap();
        assert!(!dies_of_soft_errors);
    }
    let (mut peer, _) = listener.accept().unwrap();
    drop(stream);
    let end = io::Read::read(&mut peer, &mut [0; 1]);
    assert_eq!(end.unwrap(), 0, "it closes like any other");
}

#[tokio::test]
async fn connections_nobody_needs_are_reset() {
    let ((_first, a), (second, b)) = (listener(), listener());
    let (_, streams) = connect_all(&[a, b], None, None, PATIENCE).await;
    let (mut peer, _) = second.accept().unwrap();
    drop(streams);
    let end = io::Read::read(&mut peer, &mut [0; 1]);
    assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn those_before_the_first_that_works_are_waited_for() {
    let (_listener, open) = listener();
    let (_socket, _waiting, silent) = silent().await;
    let started = Instant::now();
    let (outcomes, streams) = outcomes(&[silent, closed(), open]).await;
    assert!(started.elapsed() >= PATIENCE);
    assert_eq!(
        outcomes,
        [TcpOutcome::TimedOut, refused(), TcpOutcome::Connected]
    );
    assert!(streams[0].is_none() && streams[1].is_none() && streams[2].is_some());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn those_behind_it_get_a_short_grace() {
    let (_listener, open) = listener();
    let (_socket, _waiting, silent) = silent().await;
    let started = Instant::now();
    let (outcomes, streams) = outcomes(&[open, silent, closed()]).await;
    assert!(started.elapsed() < PATIENCE);
    assert_eq!(outcomes, [TcpOutcome::Connected, refused()]);
    assert_eq!(streams.len(), 2);
}

#[tokio::test]
async fn an_address_is_tried_once() {
    let (listener, address) = listener();
    let (_, streams) = connect_all(&[address], None, None, PATIENCE).await;
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_ok());
    assert!(listener.accept().is_err());
    drop(streams);
}

#[tokio::test]
async fn bind_address_and_interface_must_be_of_this_machine() {
    let (_listener, address) = listener();
    let outcome = async |bind: Option<&str>, interface| {
        let bind = bind.map(|text| text.parse().unwrap());
        let (connect, _) = connect_all(&[address], bind, interface, PATIENCE).await;
        connect.attempts[0].outcome.clone()
    };
    assert_eq!(
        outcome(Some("127.0.0.1"), None).await,
        TcpOutcome::Connected
    );
    for (bind, interface) in [
        (Some("203.0.113.1"), None),
        (Some("::1"), None),
        (None, Some("no-such-interface")),
    ] {
        assert_eq!(outcome(bind, interface).await, TcpOutcome::BindUnavailable);
    }
    let loopback = if cfg!(target_os = "linux") {
        "lo"
    } else {
        "lo0"
    };
    assert_eq!(outcome(None, Some(loopback)).await, TcpOutcome::Connected);
}

#[tokio::test]
async fn no_address_is_no_attempt() {
    let (connect, streams) = connect_all(&[], None, None, PATIENCE).await;
    assert!(connect.attempts.is_empty() && streams.is_empty());
}

#[tokio::test]
async fn a_link_local_address_without_its_interface_is_invalid() {
    let address = "[fe80::1]:22".parse().unwrap();
    let (outcomes, _) = outcomes(&[address]).await;
    assert!(matches!(
        outcomes[0],
        TcpOutcome::Invalid | TcpOutcome::NetworkUnreachable(_) | TcpOutcome::Other { .. }
    ));
}
