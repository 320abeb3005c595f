//! This machine's own routing policy prohibits the address: a VPN client's kill switch.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("local-firewall-blocks", |world| {
    world.sshd("");
    world.client.run("ip route add prohibit 10.99.1.2");
})
.ssh_says("connect to host srv port 22: Permission denied");
