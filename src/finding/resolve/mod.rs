//! Causes of stage resolve.

use super::Code;

use super::Seen;
use crate::evidence::{NameServer, NameServerState};
use crate::say;

pub mod address_family_missing;
pub mod host_name_empty;
pub mod ipv6_scope_missing;
pub mod name_not_found;
pub mod name_resolves_elsewhere;
pub mod resolver_failed;
pub mod resolver_unreachable;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &name_not_found::PAGE,
    &host_name_empty::PAGE,
    &resolver_unreachable::PAGE,
    &resolver_failed::PAGE,
    &address_family_missing::PAGE,
    &ipv6_scope_missing::PAGE,
    &name_resolves_elsewhere::PAGE,
];

/// What one name server did, as an observation.
fn name_server(server: &NameServer) -> Seen {
    let address = server.address;
    let did = match server.state {
        NameServerState::Answered(code) | NameServerState::Failed(code) => say!(
            "{address} answered {code}",
            "{address} の応答: {code}",
            address = address,
            code = response_code(code)
        ),
        NameServerState::PortClosed => say!(
            "{address}: nothing listens there",
            "{address}: 待ち受けがありません",
            address = address
        ),
        NameServerState::Unreachable => say!(
            "{address}: there is no route to it",
            "{address}: 経路がありません",
            address = address
        ),
        NameServerState::Forbidden => say!(
            "{address}: this machine does not let the question out (Operation not permitted)",
            "{address}: この端末が問い合わせの送信を禁止しています (Operation not permitted)",
            address = server.address
        ),
        NameServerState::Silent => say!(
            "{address}: no answer",
            "{address}: 応答がありません",
            address = address
        ),
    };
    Seen::new("dns", did)
}

