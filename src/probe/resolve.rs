//! Name to address, asked as ssh asks: getaddrinfo(3) with nothing but a family and SOCK_STREAM (ssh.c `resolve_host`),
//! so without AI_ADDRCONFIG: addresses this machine has no route to are part of the answer.

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::thread;
use std::time::Duration;

use dns_lookup::{AddrInfoHints, LookupError, LookupErrorKind, getaddrinfo};
use nix::libc;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use super::{interfaces, name_service};
use crate::evidence::Resolution;
use crate::text::Untrusted;

/// More addresses than this are not taken from one name: each of them gets a connection attempt.
const MOST_ADDRESSES: usize = 16;

/// A name server that has just answered the resolver answers at once.
const DIRECTLY: Duration = Duration::from_secs(1);

/// That many names are offered in place of one that does not exist.
const MOST_NEAR: usize = 3;

/// `EAI_ADDRFAMILY`, which the libc crate does not name on most systems: netdb.h of glibc; of the BSDs and macOS.
const EAI_ADDRFAMILY: i32 = if cfg!(target_os = "linux") { -9 } else { 1 };

/// The addresses of `hostname`, of the family that AddressFamily allows (`any`, `inet` or `inet6`).
///
/// Addresses are taken as they are, without a lookup. Anything longer than `patience` is `TimedOut`; glibc itself gives
/// up after 10 s with its defaults. `near` are names the person may have meant. No error is returned: every failure is
/// an outcome. The resolver is the one this program is linked with; a static musl build does not read nsswitch.conf.
pub async fn resolve(
    hostname: &str,
    address_family: &str,
    patience: Duration,
    near: &[String],
) -> Resolution {
    resolve_with_zones(hostname, address_family, patience, near)
        .await
        .0
}

/// As [`resolve`], with the same addresses as one connects to them, port 0: a link-local address keeps the zone the
/// resolver gave it (`fe80::1%eth0`, and `.local` names), which an [`IpAddr`] cannot hold.
pub async fn resolve_with_zones(
    hostname: &str,
    address_family: &str,
    patience: Duration,
    near: &[String],
) -> (Resolution, Vec<SocketAddr>) {
    let family = Family::named(address_family);
    if let Some(address) = numeric(hostname) {
        return literal(address, family);
    }
    if is_link_local(hostname) {
        return (scope_missing(None), Vec::new());
    }
    let until = Instant::now() + patience;
    match look_up(hostname, family, until).await {
        Ok(addresses) if !addresses.is_empty() && addresses.iter().all(lacks_its_zone) => {
            (scope_missing(Some(addresses[0].ip())), Vec::new())
        }
        Ok(addresses) if !addresses.is_empty() => {
            let found = addresses.iter().map(SocketAddr::ip).collect();
            (Resolution::Found { addresses: found }, addresses)
        }
        Ok(_) => (no_address(hostname, family, until).await, Vec::new()),
        Err(Failure::Lookup(error)) => (
            unresolved(&error, hostname, family, until, near).await,
            Vec::new(),
        ),
        Err(Failure::Thread(error)) => (failed(&error.to_string()), Vec::new()),
        Err(Failure::TimedOut) => (Resolution::TimedOut, Vec::new()),
    }
}

/// AddressFamily of ssh_config(5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Any,
    Inet,
    Inet6,
}

impl Family {
    fn named(name: &str) -> Family {
        match name {
            "inet" => Family::Inet,
            "inet6" => Family::Inet6,
            _ => Family::Any,
        }
    }

    const fn allows(self, address: IpAddr) -> bool {
        match self {
            Family::Any => true,
            Family::Inet => address.is_ipv4(),
            Family::Inet6 => address.is_ipv6(),
        }
    }

    const fn other(self) -> Option<Family> {
        match self {
            Family::Any => None,
            Family::Inet => Some(Family::Inet6),
            Family::Inet6 => Some(Family::Inet),
        }
    }

    fn hints(self) -> AddrInfoHints {
        AddrInfoHints {
            address: match self {
                Family::Any => libc::AF_UNSPEC,
                Family::Inet => libc::AF_INET,
                Family::Inet6 => libc::AF_INET6,
            },
            socktype: libc::SOCK_STREAM,
            ..AddrInfoHints::default()
        }
    }
}

/// `host` where the system takes it for an address (`::1`, `fe80::1%eth0`, also `127.1`); nothing is looked up.
pub(super) fn numeric(host: &str) -> Option<SocketAddr> {
    let hints = AddrInfoHints {
        flags: libc::AI_NUMERICHOST,
        ..Family::Any.hints()
    };
    let found = getaddrinfo(Some(host), None, Some(hints)).ok()?.next()?;
    Some(found.ok()?.sockaddr)
}

fn literal(address: SocketAddr, family: Family) -> (Resolution, Vec<SocketAddr>) {
    let ip = address.ip();
    if !family.allows(ip) {
        let other_family = vec![ip];
        return (Resolution::NoAddress { other_family }, Vec::new());
    }
    if lacks_its_zone(&address) {
        return (scope_missing(None), Vec::new());
    }
    (Resolution::Literal(ip), vec![address])
}

