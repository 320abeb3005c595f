//! ufw has a rule that rejects ssh, left from an attack or a mistake; for TCP it answers with a reset, as a closed port does.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("connection-refused", "server-firewall-blocks", |world| {
        world.sshd("");
        world.ufw("ufw reject 22/tcp");
    })
    .ssh_says("Connection refused");
