//! Causes of stage connect.

use super::Code;

pub mod addresses_disagree;
pub mod bind_address_unavailable;
pub mod captive_portal;
pub mod connection_prohibited;
pub mod connection_refused;
pub mod connection_rejected_by_firewall;
pub mod connection_reset;
pub mod connection_timed_out;
#[cfg(test)]
mod hop_tests;
pub mod host_unreachable;
pub mod ipv6_unreachable;
pub mod jump_forwarding_refused;
pub mod jump_target_unreachable;
pub mod local_firewall_blocks;
pub mod local_network_privacy;
mod met;
pub mod network_unreachable;
pub mod outbound_port_blocked;
pub mod port_filtered;
pub mod proxy_command_failed;
mod seen;
#[cfg(test)]
mod tests;
pub mod wrong_port;

use seen::{
    attempt, icmp, just_failed, life, lift_the_ban, named, other_ports, silence, tcp, trace,
    wait_for_the_ban,
};

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[
    &network_unreachable::PAGE,
    &captive_portal::PAGE,
    &local_firewall_blocks::PAGE,
    &local_network_privacy::PAGE,
    &bind_address_unavailable::PAGE,
    &host_unreachable::PAGE,
    &connection_prohibited::PAGE,
    &connection_refused::PAGE,
    &wrong_port::PAGE,
    &connection_rejected_by_firewall::PAGE,
    &connection_reset::PAGE,
    &port_filtered::PAGE,
    &outbound_port_blocked::PAGE,
    &connection_timed_out::PAGE,
    &ipv6_unreachable::PAGE,
    &addresses_disagree::PAGE,
    &proxy_command_failed::PAGE,
    &jump_forwarding_refused::PAGE,
    &jump_target_unreachable::PAGE,
];
