//! TCP, and what carries it.

use std::net::{IpAddr, SocketAddr};

use super::{Walk, found, identify, undecided};
use crate::evidence::{
    Answer, Attempt, Connect, Evidence, Icmp, LocalNetwork, Mode, Need, OtherFamily, OtherPortKey,
    OtherPorts, PortState, Probe, Question, Refusal, Resolution, SecondHost, SignsOfLife,
    TcpOutcome, Trace,
};
use crate::finding::connect::bind_address_unavailable::BindAddressUnavailable;
use crate::finding::connect::connection_prohibited::ConnectionProhibited;
use crate::finding::connect::connection_refused::ConnectionRefused;
use crate::finding::connect::connection_rejected_by_firewall::ConnectionRejectedByFirewall;
use crate::finding::connect::connection_reset::ConnectionReset;
use crate::finding::connect::connection_timed_out::ConnectionTimedOut;
use crate::finding::connect::host_unreachable::HostUnreachable;
use crate::finding::connect::ipv6_unreachable::Ipv6Unreachable;
use crate::finding::connect::local_firewall_blocks::{Denial, LocalFirewallBlocks};
use crate::finding::connect::local_network_privacy::LocalNetworkPrivacy;
use crate::finding::connect::network_unreachable::NetworkUnreachable;
use crate::finding::connect::outbound_port_blocked::OutboundPortBlocked;
use crate::finding::connect::port_filtered::PortFiltered;
use crate::finding::connect::wrong_port::WrongPort;
use crate::finding::connect::{
    bind_address_unavailable, local_firewall_blocks, outbound_port_blocked, wrong_port,
};
use crate::finding::resolve::name_resolves_elsewhere::{NameResolvesElsewhere, is_made_up};
use crate::finding::{Cause, Code, Diagnosis, Stage, Step, Where};
use crate::say;
use crate::text::Untrusted;

pub(super) fn tcp(evidence: &Evidence) -> Walk {
    if evidence.is_behind(Probe::Connect) {
        return identify::identification(evidence);
    }
    let connect = evidence.connect()?;
    if connect.connected().is_some() {
        return identify::identification(evidence);
    }
    if evidence.ssh_config()?.address_family == "inet6"
        && let OtherFamily::Works { address, ident } = evidence.other_family()?.clone()
    {
        return found(Ipv6Unreachable {
            dead: connect.attempts.clone(),
            works: address,
            ident,
        });
    }
    elsewhere(evidence, failed(evidence)?)
}

/// The name of another machine that leads to an address nobody means by it: then the connection's failure follows from it.
fn elsewhere(evidence: &Evidence, diagnosis: Diagnosis) -> Walk {
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
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            v4.is_private() || shared
        }
        IpAddr::V6(v6) => v6.is_unique_local(),
    }
}

/// No address works: the failure that says most.
fn failed(evidence: &Evidence) -> Walk {
    let connect = evidence.connect()?;
    let Some(attempt) = telling(connect) else {
        return undecided(
            say!(
                "The name has no address to connect to.",
                "接続先のアドレスがありません。"
            ),
            Vec::new(),
            Step::new(
                Where::Client,
                say!(
                    "Look at what ssh makes of the name.",
                    "ssh が名前をどう解釈するか確認します。"
                ),
            )
            .run(evidence.target.ssh(&["-G"])),
        );
    };
    let address = attempt.address;
    match attempt.outcome.clone() {
        // Taken care of above: a connection that opened is no failure.
        TcpOutcome::Connected => identify::identification(evidence),
        TcpOutcome::Refused(Refusal::Icmp(icmp)) => rejected(address, icmp, evidence),
        TcpOutcome::Refused(by @ (Refusal::Rst | Refusal::Unknown)) => {
            refused(address, by, evidence)
        }
        TcpOutcome::Reset => found(ConnectionReset { address }),
        TcpOutcome::TimedOut => silent(connect, attempt, evidence),
        TcpOutcome::NetworkUnreachable(icmp) => match icmp {
            Some(icmp) if icmp.is_prohibition() => rejected(address, icmp, evidence),
            icmp => found(NetworkUnreachable { address, icmp }),
        },
        // The kernel's own "host unreachable" takes three seconds of asking the neighbour; at once it is a rule or route.
        TcpOutcome::HostUnreachable(icmp) => match icmp {
            Some(icmp) if icmp.is_prohibition() => rejected(address, icmp, evidence),
            icmp if icmp.is_none_or(|icmp| icmp.own) => no_neighbour(attempt, icmp, evidence),
            icmp => found(HostUnreachable {
                address,
                icmp,
                elapsed_ms: attempt.elapsed_ms,
                no_link: None,
            }),
        },
        TcpOutcome::NotPermitted(Some(icmp)) => rejected(address, icmp, evidence),
        TcpOutcome::NotPermitted(None) => found(LocalFirewallBlocks {
            address,
            said: Denial::NotPermitted,
        }),
        TcpOutcome::BindUnavailable => {
            let config = evidence.ssh_config()?;
            let bind = config
                .bind_address
                .clone()
                .or_else(|| config.bind_interface.clone());
            found(BindAddressUnavailable {
                bind: bind.unwrap_or_default(),
            })
        }
        // The kernel's word for a blackhole route (ip-route(8)).
        TcpOutcome::Invalid => found(LocalFirewallBlocks {
            address,
            said: Denial::Invalid,
        }),
        TcpOutcome::Other { text, .. } => undecided(
            say!(
                "The system refused to connect to {address}: {text}",
                "システムが {address} への接続を拒みました: {text}",
                address = address,
                text = text.visible(100)
            ),
            Vec::new(),
            Step::new(
                Where::Client,
                say!(
                    "See whether ssh meets the same.",
                    "ssh でも同じになるか確認します。"
                ),
            )
            .run(evidence.target.ssh(&["-v"])),
        ),
    }
}

