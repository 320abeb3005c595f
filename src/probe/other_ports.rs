//! Other ports of the same host on which SSH is often found. Only after a yes: the person named one port, not these.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::{side_by_side, tcp};
use crate::evidence::{OtherPort, OtherPorts, PortState, Refusal, TcpOutcome};
use crate::text::Untrusted;

/// Where SSH is moved to, likeliest first.
const PORTS: [u16; 8] = [22, 2222, 22022, 443, 8022, 22222, 2022, 10022];

/// An SSH server speaks first, and at once; that long it is listened to.
const LISTENING: Duration = Duration::from_secs(2);

/// Longer than any identification string (255 bytes, RFC 4253 section 4.2).
const MOST_BYTES: usize = 256;

/// Looks for SSH on at most eight other ports of `address`, all at the same time, without `skip` (the port already
/// known). Each gets one connection and up to `patience` to open it; nothing is sent, at most 256 bytes are read, for up
/// to 2 s.
pub async fn look(address: IpAddr, skip: u16, patience: Duration) -> OtherPorts {
    look_at(&PORTS, address, skip, patience).await
}

async fn look_at(ports: &[u16], address: IpAddr, skip: u16, patience: Duration) -> OtherPorts {
    let others: Vec<u16> = ports.iter().copied().filter(|&port| port != skip).collect();
    let looked = others.into_iter().map(|port| async move {
        let state = state(SocketAddr::new(address, port), patience).await;
        OtherPort { port, state }
    });
    OtherPorts(side_by_side(looked).await)
}

async fn state(address: SocketAddr, patience: Duration) -> PortState {
    let (attempt, stream) = tcp::connect(address, Ok(None), patience).await;
    match (stream, attempt.outcome) {
        (Some(stream), _) => opened(stream).await,
        (None, TcpOutcome::Refused(Refusal::Rst | Refusal::Unknown)) => PortState::Refused,
        // An ICMP error may come from anybody on the way: nothing was heard of the port itself.
        (None, _) => PortState::Silent,
    }
}

async fn opened(mut stream: TcpStream) -> PortState {
    let heard = listen(&mut stream).await;
    match identification(&heard) {
        Some(line) => PortState::Ssh(Untrusted::new(line)),
        None => PortState::Open,
    }
}

/// What comes until an identification string is whole, or enough has come.
async fn listen(stream: &mut TcpStream) -> Vec<u8> {
    let until = Instant::now() + LISTENING;
    let mut heard = [0; MOST_BYTES];
    let mut length = 0;
    while length < MOST_BYTES && !is_whole(&heard[..length]) {
        match timeout_at(until, stream.read(&mut heard[length..])).await {
            Ok(Ok(more @ 1..)) => length += more,
            _ => break,
        }
    }
    heard[..length].to_vec()
}

fn is_whole(heard: &[u8]) -> bool {
    identification(heard).is_some() && heard.ends_with(b"\n")
}

/// The line that begins with `SSH-`, without its end; a server may send others before it (RFC 4253 section 4.2).
fn identification(heard: &[u8]) -> Option<&[u8]> {
    heard
        .split(|&byte| byte == b'\n')
        .find(|line| line.starts_with(b"SSH-"))
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;

    const LOOPBACK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const PATIENCE: Duration = Duration::from_secs(1);

    /// A server that says `pieces` one after another, and then waits for what never comes.
    async fn server(pieces: &'static [&'static str]) -> u16 {
        let listener = TcpListener::bind((LOOPBACK, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            for piece in pieces {
                stream.write_all(piece.as_bytes()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            assert_eq!(stream.read(&mut [0; 1]).await.unwrap_or(0), 0);
        });
        port
    }

    /// A port nobody listens on.
    fn free_port() -> u16 {
        let listener = std::net::TcpListener::bind((LOOPBACK, 0)).unwrap();
        listener.local_addr().unwrap().port()
    }

    async fn state_of(pieces: &'static [&'static str]) -> PortState {
        let port = server(pieces).await;
        state(SocketAddr::new(LOOPBACK, port), PATIENCE).await
    }

    fn ssh(ident: &str) -> PortState {
        PortState::Ssh(Untrusted::from(ident))
    }

    #[tokio::test]
    async fn ssh_is_known_by_its_first_words() {
        let started = Instant::now();
        assert_eq!(state_of(&["SSH-2.0-x\r\n"]).await, ssh("SSH-2.0-x"));
        assert_eq!(state_of(&["SS", "H-2.0", "-y\n"]).await, ssh("SSH-2.0-y"));
        assert_eq!(
            state_of(&["hello\r\nSSH-2.0-z\r\n"]).await,
            ssh("SSH-2.0-z")
        );
        assert!(started.elapsed() < PATIENCE);
    }

    #[tokio::test]
    async fn another_protocol_is_only_open() {
        assert_eq!(state_of(&["220 smtp ESMTP\r\n"]).await, PortState::Open);
        assert_eq!(state_of(&["not SSH-2.0\n"]).await, PortState::Open);
    }

    #[tokio::test]
    async fn one_that_never_stops_is_left() {
        static LONG: [&str; 1] = [concat!("SSH-", "0123456789abcdef0123456789abcdef")];
        static FLOOD: [&str; 20] = [LONG[0]; 20];
        let started = Instant::now();
        let PortState::Ssh(ident) = state_of(&FLOOD).await else {
            unreachable!("it began like SSH");
        };
        assert_eq!(ident.bytes().len(), MOST_BYTES);
        assert!(started.elapsed() < LISTENING);
    }

    #[tokio::test]
    async fn the_known_port_is_skipped_and_a_closed_one_refuses() {
        let open = server(&["SSH-2.0-x\r\n"]).await;
        let closed = free_port();
        let ports = [1, closed, open];
        let OtherPorts(found) = look_at(&ports, LOOPBACK, 1, PATIENCE).await;
        let expected = [(closed, PortState::Refused), (open, ssh("SSH-2.0-x"))];
        assert_eq!(found.len(), 2);
        for (found, (port, state)) in found.into_iter().zip(expected) {
            assert_eq!((found.port, found.state), (port, state));
        }
    }

    #[test]
    fn there_are_at_most_eight() {
        let mut ports = PORTS.to_vec();
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 8);
    }
}