/// A link-local address without its zone; no AAAA record and no line of the hosts file can hold one.
fn lacks_its_zone(address: &SocketAddr) -> bool {
    match address {
        SocketAddr::V4(_) => false,
        SocketAddr::V6(v6) => v6.scope_id() == 0 && v6.ip().is_unicast_link_local(),
    }
}

/// A link-local address that is no address to the system: its zone names no interface of this machine.
fn is_link_local(hostname: &str) -> bool {
    hostname.split_once('%').is_some_and(|(address, _)| {
        address
            .parse()
            .is_ok_and(|address: Ipv6Addr| address.is_unicast_link_local())
    })
}

fn scope_missing(of_name: Option<IpAddr>) -> Resolution {
    Resolution::ScopeMissing {
        interfaces: interfaces::names(),
        of_name,
    }
}

/// Why a look-up brought nothing.
#[derive(Debug)]
enum Failure {
    Lookup(LookupError),
    Thread(io::Error),
    TimedOut,
}

async fn look_up(
    hostname: &str,
    family: Family,
    until: Instant,
) -> Result<Vec<SocketAddr>, Failure> {
    let hostname = hostname.to_owned();
    let answer = in_its_own_thread(move || {
        let found = getaddrinfo(Some(&hostname), None, Some(family.hints()))?;
        Ok(distinct(
            found.filter_map(Result::ok).map(|info| info.sockaddr),
        ))
    })
    .map_err(Failure::Thread)?;
    match timeout_at(until, answer).await {
        Ok(Ok(answer)) => answer.map_err(Failure::Lookup),
        Ok(Err(_)) => Err(Failure::Thread(io::ErrorKind::BrokenPipe.into())),
        Err(_) => Err(Failure::TimedOut),
    }
}

/// getaddrinfo cannot be called off. So it gets a plain thread: one that nobody waits for any more ends with the process,
/// while a thread of tokio's (`spawn_blocking`) would hold up the end of its runtime until the last name server is
/// given up.
fn in_its_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<oneshot::Receiver<T>> {
    let (sender, receiver) = oneshot::channel();
    thread::Builder::new()
        .name(String::from("resolve"))
        .spawn(move || sender.send(work()).is_ok())?;
    Ok(receiver)
}

fn distinct(addresses: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let mut kept = Vec::new();
    for address in addresses {
        if !kept.contains(&address) {
            kept.push(address);
        }
    }
    kept.truncate(MOST_ADDRESSES);
    kept
}

/// What an error of getaddrinfo means, by its code: the texts differ between systems.
async fn unresolved(
    error: &LookupError,
    hostname: &str,
    family: Family,
    until: Instant,
    near: &[String],
) -> Resolution {
    match error.kind() {
        LookupErrorKind::NoName => match no_address(hostname, family, until).await {
            // A name that stands in the hosts file with the other family only is EAI_NONAME too.
            Resolution::NoAddress { other_family } if other_family.is_empty() => {
                let near = nearest(hostname, near);
                Resolution::NotFound {
                    near,
                    alias: None,
                    lookup: name_service::lookup(hostname, DIRECTLY).await,
                }
            }
            exists => exists,
        },
        LookupErrorKind::NoData => no_address(hostname, family, until).await,
        _ if error.error_num() == EAI_ADDRFAMILY => no_address(hostname, family, until).await,
        LookupErrorKind::Again => Resolution::TryAgain,
        _ => failed(&error.to_string()),
    }
}

/// The name has no address of `family`: what of the other one?
async fn no_address(hostname: &str, family: Family, until: Instant) -> Resolution {
    let other_family = match family.other() {
        Some(other) => look_up(hostname, other, until).await.unwrap_or_default(),
        None => Vec::new(),
    };
    Resolution::NoAddress {
        other_family: other_family.iter().map(SocketAddr::ip).collect(),
    }
}

fn failed(text: &str) -> Resolution {
    // dns-lookup's own words before the system's.
    let text = text
        .strip_prefix("failed to lookup address information: ")
        .unwrap_or(text);
    Resolution::Failed {
        text: Untrusted::from(text),
    }
}

/// The names that differ from `hostname` by a slip of the fingers: at most one edit in three characters and three in all,
/// nearest first. A short name that somebody forgot the domain of is one edit away from the full one.
pub fn nearest(hostname: &str, names: &[String]) -> Vec<String> {
    let hostname = hostname.to_lowercase();
    let most = (hostname.chars().count() / 3).clamp(1, 3);
    let full = |name: &str| {
        name.split_once('.')
            .is_some_and(|(first, _)| first == hostname)
    };
    let distance = |name: &str| match name.to_lowercase() {
        name if full(&name) => 1,
        name if name.len().abs_diff(hostname.len()) > 4 * most => usize::MAX,
        name => edit_distance(&hostname, &name),
    };
    let mut near: Vec<(usize, &String)> = names
        .iter()
        .map(|name| (distance(name), name))
        .filter(|(distance, _)| (1..=most).contains(distance))
        .collect();
    near.sort();
    near.dedup();
    near.into_iter()
        .map(|(_, name)| name.clone())
        .take(MOST_NEAR)
        .collect()
}

/// How many insertions, deletions, replacements and swaps of neighbouring characters make `a` into `b`
/// (Damerau–Levenshtein distance, in the restricted form that edits no place twice).
pub fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests;
