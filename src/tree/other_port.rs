//! SSH on another port of the same host.

use super::{Walk, found};
use crate::evidence::{Evidence, Need, OtherPortKey, OtherPorts, PortState, Question};
use crate::finding::connect::wrong_port::WrongPort;
use crate::text::Untrusted;

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
