//! A routing rule of this machine swallows what goes to the address: a VPN client's policy routing.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("local-firewall-blocks", |world| {
    world.sshd("");
    world
        .client
        .run("ip rule add to 10.99.1.2 blackhole priority 10");
})
.ssh_says("Invalid argument");
