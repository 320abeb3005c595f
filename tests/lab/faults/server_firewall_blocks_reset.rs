//! The server's firewall answers with a TCP reset: from outside as if nothing listened.

use crate::lab::fault::Fault;
use crate::lab::machine::firewall;

pub(super) const FAULT: Fault =
    Fault::behind("connection-refused", "server-firewall-blocks", |world| {
        world.sshd("");
        firewall(&world.server, "input", "tcp dport 22 reject with tcp reset");
    })
    .ssh_says("Connection refused");
