//! The server's firewall drops port 22; seen from outside the port is filtered, by somebody.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::behind("port-filtered", "server-firewall-blocks", |world| {
    world.sshd("");
    world
        .server
        .run("iptables -A INPUT -p tcp --dport 22 -j DROP");
})
.ssh_says("Connection timed out");
