//! Does anything live at an address that does not answer on its port?

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::process::Stdio;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::process::Command;
use tokio::time::{Instant, sleep, timeout};

use super::{datagram, interfaces};
use crate::evidence::SignsOfLife;

/// Echo requests get lost, or wait for the neighbour's link-layer address: that many are sent.
const REQUESTS: u16 = 3;

/// The kernel changes its mind about a neighbour within seconds; so often it is asked.
const NEIGHBOUR_PAUSE: Duration = Duration::from_millis(500);

/// Sends ICMP echo requests to `address` and watches the neighbour table meanwhile; the first sign of life ends it, else
/// `patience` does.
///
/// Ask after a connect that was waited for: the kernel verifies an old neighbour 5 s after the first packet to it.
///
/// The echo goes out through an unprivileged ICMP socket where the system gives one, else through a raw one, else through
/// the system's `ping`. The neighbour table counts only for an address on this link.
pub async fn look(address: IpAddr, patience: Duration) -> SignsOfLife {
    let echo = echo(address, patience);
    let neighbour = neighbour(address, patience);
    tokio::pin!(echo, neighbour);
    tokio::select! {
        echo = &mut echo => match echo {
            Some(true) => SignsOfLife::Echo,
            _ => sum_up(echo, neighbour.await),
        },
        neighbour = &mut neighbour => match neighbour {
            Some(true) => SignsOfLife::Neighbour,
            _ => sum_up(echo.await, neighbour),
        },
    }
}

/// `None` is "could not ask".
fn sum_up(echo: Option<bool>, neighbour: Option<bool>) -> SignsOfLife {
    match (echo, neighbour) {
        (Some(true), _) => SignsOfLife::Echo,
        (_, Some(true)) => SignsOfLife::Neighbour,
        (None, None) => SignsOfLife::CouldNotAsk,
        _ => SignsOfLife::Silent,
    }
}

/// Did `address` answer an ICMP echo? `None` where none could be sent.
async fn echo(address: IpAddr, patience: Duration) -> Option<bool> {
    match datagram::icmp(SocketAddr::new(address, 0)) {
        Ok(socket) => echo_by_socket(&socket, address, patience).await,
        Err(_) => echo_by_ping(address, patience).await,
    }
}

async fn echo_by_socket(socket: &UdpSocket, address: IpAddr, patience: Duration) -> Option<bool> {
    let token = token();
    for sequence in 1..=REQUESTS {
        let sent = socket.send(&request(address, sequence, token)).await;
        if sequence == 1 {
            sent.ok()?;
        }
        let answer = timeout(patience / u32::from(REQUESTS), reply(socket, token)).await;
        if let Ok(answer) = answer {
            // An error here is a router's word that nobody is there.
            return Some(answer.is_ok());
        }
    }
    Some(false)
}

/// Waits for the echo reply that carries `token`.
async fn reply(socket: &UdpSocket, token: [u8; 8]) -> io::Result<()> {
    let mut packet = [0; 256];
    loop {
        let length = socket.recv(&mut packet).await?;
        if is_reply(&packet[..length], token) {
            return Ok(());
        }
    }
}

/// Eight bytes nobody else sends.
fn token() -> [u8; 8] {
    use std::hash::{BuildHasher, Hasher, RandomState};
    RandomState::new().build_hasher().finish().to_ne_bytes()
}

/// An ICMP or ICMPv6 echo request (RFC 792; RFC 4443 section 4.1). The kernel puts in an identifier of its own, and the
/// checksum of ICMPv6.
fn request(address: IpAddr, sequence: u16, token: [u8; 8]) -> Vec<u8> {
    let kind = if address.is_ipv4() { 8 } else { 128 };
    let mut packet = vec![kind, 0, 0, 0, 0, 0];
    packet.extend(sequence.to_be_bytes());
    packet.extend(token);
    let sum = checksum(&packet);
    packet[2..4].copy_from_slice(&sum.to_be_bytes());
    packet
}

/// The Internet checksum (RFC 1071) of an even number of bytes.
fn checksum(packet: &[u8]) -> u16 {
    let sum: u32 = packet
        .chunks_exact(2)
        .map(|pair| u32::from(u16::from_be_bytes([pair[0], pair[1]])))
        .sum();
    let folded = (sum & 0xffff) + (sum >> 16);
    let folded = (folded & 0xffff) + (folded >> 16);
    !(folded as u16)
}

/// Is it an echo reply (0, or 129 of ICMPv6) with our token? Raw sockets, and any on macOS, put the IPv4 header before it.
fn is_reply(packet: &[u8], token: [u8; 8]) -> bool {
    let header = match packet.first() {
        Some(first) if first >> 4 == 4 => usize::from(first & 0x0f) * 4,
        _ => 0,
    };
    packet.get(header..).is_some_and(|icmp| {
        icmp.len() >= 16 && matches!(icmp[0], 0 | 129) && icmp[1] == 0 && icmp[8..16] == token
    })
}