/// "No route to host" by this machine itself: the link was asked in vain, or has no carrier. Sooner than a neighbour could
/// have been asked, it is a rule, or the leave that a Mac asks for its local network.
fn no_neighbour(attempt: &Attempt, icmp: Option<Icmp>, evidence: &Evidence) -> Walk {
    let (address, elapsed_ms) = (attempt.address, attempt.elapsed_ms);
    let local = is_private(address.ip()) || is_link_local(address.ip());
    let at_once = attempt.is_at_once();
    let mut no_link = None;
    if evidence.mode() == Mode::Live && (!at_once || local && icmp.is_none()) {
        match evidence.local_network()?.clone() {
            LocalNetwork::NoLink { interface } => no_link = Some(interface),
            LocalNetwork::OnLink { neighbour } if at_once => {
                return found(LocalNetworkPrivacy {
                    address,
                    elapsed_ms,
                    neighbour,
                });
            }
            LocalNetwork::OnLink { .. } | LocalNetwork::Unguarded | LocalNetwork::OffLink => {}
        }
    }
    match at_once && no_link.is_none() {
        true => found(LocalFirewallBlocks {
            address,
            said: icmp.map_or(Denial::Unreachable, Denial::Icmp),
        }),
        false => found(HostUnreachable {
            address,
            icmp,
            elapsed_ms,
            no_link,
        }),
    }
}

/// Addresses of one link (RFC 3927, RFC 4291).
const fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

/// The attempt whose failure says most. A refusal proves that a host lives; "no route" for one family says nothing where
/// the other family got further.
fn telling(connect: &Connect) -> Option<&Attempt> {
    connect
        .attempts
        .iter()
        .min_by_key(|attempt| match attempt.outcome {
            TcpOutcome::Connected => 0,
            TcpOutcome::Refused(_) => 1,
            TcpOutcome::Reset => 2,
            TcpOutcome::NotPermitted(_) => 3,
            TcpOutcome::HostUnreachable(_) => 4,
            TcpOutcome::TimedOut => 5,
            TcpOutcome::Other { .. } => 6,
            TcpOutcome::Invalid => 7,
            TcpOutcome::NetworkUnreachable(_) => 8,
            TcpOutcome::BindUnavailable => 9,
        })
}

/// An ICMP error came instead of a TCP answer: a firewall spoke, and the sender says whose.
fn rejected(address: SocketAddr, icmp: Icmp, evidence: &Evidence) -> Walk {
    if icmp.own {
        found(LocalFirewallBlocks {
            address,
            said: Denial::Icmp(icmp),
        })
    } else if icmp.is_prohibition() {
        found(ConnectionProhibited { address, icmp })
    } else {
        // A ban comes after logins that reached the server, a rule for everybody does not.
        let just_failed = yes_or_no(Question::JustFailed, evidence)?;
        let worked_before = match just_failed {
            Some(_) => None,
            None => yes_or_no(Question::WorkedBefore, evidence)?,
        };
        found(ConnectionRejectedByFirewall {
            address,
            icmp,
            just_failed,
            worked_before,
            now: now(evidence),
        })
    }
}

fn yes_or_no(question: Question, evidence: &Evidence) -> Result<Option<bool>, Need> {
    Ok(match evidence.ask(question)? {
        answer if answer.is("yes") => Some(true),
        answer if answer.is("no") => Some(false),
        Answer::Given(_) | Answer::Unanswered => None,
    })
}

fn refused(address: SocketAddr, by: Refusal, evidence: &Evidence) -> Walk {
    match other_ports(evidence)? {
        Some(looked) => match ssh_among(&looked) {
            Some((port, ident)) => wrong_port(true, (port, ident), looked, evidence),
            None => nothing_listens(address, by, Some(looked), evidence),
        },
        None => nothing_listens(address, by, None, evidence),
    }
}

/// Refused, and no SSH seen elsewhere. A reset is a closed port's own answer; where the system does not tell a reset from a
/// firewall's reject, what the person just did tells a ban.
fn nothing_listens(
    address: SocketAddr,
    by: Refusal,
    looked: Option<OtherPorts>,
    evidence: &Evidence,
) -> Walk {
    let just_failed = match by {
        Refusal::Rst | Refusal::Icmp(_) => None,
        Refusal::Unknown => yes_or_no(Question::JustFailed, evidence)?,
    };
    found(ConnectionRefused {
        address,
        looked,
        reset_seen: by == Refusal::Rst,
        just_failed,
        now: now(evidence),
    })
}