/// A response code by its name (RFC 1035 section 4.1.1).
fn response_code(code: u8) -> String {
    match code {
        0 => String::from("NOERROR"),
        1 => String::from("FORMERR"),
        2 => String::from("SERVFAIL"),
        3 => String::from("NXDOMAIN"),
        4 => String::from("NOTIMP"),
        5 => String::from("REFUSED"),
        other => format!("RCODE {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::address_family_missing::AddressFamilyMissing;
    use super::host_name_empty::HostNameEmpty;
    use super::ipv6_scope_missing::Ipv6ScopeMissing;
    use super::name_not_found::NameNotFound;
    use super::resolver_failed::ResolverFailed;
    use super::resolver_unreachable::ResolverUnreachable;
    use super::*;
    use crate::evidence::{Lookup, NameOrigin};
    use crate::finding::Cause;
    use crate::finding::Certainty::{Certain, Likely};
    use crate::finding::steps::check;
    use crate::target::Target;

    #[test]
    fn every_cause_says_what_it_must() {
        let server = |address: &str, state| NameServer {
            address: address.parse().unwrap(),
            state,
        };
        let unreachable = |servers| {
            Box::new(ResolverUnreachable {
                servers,
                near: Vec::new(),
            })
        };
        let other = |addresses: &[&str]| {
            Box::new(AddressFamilyMissing {
                family: String::from("inet6"),
                other_family: addresses.iter().map(|a| a.parse().unwrap()).collect(),
            })
        };
        check::rows(vec![
            (
                Box::new(NameNotFound {
                    near: Vec::new(),
                    lookup: Lookup::default(),
                    block: None,
                }),
                "name-not-found",
                Certain,
                &[],
                "getent ahosts web1",
            ),
            (
                Box::new(NameNotFound {
                    near: Vec::new(),
                    lookup: Lookup {
                        known_to: NameOrigin {
                            hosts_line: None,
                            dns: vec!["192.0.2.7".parse().unwrap()],
                        },
                        ..Lookup::default()
                    },
                    block: None,
                }),
                "name-not-found",
                Likely,
                &[],
                "grep -E '^(hosts:|nameserver)' /etc/nsswitch.conf /etc/resolv.conf",
            ),
            (
                Box::new(NameNotFound {
                    near: vec![String::from("-x"), String::from("web2")],
                    lookup: Lookup::default(),
                    block: None,
                }),
                "name-not-found",
                Certain,
                &[],
                "ssh deploy@web2",
            ),
            (
                Box::new(HostNameEmpty {
                    text: "hostname contains invalid characters".into(),
                }),
                "host-name-empty",
                Certain,
                &[],
                "",
            ),
            (
                unreachable(vec![server("127.0.0.53:53", NameServerState::PortClosed)]),
                "resolver-unreachable",
                Certain,
                &[],
                "sudo systemctl restart systemd-resolved",
            ),
            (
                Box::new(ResolverUnreachable {
                    servers: vec![server("192.0.2.53:53", NameServerState::Silent)],
                    near: vec![String::from("-x"), String::from("web2")],
                }),
                "resolver-unreachable",
                Certain,
                &[],
                "ssh deploy@web2",
            ),
            (
                unreachable(vec![server("192.0.2.53:53", NameServerState::Unreachable)]),
                "resolver-unreachable",
                Certain,
                &[],
                "ip route get 192.0.2.53",
            ),
            (
                unreachable(Vec::new()),
                "resolver-unreachable",
                Certain,
                &[],
                "ls -lL /etc/resolv.conf && cat /etc/resolv.conf",
            ),
            (
                Box::new(ResolverFailed {
                    servers: vec![server("192.0.2.53:53", NameServerState::Failed(2))],
                    text: None,
                }),
                "resolver-failed",
                Certain,
                &[],
                "dig web1 @192.0.2.53 && dig example.com @192.0.2.53",
            ),
            (
                Box::new(ResolverFailed {
                    servers: Vec::new(),
                    text: Some("Non-recoverable failure in name resolution".into()),
                }),
                "resolver-failed",
                Likely,
                &[],
                "",
            ),
            (
                other(&["192.0.2.7"]),
                "address-family-missing",
                Certain,
                &[],
                "ssh -4 deploy@web1",
            ),
            (
                other(&[]),
                "address-family-missing",
                Likely,
                &[],
                "getent ahosts web1",
            ),
            (
                Box::new(Ipv6ScopeMissing {
                    interfaces: vec![String::from("lo"), String::from("eth0")],
                    of_name: None,
                }),
                "ipv6-scope-missing",
                Certain,
                &[],
                "ssh deploy@web1%eth0",
            ),
            (
                Box::new(Ipv6ScopeMissing {
                    interfaces: vec![String::from("eth0")],
                    of_name: Some("fe80::1".parse().unwrap()),
                }),
                "ipv6-scope-missing",
                Certain,
                &[],
                "ssh -o HostKeyAlias=web1 deploy@fe80::1%eth0",
            ),
        ]);
    }

    #[test]
    fn a_port_or_path_behind_the_host_is_seen() {
        let target = |host: &str| Target {
            given: format!("deploy@{host}"),
            host: host.to_owned(),
            hostname: host.to_owned(),
            ..check::web1()
        };
        let first = |cause: &dyn Cause, host: &str| {
            let command = cause.next(&target(host))[0].command.clone();
            command.and_then(|command| command.line().map(str::to_owned))
        };
        let not_found = NameNotFound {
            near: Vec::new(),
            lookup: Lookup::default(),
            block: None,
        };
        let empty = HostNameEmpty { text: "".into() };
        assert_eq!(
            first(&not_found, "web1:2222").as_deref(),
            Some("ssh -p 2222 deploy@web1")
        );
        assert_eq!(
            first(&empty, "web1:/a b").as_deref(),
            Some("ssh deploy@web1")
        );
        assert_eq!(first(&empty, ""), None);
        let by = |multicast| NameNotFound {
            near: Vec::new(),
            lookup: Lookup {
                elsewhere: None,
                multicast,
                ..Lookup::default()
            },
            block: None,
        };
        assert_eq!(
            first(&by(Some(false)), "nas.local").as_deref(),
            Some("sudo apt-get install libnss-mdns && getent ahosts nas.local")
        );
        assert_eq!(
            first(&by(None), "nas.local").as_deref(),
            Some("getent ahosts nas.local")
        );
    }
}
