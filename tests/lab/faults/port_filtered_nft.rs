//! The server's firewall drops port 22 and answers everything else: ufw without its OpenSSH rule.

use crate::lab::fault::{AT_LEAST_LIKELY, Fault};
use crate::lab::machine::firewall;

pub(super) const FAULT: Fault = Fault::new("port-filtered", |world| {
    world.sshd("");
    firewall(&world.server, "input", "tcp dport 22 drop");
})
.answers(&["just-failed=no"])
.certainty(AT_LEAST_LIKELY)
.ssh_says("Connection timed out");