/// This machine's clock, where it is now that something is seen.
fn now(evidence: &Evidence) -> Option<u64> {
    (evidence.mode() == Mode::Live).then_some(evidence.now)
}

fn silent(connect: &Connect, attempt: &Attempt, evidence: &Evidence) -> Walk {
    let address = attempt.address;
    let seconds = attempt.elapsed_ms / 1000.0;
    let life = *evidence.signs_of_life()?;
    let (looked, answering) = match life {
        SignsOfLife::Echo | SignsOfLife::Neighbour => (None, Vec::new()),
        SignsOfLife::Silent | SignsOfLife::CouldNotAsk => {
            let looked = other_ports(evidence)?;
            if let Some(ssh) = looked.as_ref().and_then(ssh_among) {
                return wrong_port(false, ssh, looked.unwrap_or_default(), evidence);
            }
            let ports = looked.iter().flat_map(|looked| &looked.0);
            let answering = ports.filter(|port| port.answers()).cloned().collect();
            (looked, answering)
        }
    };
    let lives = matches!(life, SignsOfLife::Echo | SignsOfLife::Neighbour) || !answering.is_empty();
    // A ban that drops looks like any other filter: only what the person just did speaks for it.
    let just_failed = match lives {
        true => yes_or_no(Question::JustFailed, evidence)?,
        false => None,
    };
    let filtered = |trace| PortFiltered {
        address,
        seconds,
        life: Some(life),
        answering: answering.clone(),
        just_failed,
        now: now(evidence),
        trace,
    };
    if just_failed == Some(true) {
        return found(filtered(None));
    }
    let second = blocked_for_everyone(evidence)?;
    let trace = trace(evidence)?;
    if let Some(second) = second {
        return found(OutboundPortBlocked {
            address,
            seconds,
            second,
            trace,
        });
    }
    if lives {
        return found(filtered(trace));
    }
    let attempts = connect.attempts.clone();
    found(ConnectionTimedOut {
        attempts,
        life: Some(life),
        looked,
        seconds,
        trace,
    })
}

/// How far packets get; asks before it sends more of them.
fn trace(evidence: &Evidence) -> Result<Option<Trace>, Need> {
    if evidence.ask(Question::Trace)?.is("yes") {
        return Ok(Some(evidence.trace()?.clone()));
    }
    Ok(None)
}

/// The host the person named as known to work, where it is silent on the same port.
fn blocked_for_everyone(evidence: &Evidence) -> Result<Option<String>, Need> {
    let Answer::Given(second) = evidence.ask(Question::SecondHost)?.clone() else {
        return Ok(None);
    };
    if second == "no" {
        return Ok(None);
    }
    Ok(match evidence.second_host()? {
        SecondHost::Silent => Some(second),
        SecondHost::Answers | SecondHost::CouldNotAsk => None,
    })
}

/// SSH answers elsewhere on this host; its host key says whether it is the same server.
pub(super) fn wrong_port(
    refused: bool,
    (port, ident): (u16, Untrusted),
    looked: OtherPorts,
    evidence: &Evidence,
) -> Walk {
    let known = match evidence.other_port_key()?.clone() {
        OtherPortKey::Same(known) => Some(known),
        OtherPortKey::Different | OtherPortKey::Unknown => None,
    };
    found(WrongPort {
        tried: evidence.target.port,
        refused,
        port,
        ident,
        looked,
        known,
    })
}

/// Asks before it touches ports the person did not name.
pub(super) fn other_ports(evidence: &Evidence) -> Result<Option<OtherPorts>, Need> {
    if evidence.ask(Question::OtherPorts)?.is("yes") {
        return Ok(Some(evidence.other_ports()?.clone()));
    }
    Ok(None)
}

pub(super) fn ssh_among(looked: &OtherPorts) -> Option<(u16, Untrusted)> {
    looked.0.iter().find_map(|other| match &other.state {
        PortState::Ssh(ident) => Some((other.port, ident.clone())),
        PortState::Open | PortState::Refused | PortState::Silent => None,
    })
}

/// Addresses that ssh tries in vain, for seconds or minutes, before the one that works. It matters only where nothing
/// else is wrong.
pub(super) fn dead_before(connect: &Connect) -> Vec<Attempt> {
    let slow = |attempt: &&Attempt| match attempt.outcome {
        TcpOutcome::TimedOut => true,
        TcpOutcome::HostUnreachable(_) => !attempt.is_at_once(),
        TcpOutcome::Connected
        | TcpOutcome::Refused(_)
        | TcpOutcome::Reset
        | TcpOutcome::NetworkUnreachable(_)
        | TcpOutcome::NotPermitted(_)
        | TcpOutcome::BindUnavailable
        | TcpOutcome::Invalid
        | TcpOutcome::Other { .. } => false,
    };
    connect
        .failed_before()
        .iter()
        .filter(slow)
        .cloned()
        .collect()
}
