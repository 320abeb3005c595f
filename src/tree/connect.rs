//! TCP, and what carries it.

use super::elsewhere::{elsewhere, is_private};
use super::other_port::{other_ports, ssh_among, wrong_port};
use super::{Walk, found, identify, undecided};
use crate::evidence::{
    Answer, Attempt, Connect, Evidence, Icmp, LocalNetwork, Mode, Need, OtherFamily, OtherPorts,
    Probe, Question, Refusal, SecondHost, SignsOfLife, TcpOutcome, Trace,
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
use crate::finding::{Step, Where};
use crate::say;
use std::net::{IpAddr, SocketAddr};

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
