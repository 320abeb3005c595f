//! How this machine looks names up, and where the address of a name comes from: its hosts file (hosts(5)), its sources
//! (nsswitch.conf(5)) and its search domains (resolv.conf(5)).

use std::fs::File;
use std::io::Read;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use hickory_proto::rr::RecordType;

use super::{name_servers, resolve};
use crate::evidence::{Lookup, NameOrigin};

const HOSTS: &str = "/etc/hosts";

/// A hosts file that blocks advertisements has some megabytes.
const MOST: u64 = 8 << 20;

/// The C library takes six domains (MAXDNSRCH of resolv.h); newer ones take more.
const MOST_DOMAINS: usize = 6;

/// What the configuration of this machine says about looking names up, and what knows this one all the same.
pub(super) async fn lookup(hostname: &str, patience: Duration) -> Lookup {
    let file = text(Path::new(HOSTS));
    let told = name_servers::who_knows(hostname, patience).await;
    Lookup {
        elsewhere: None,
        known_to: NameOrigin {
            hosts_line: line_of(&file, hostname).map(|line| (HOSTS.into(), line)),
            dns: told.into_iter().map(|(_, address)| address).collect(),
        },
        search: search(),
        multicast: multicast(&text(Path::new("/etc/nsswitch.conf"))),
    }
}

/// The domains that are tried behind a name.
pub(super) fn search() -> Vec<String> {
    search_domains(&text(Path::new("/etc/resolv.conf")))
}

/// The names of the hosts file.
pub(super) fn names() -> Vec<String> {
    let text = text(Path::new(HOSTS));
    let names = text.lines().filter_map(entry).flat_map(|(_, names)| names);
    names.map(str::to_owned).collect()
}

/// Where the address of `hostname` comes from. Name servers are asked only where a line of the hosts file stands before
/// them.
pub(super) async fn origin(hostname: &str, patience: Duration) -> NameOrigin {
    let Some(line) = line_of(&text(Path::new(HOSTS)), hostname) else {
        return NameOrigin::default();
    };
    let mut dns = Vec::new();
    for kind in [RecordType::A, RecordType::AAAA] {
        let records = name_servers::records(hostname, kind, patience).await;
        dns.extend(
            records
                .unwrap_or_default()
                .iter()
                .filter_map(|it| address(it)),
        );
    }
    NameOrigin {
        hosts_line: Some((HOSTS.into(), line)),
        dns,
    }
}

/// The data of an A or AAAA record.
pub(super) fn address(data: &[u8]) -> Option<IpAddr> {
    if let Ok(v4) = <[u8; 4]>::try_from(data) {
        return Some(v4.into());
    }
    <[u8; 16]>::try_from(data).ok().map(IpAddr::from)
}

fn text(file: &Path) -> String {
    let mut bytes = Vec::new();
    // What cannot be read says nothing.
    if let Ok(file) = File::open(file) {
        let _ = file.take(MOST).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A line's address and names.
fn entry(line: &str) -> Option<(&str, impl Iterator<Item = &str>)> {
    let line = line.split('#').next()?;
    let mut words = line.split_whitespace();
    Some((words.next()?, words))
}

/// The first line, from 1, that gives `hostname` an address.
fn line_of(hosts: &str, hostname: &str) -> Option<usize> {
    let hostname = hostname.trim_end_matches('.');
    let names_it = |line: &str| {
        entry(line).is_some_and(|(address, mut names)| {
            resolve::numeric(address).is_some()
                && names.any(|name| name.eq_ignore_ascii_case(hostname))
        })
    };
    hosts.lines().position(names_it).map(|index| index + 1)
}

/// Of several `search` and `domain` lines the last counts.
fn search_domains(resolv_conf: &str) -> Vec<String> {
    let line = resolv_conf.lines().rev().find_map(|line| {
        let (keyword, domains) = line.split_once([' ', '\t'])?;
        matches!(keyword, "search" | "domain").then_some(domains)
    });
    let domains = line.unwrap_or_default().split_whitespace();
    let named = domains.filter(|domain| *domain != ".");
    named.take(MOST_DOMAINS).map(str::to_owned).collect()
}

/// Does the `hosts` line name a source that asks by multicast DNS? systemd's own `resolve` may or may not do so.
fn multicast(nsswitch: &str) -> Option<bool> {
    let mut lines = nsswitch.lines();
    let sources = lines.find_map(|line| line.trim_start().strip_prefix("hosts:"))?;
    let sources = sources.split('#').next()?;
    if sources.split_whitespace().any(|source| source == "resolve") {
        return None;
    }
    let asks = |source: &str| source.starts_with("mdns");
    Some(sources.split_whitespace().any(asks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_names_the_host_counts() {
        let hosts = "# web\n127.0.0.1 localhost\nnonsense web\n10.0.0.7\tdb Web # old\n::1 web\n";
        for (name, line) in [
            ("web", Some(4)),
            ("WEB.", Some(4)),
            ("db", Some(4)),
            ("localhost", Some(2)),
            ("old", None),
            ("10.0.0.7", None),
        ] {
            assert_eq!(line_of(hosts, name), line, "{name}");
        }
    }

    #[test]
    fn the_last_search_line_counts() {
        for (text, expected) in [
            ("nameserver 10.0.0.1\n", &[][..]),
            ("search a.test b.test\n", &["a.test", "b.test"][..]),
            ("search a.test\ndomain\tb.test\n", &["b.test"][..]),
            (" search a.test\nsearching x\n", &[][..]),
            ("search .\n", &[][..]),
            (
                "search a b c d e f g\n",
                &["a", "b", "c", "d", "e", "f"][..],
            ),
        ] {
            assert_eq!(search_domains(text), expected, "{text:?}");
        }
    }

    #[test]
    fn multicast_is_a_source_of_its_own() {
        for (text, expected) in [
            ("", None),
            ("passwd: files\nhosts: files dns\n", Some(false)),
            (
                "hosts: files mdns4_minimal [NOTFOUND=return] dns",
                Some(true),
            ),
            ("hosts:\tmdns files", Some(true)),
            ("hosts: files resolve [!UNAVAIL=return] dns", None),
            ("hosts: files dns # mdns", Some(false)),
        ] {
            assert_eq!(multicast(text), expected, "{text:?}");
        }
    }

    #[test]
    fn an_address_has_four_bytes_or_sixteen() {
        assert_eq!(address(&[192, 0, 2, 7]), Some([192, 0, 2, 7].into()));
        let v6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
        assert_eq!(address(&v6), Some("2001:db8::7".parse().unwrap()));
        assert_eq!(address(&[]), None);
    }
}
