//! Why does the system itself say that there is no host? The interface has no link; or macOS keeps this program from the
//! local network: since macOS 15 (Darwin 24) a program needs leave for it, and its connect
//! fails at once without (Apple's TN3179): what else is known of the address tells it from a host that is off.

use std::net::IpAddr;
use std::process::Stdio;
use std::time::Duration;

use nix::sys::utsname::uname;
use tokio::process::Command;
use tokio::time::timeout;

use super::interfaces;
use crate::evidence::{Evidence, LocalNetwork, TcpOutcome};

/// The first Darwin that asks for leave: macOS 15.
const GUARDED: u32 = 24;

/// Looks at the address that the system said it has no route to.
pub(super) async fn look(evidence: &Evidence, patience: Duration) -> LocalNetwork {
    let attempts = evidence.connect().map_or(&[][..], |it| &it.attempts);
    let mut refused = attempts
        .iter()
        .filter(|attempt| matches!(attempt.outcome, TcpOutcome::HostUnreachable(_)))
        .map(|attempt| attempt.address);
    if let Some(interface) = refused.clone().find_map(interfaces::without_a_link) {
        return LocalNetwork::NoLink { interface };
    }
    let guarded = uname().is_ok_and(|system| {
        let release = system.release().to_string_lossy();
        darwin(&system.sysname().to_string_lossy(), &release) >= Some(GUARDED)
    });
    if !guarded {
        return LocalNetwork::Unguarded;
    }
    match refused.find(|address| interfaces::is_on_link(address.ip())) {
        None => LocalNetwork::OffLink,
        Some(address) => LocalNetwork::OnLink {
            neighbour: is_neighbour(address.ip(), patience).await,
        },
    }
}

/// Darwin's major version; `None` for another system.
fn darwin(system: &str, release: &str) -> Option<u32> {
    let major = release.split('.').next().filter(|_| system == "Darwin")?;
    major.parse().ok()
}

/// Does the system know the link-layer address (arp(8), ndp(8))? Reading its table needs no leave.
async fn is_neighbour(address: IpAddr, patience: Duration) -> bool {
    let program = match address {
        IpAddr::V4(_) => "/usr/sbin/arp",
        IpAddr::V6(_) => "/usr/sbin/ndp",
    };
    let run = Command::new(program)
        .args(["-n", &address.to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    match timeout(patience, run).await {
        Ok(Ok(output)) => has_hardware_address(&String::from_utf8_lossy(&output.stdout)),
        Ok(Err(_)) | Err(_) => false,
    }
}

/// `? (192.168.1.5) at 0:11:22:aa:bb:cc on en0 …`, or `(incomplete)` in that place.
fn has_hardware_address(table: &str) -> bool {
    let is_one = |word: &str| {
        let parts: Vec<&str> = word.split(':').collect();
        let hex = |part: &&str| {
            matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        parts.len() == 6 && parts.iter().all(hex)
    };
    table.split_whitespace().any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leave_is_asked_for_since_darwin_24() {
        assert_eq!(darwin("Darwin", "24.1.0"), Some(24));
        assert_eq!(darwin("Darwin", "23.6.0"), Some(23));
        assert_eq!(darwin("Linux", "26.1.0"), None);
        assert!(darwin("Linux", "26.1.0") < Some(GUARDED));
    }

    #[test]
    fn a_neighbour_has_a_hardware_address() {
        let entry = |at: &str| format!("? (192.168.1.5) at {at} on en0 ifscope [ethernet]");
        assert!(has_hardware_address(&entry("0:11:22:aa:bb:cc")));
        assert!(!has_hardware_address(&entry("(incomplete)")));
        assert!(!has_hardware_address(
            "192.168.1.5 (192.168.1.5) -- no entry"
        ));
        let ndp = "fe80::1%en0    a4:83:e7:1:2:3    en0    23h59m58s  S  R";
        assert!(has_hardware_address(ndp));
        assert!(!has_hardware_address("fd00:1:2:3:4:5::7 (incomplete) en0"));
    }
}
