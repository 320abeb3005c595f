//! A connection that fails because the name leads to an address nobody means by it.

use super::{Walk, found};
use crate::evidence::{Evidence, Mode, Resolution};
use crate::finding::connect::{
    bind_address_unavailable, local_firewall_blocks, outbound_port_blocked, wrong_port,
};
use crate::finding::resolve::name_resolves_elsewhere::{NameResolvesElsewhere, is_made_up};
use crate::finding::{Cause, Code, Diagnosis, Stage};
use crate::say;
use std::net::IpAddr;

/// The name of another machine that leads to an address nobody means by it: then the connection's failure follows from it.
pub(super) fn elsewhere(evidence: &Evidence, diagnosis: Diagnosis) -> Walk {
    let Ok(Resolution::Found { addresses }) = evidence.resolution() else {
        return Ok(diagnosis);
    };
    let Some(fails) = diagnosis
        .root()
        .map(Cause::page)
        .filter(|page| page.stage == Stage::Connect)
    else {
        return Ok(diagnosis);
    };
    let host = evidence.target.hostname.to_ascii_lowercase();
    let here =
        host == "localhost" || host.ends_with(".localhost") || host.starts_with("localhost.");
    let nobodys = addresses.iter().find(|address| is_nobodys(**address));
    let whatever_the_address = nobodys.is_none() && WHATEVER_THE_ADDRESS.contains(&fails);
    if here || whatever_the_address || evidence.mode() == Mode::Log {
        return Ok(diagnosis);
    }
    let origin = evidence.name_origin()?.clone();
    let contradicted = addresses.first().filter(|_| {
        let dns = &origin.dns;
        origin.hosts_line.is_some()
            && !dns.is_empty()
            && dns.iter().all(|it| !addresses.contains(it))
    });
    if let Some(address) = nobodys.or(contradicted) {
        return found(NameResolvesElsewhere {
            address: *address,
            origin,
            fails,
        });
    }
    let diagnosis = match origin.hosts_line {
        Some((file, line)) => diagnosis.note(say!(
            "{host} has its address from {file} line {line}; no name server contradicts it.",
            "{host} のアドレスは {file} の {line} 行目によるものです。ネームサーバーの答えとの食い違いはありません。",
            host = host,
            file = file.display(),
            line = line
        )),
        None => diagnosis,
    };
    Ok(match addresses.iter().find(|address| is_private(**address)) {
        Some(address) if host.contains('.') => diagnosis.note(say!(
            "{address} is a private address: it leads to {host} only inside that network, or through its VPN.",
            "{address} はプライベートアドレスです。{host} につながるのは、そのネットワークの中か VPN 経由のときだけです。",
            address = address,
            host = host
        )),
        Some(_) | None => diagnosis,
    })
}

/// What would be so at another address, too, or proves that the right one was met.
const WHATEVER_THE_ADDRESS: &[Code] = &[
    &bind_address_unavailable::PAGE,
    &local_firewall_blocks::PAGE,
    &outbound_port_blocked::PAGE,
    &wrong_port::PAGE,
];

/// Loopback, the unspecified address, and the range that proxies make addresses up in.
fn is_nobodys(address: IpAddr) -> bool {
    address.is_loopback() || address.is_unspecified() || is_made_up(address)
}

/// Addresses that mean another machine in another network (RFC 1918, RFC 6598, RFC 4193).
pub(super) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            v4.is_private() || shared
        }
        IpAddr::V6(v6) => v6.is_unique_local(),
    }
}