/// One echo request by the system's ping, which has the privilege. Its patience is ours: `-W` counts seconds on one
/// system and milliseconds on another.
async fn echo_by_ping(address: IpAddr, patience: Duration) -> Option<bool> {
    let program = if cfg!(target_os = "macos") && address.is_ipv6() {
        "ping6"
    } else {
        "ping"
    };
    let mut ping = Command::new(program)
        .args(["-n", "-c", "1", &address.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    match timeout(patience, ping.wait()).await {
        Ok(status) => match status.ok()?.code()? {
            0 => Some(true),
            // No reply; any other status is an error of its own.
            1 => Some(false),
            _ => None,
        },
        Err(_) => Some(false),
    }
}

/// What the kernel thinks of a neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Neighbour {
    /// It has just answered.
    Reachable,
    /// Its link-layer address is known; the table does not say since when.
    Complete,
    /// It answered once; whether it still does is not known.
    Stale,
    /// It does not answer.
    Failed,
}

/// Is `address` a living neighbour? `None` where it is on no link of this machine, or the system does not tell.
///
/// An old entry outlives its host by some seconds: the kernel asks again only 5 s after it was used. So an entry that
/// is not fresh is looked at until `patience` ends.
async fn neighbour(address: IpAddr, patience: Duration) -> Option<bool> {
    if !interfaces::is_on_link(address) {
        return None;
    }
    let end = Instant::now() + patience;
    loop {
        let state = table_entry(address).await;
        if state == Some(Neighbour::Reachable) {
            return Some(true);
        }
        if Instant::now() + NEIGHBOUR_PAUSE > end {
            return match state? {
                Neighbour::Reachable | Neighbour::Complete => Some(true),
                Neighbour::Stale => None,
                Neighbour::Failed => Some(false),
            };
        }
        sleep(NEIGHBOUR_PAUSE).await;
    }
}

/// The entry of the neighbour table: `ip` tells how fresh it is; /proc/net/arp is there without it, for IPv4.
async fn table_entry(address: IpAddr) -> Option<Neighbour> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    if let Some(output) = ip_neigh(address).await {
        return ip_neigh_state(&output);
    }
    arp_state(&std::fs::read_to_string("/proc/net/arp").ok()?, address)
}

async fn ip_neigh(address: IpAddr) -> Option<String> {
    let output = Command::new("ip")
        .args(["neigh", "show", "to", &address.to_string()])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .ok()?;
    let printed = output.status.success();
    printed.then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The state is the last word of the line (ip-neighbour(8)): `10.0.0.2 dev eth0 lladdr 02:00:00:00:00:02 REACHABLE`.
fn ip_neigh_state(output: &str) -> Option<Neighbour> {
    match output.lines().next()?.split_whitespace().last()? {
        "REACHABLE" => Some(Neighbour::Reachable),
        "STALE" | "DELAY" | "PROBE" => Some(Neighbour::Stale),
        "INCOMPLETE" | "FAILED" => Some(Neighbour::Failed),
        // PERMANENT and NOARP were never asked for: they prove nothing.
        _ => None,
    }
}

/// /proc/net/arp: address, hardware type, flags, … (arp(7)). Only flags 0x2 (ATF_COM) is an answer; 0x6 was put in by hand.
fn arp_state(table: &str, address: IpAddr) -> Option<Neighbour> {
    table
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .find(|fields| fields.first().and_then(|first| first.parse().ok()) == Some(address))
        .and_then(|fields| match *fields.get(2)? {
            "0x2" => Some(Neighbour::Complete),
            "0x0" => Some(Neighbour::Failed),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn loopback_lives_where_anybody_may_ask() {
        for address in ["127.0.0.1", "::1"] {
            let seen = look(address.parse().unwrap(), Duration::from_secs(2)).await;
            assert!(
                matches!(seen, SignsOfLife::Echo | SignsOfLife::CouldNotAsk),
                "{address} {seen:?}"
            );
        }
    }

    #[test]
    fn a_reply_is_ours_or_none() {
        let token = *b"sshdocto";
        let v4: IpAddr = "10.0.0.1".parse().unwrap();
        let mut packet = request(v4, 1, token);
        assert_eq!(checksum(&packet), 0, "a checksum sums up to nothing");
        assert!(!is_reply(&packet, token), "a request is no reply");
        packet[0] = 0;
        assert!(is_reply(&packet, token));
        assert!(!is_reply(&packet, *b"somebody"));
        assert!(!is_reply(&packet[..15], token));
        let mut raw = vec![0x45; 1];
        raw.extend([0; 19]);
        raw.extend(&packet);
        assert!(is_reply(&raw, token));
        assert!(!is_reply(&[0x4f], token));
        assert!(!is_reply(&[], token));
    }

    #[test]
    fn only_a_fresh_neighbour_is_reachable() {
        let line = |state| format!("10.0.0.2 dev eth0 lladdr 02:00:00:00:00:02 {state}\n");
        for (state, expected) in [
            ("REACHABLE", Some(Neighbour::Reachable)),
            ("STALE", Some(Neighbour::Stale)),
            ("PROBE", Some(Neighbour::Stale)),
            ("FAILED", Some(Neighbour::Failed)),
            ("PERMANENT", None),
        ] {
            assert_eq!(ip_neigh_state(&line(state)), expected);
        }
        assert_eq!(ip_neigh_state(""), None);
    }

    #[test]
    fn the_arp_table_is_read() {
        let table = "\
IP address       HW type     Flags       HW address            Mask     Device
10.0.0.1         0x1         0x2         02:00:00:00:00:01     *        eth0
10.0.0.2         0x1         0x0         00:00:00:00:00:00     *        eth0
10.0.0.3         0x1         0x6         02:00:00:00:00:03     *        eth0
";
        let state = |address: &str| arp_state(table, address.parse().unwrap());
        assert_eq!(state("10.0.0.1"), Some(Neighbour::Complete));
        assert_eq!(state("10.0.0.2"), Some(Neighbour::Failed));
        assert_eq!(state("10.0.0.3"), None);
        assert_eq!(state("10.0.0.4"), None);
    }

    #[test]
    fn could_not_ask_is_not_silence() {
        assert_eq!(sum_up(None, None), SignsOfLife::CouldNotAsk);
        assert_eq!(sum_up(Some(false), None), SignsOfLife::Silent);
        assert_eq!(sum_up(None, Some(false)), SignsOfLife::Silent);
        assert_eq!(sum_up(Some(false), Some(true)), SignsOfLife::Neighbour);
    }
}
